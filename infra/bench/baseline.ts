import pg from 'pg';

/** Plain transactions of two inserts per second, by that many connections, on the same PostgreSQL: what the machine can do. */
export async function twoInsertsPerSecond(url: string, connections: number, seconds: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  try {
    await pool.query('CREATE TABLE IF NOT EXISTS public.bench_a (id bigserial PRIMARY KEY, body jsonb)');
    await pool.query('CREATE TABLE IF NOT EXISTS public.bench_b (id bigserial PRIMARY KEY, body jsonb)');
    const started = performance.now();
    const until = started + seconds * 1000;
    const counts = await Promise.all(Array.from({ length: connections }, () => insertUntil(pool, until)));
    return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - started) / 1000);
  } finally {
    await pool.query('DROP TABLE IF EXISTS public.bench_a, public.bench_b');
    await pool.end();
  }
}

async function insertUntil(pool: pg.Pool, until: number): Promise<number> {
  const client = await pool.connect();
  const body = JSON.stringify({ valueOre: 250_000, title: 'Rolls for a meeting' });
  let count = 0;
  for (; performance.now() < until; count += 1) {
    await client.query('BEGIN');
    await client.query({ name: 'a', text: 'INSERT INTO public.bench_a (body) VALUES ($1)', values: [body] });
    await client.query({ name: 'b', text: 'INSERT INTO public.bench_b (body) VALUES ($1)', values: [body] });
    await client.query('COMMIT');
  }
  client.release();
  return count;
}
