import type { Figure, OutcomeFigures } from '#libs/contracts';
import { STATES, type Aftermath } from './read-back.js';

type State = (typeof STATES)[number];

/** What `--json` prints: the figures that reporting has of the three municipalities, summed. */
export interface Sums {
  orders: Record<State, number>;
  valueOre: number;
  facilitatedMinutes: number;
  rippleOre: number;
  paths: Record<string, number>;
}

export const figuresOf = ({ outcomes }: Aftermath): OutcomeFigures[] => Object.values(outcomes);

/** A figure over the three; nothing delivered counts as 0. */
export const sumOf = (outcomes: OutcomeFigures[], figure: (of: OutcomeFigures) => Figure): number =>
  outcomes.reduce((sum, each) => sum + (figure(each).value ?? 0), 0);

export function sumsOf(aftermath: Aftermath): Sums {
  const figures = figuresOf(aftermath);
  const paths: Record<string, number> = {};
  for (const { paths: each } of figures) {
    for (const [path, orders] of Object.entries(each.orders)) paths[path] = (paths[path] ?? 0) + orders;
  }
  const reached = (state: State) => figures.reduce((sum, { orders }) => sum + orders[state], 0);
  return {
    orders: Object.fromEntries(STATES.map((state) => [state, reached(state)])) as Record<State, number>,
    valueOre: sumOf(figures, ({ valueOre }) => valueOre),
    facilitatedMinutes: sumOf(figures, ({ facilitatedMinutes }) => facilitatedMinutes),
    rippleOre: sumOf(figures, ({ rippleOre }) => rippleOre),
    paths,
  };
}
