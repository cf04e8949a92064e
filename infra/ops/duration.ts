import { WrongUse } from './command.js';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A time that was written as 90s, 5m, 2h or 3d, in seconds. */
export function secondsIn(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (!amount) throw new WrongUse(`"${text}" is no time: write it as in 90s, 5m, 2h or 3d.`);
  return Number(amount) * SECONDS[unit as keyof typeof SECONDS];
}

/** Seconds in the largest unit that says enough. */
export function inUnits(seconds: number): string {
  const units = Object.entries(SECONDS).reverse();
  const [unit, size] = units.find(([, size]) => seconds >= 2 * size) ?? ['s', 1];
  return `${Math.floor(seconds / size)} ${unit}`;
}
