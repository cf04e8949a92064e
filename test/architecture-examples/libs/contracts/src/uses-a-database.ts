// breaks: contracts-are-plain
import pg from 'pg';

export const pool = new pg.Pool();
