import { Whole } from '../words/amounts.js';
import { CodeText, FreeText } from '../words/texts.js';

/** What a service may say in its log beside its facts, about a fact that one of its consumers was brought. */
export const NOTICES = {
  FactParked: 'A consumer put a fact aside: it could not be applied, or stands behind one of its key that could not.',
  FactDiscarded: 'An operator gave up a fact that was put aside.',
  FactResumed: 'A fact that was put aside has been applied.',
} as const;
export type NoticeName = keyof typeof NOTICES;

/** The body of every notice; it has the key of the fact it is about, and belongs to no noun. */
export class Notice {
  @FreeText('the consumer', 80) consumer: string;
  @CodeText('the service whose fact it is') source: string;
  @FreeText('name of the fact', 80) fact: string;
  @Whole('position of the fact in its shard', 1, Number.MAX_SAFE_INTEGER) position: number;
  @FreeText('why', 500) reason: string;
}
