import { chance } from './chance.js';
import { lanesFor } from './kinds.js';
import { schedule, type Fault } from './schedule.js';

const of = (seed: number, seconds = 60, transport: 'postgres' | 'kafka' = 'kafka') =>
  schedule(chance(seed), seconds, lanesFor(transport, 3));
const names = (faults: Fault[] = []) => faults.map(({ kind, on }) => `${kind}: ${on}`);

describe('chance', () => {
  it('is the same for the same seed and between 0 and 1', () => {
    const [one, other] = [chance(7), chance(7)];
    const numbers = Array.from({ length: 1_000 }, one);
    expect(Array.from({ length: 1_000 }, other)).toEqual(numbers);
    expect(numbers.every((each) => each >= 0 && each < 1)).toBe(true);
    expect(chance(8)()).not.toBe(numbers[0]);
  });
});

describe('the schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(of(7)).toEqual(of(7));
    expect(of(8)).not.toEqual(of(7));
  });

  it.each([1, 2, 3, 4, 5])('begins with all brokers stopped and all brokers wiped, in some order (seed %s)', (seed) => {
    const firsts = names(of(seed).brokers).slice(0, 2).sort();
    expect(firsts).toEqual(['stop broker: all brokers', 'wipe broker: all brokers']);
  });

  it('knows no brokers and no relays over PostgreSQL', () => {
    const { brokers, inside } = of(7, 60, 'postgres');
    expect([brokers, inside!.some(({ kind }) => kind === 'set back relay')]).toEqual([undefined, false]);
  });

  it('hits everybody before it hits anybody again', () => {
    const killed = of(7, 300)
      .processes!.filter(({ kind }) => kind === 'kill')
      .map(({ on }) => on);
    expect(new Set(killed.slice(0, 6)).size).toBe(6);
    expect(new Set(killed.slice(6, 12)).size).toBe(6);
  });

  it('has every kind before any comes again', () => {
    const kinds = of(7, 300).inside!.map(({ kind }) => kind);
    expect(new Set(kinds.slice(0, 4)).size).toBe(4);
  });

  it.each([
    [30, 2_500],
    [60, 5_000],
    [3_600, 20_000],
  ])('lets a fault of a run of %s s last at most %s ms', (seconds, most) => {
    const lasting = Object.values(of(7, seconds)).flatMap((lane) => lane.map(({ lastsMs }) => lastsMs));
    expect(Math.max(...lasting)).toBeLessThanOrEqual(most);
    expect(Math.min(...lasting)).toBeGreaterThanOrEqual(most / 4 - 1);
  });
});
