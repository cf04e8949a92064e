import { crash } from './crash.js';
import { mutants } from './mutants.js';

// Fixed seeds: the plan of the faults is the same in every run, what it meets is not.
describe('a platform that is killed under load', () => {
  it('loses nothing, doubles nothing and parks nothing', async () => {
    const figures = await crash({ seconds: 10, seed: 20_261_123 });
    expect(figures.findings).toEqual([]);
    expect(figures).toMatchObject({ orders: { invoked: 0, failed: 0 } });
    expect(figures.orders.ok).toBeGreaterThan(20);
    expect(figures.kills).toBeGreaterThan(0);
  }, 120_000);

  it.each(Object.entries(mutants))(
    'is caught where it is wrong: %s',
    async (mutant, { caughtBy }) => {
      const { findings } = await crash({ seconds: 2, seed: 7, mutant });
      expect(findings).toContainEqual(expect.stringMatching(caughtBy));
    },
    120_000,
  );
});
