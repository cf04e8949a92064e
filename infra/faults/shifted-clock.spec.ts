import { shiftClock } from './shifted-clock.js';

const HOUR_MS = 3_600_000;

describe('a shifted clock', () => {
  const real = Date;
  afterEach(() => {
    globalThis.Date = real;
  });

  it('tells another time as long as it is shifted; what it is asked about is as it was', () => {
    let by = 0;
    shiftClock(() => by);
    const off = () => Math.round((Date.now() - real.now()) / 1_000);
    expect(off()).toBe(0);
    by = -HOUR_MS;
    expect(off()).toBe(-3_600);
    expect(Math.round((new Date().getTime() - real.now()) / 1_000)).toBe(-3_600);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date() instanceof Date && new real() instanceof Date).toBe(true);
    expect(Date.parse('1970-01-01T00:00:01Z')).toBe(1_000);
    by = 0;
    expect(off()).toBe(0);
  });
});
