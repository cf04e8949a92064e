import { PATHS, type Outcome, type Reason, type RejectedPath } from '#libs/contracts';
import { standingOf, type Standing, type ValuePath } from './part-of-law.js';
import {
  comparisonReason,
  noRulesReason,
  uncertainRowReason,
  undeclaredReason,
  whyNot,
  type Counted,
} from './reasons.js';
import { ruleSetName } from './rule-set.js';

/** What a path comes to as long as the awards in Part I are not assessed in full. */
const OUTCOME_OF: Record<ValuePath, Outcome> = {
  OUTSIDE_LAW: 'cleared',
  PART_I: 'needs-person',
  PART_II_OPEN: 'refused',
  PART_III_OPEN: 'refused',
  PART_IV_OPEN: 'refused',
};

/** What the rules say to a sum of like purchases: the same input under the same rule set gives the same card. */
export interface PathCard {
  outcome: Outcome;
  path: string;
  reasons: Reason[];
  doubts: Reason[];
  rejectedPaths: RejectedPath[];
  usedOre: number;
  limitOre: number;
  headroomOre: number;
  ruleSet: string;
}

/** Judges a sum by the limits of a day. `declared`: the municipality has stated what it bought elsewhere in the window. */
export function pathCard(
  counted: Counted,
  { cpv, day, declared }: { cpv: string; day: string; declared: boolean },
): PathCard {
  const { usedOre } = counted;
  const undeclared = declared ? [] : [undeclaredReason(counted)];
  const standing = standingOf(usedOre, cpv, day);
  if (!standing) return unknownDay(usedOre, day, undeclared);

  const compared = standing.compared.map((comparison) => comparisonReason(comparison, counted));
  const uncertain = standing.compared.filter(({ row }) => row.confidence !== 'V');
  const limitOre = standing.scope.ore;
  return {
    outcome: OUTCOME_OF[standing.path],
    path: standing.path,
    reasons: compared,
    doubts: [...undeclared, ...uncertain.map(({ row }) => uncertainRowReason(row))],
    rejectedPaths: rejected(standing),
    usedOre,
    limitOre,
    headroomOre: Math.max(0, limitOre - usedOre),
    ruleSet: ruleSetName,
  };
}

/** No limit is guessed for a day without rows: nothing is under a limit of 0, and a person decides. */
const unknownDay = (usedOre: number, day: string, undeclared: Reason[]): PathCard => ({
  outcome: 'needs-person',
  path: 'NO_RULES',
  reasons: [noRulesReason(day)],
  doubts: undeclared,
  rejectedPaths: [],
  usedOre,
  limitOre: 0,
  headroomOre: 0,
  ruleSet: ruleSetName,
});

const rejected = (standing: Standing): RejectedPath[] =>
  PATHS.filter((path) => path !== standing.path).map((path) => ({ path, why: whyNot(path, standing) }));
