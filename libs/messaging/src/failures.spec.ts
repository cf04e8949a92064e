import pg from 'pg';
import { errorLine, isCollision, isTransient, PermanentError, TransientError } from './failures.js';

const coded = (code: string) => Object.assign(new Error('from below'), { code });

describe('a failure', () => {
  it.each([
    ...['08006', '40001', '40P01', '53300', '55P03', '57014', '57P01', '57P02', '57P03', '25006'].map(coded),
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].map(coded),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Client has encountered a connection error and is not queryable'),
    new TransientError('the mill is down'),
  ])('passes: %p', (error) => {
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    ...['23505', '23514', '22P02', '42P01', '42501', 'ENOENT'].map(coded),
    new Error('cannot digest this'),
    new TypeError('x is not a function'),
    new PermanentError('never'),
    'a text',
    null,
    undefined,
  ])('does not pass by itself: %p', (error) => {
    expect(isTransient(error)).toBe(false);
  });

  it('that comes from two transactions in each other’s way is a collision', () => {
    expect(['40P01', '40001', '23505', '23514'].map((code) => isCollision(coded(code)))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('is one line of bounded length, whatever was thrown', () => {
    expect(errorLine(new RangeError('too far'))).toBe('RangeError: too far');
    expect(errorLine('a text')).toBe('a text');
    expect(errorLine(new Error('x'.repeat(1_000)))).toHaveLength(500);
  });
});

describe('the driver', () => {
  it('says what we know it to say where nobody answers', async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: 1 });
    expect(isTransient(await client.connect().catch((error: unknown) => error))).toBe(true);
  });
});
