/**
 * The least number of participations that is shown. Who takes part in adapted work may be told from a smaller one, and that
 * is health information by inference (GDPR art. 9).
 */
export const LEAST_SHOWN = 5;

/** What a fact says, for the one who stated it: without a number of participations below the least that is shown. */
export function withoutSmallNumbers(data: Record<string, unknown>): Record<string, unknown> {
  const { participations } = data;
  return typeof participations === 'number' && participations < LEAST_SHOWN
    ? { ...data, participations: null, participationsHidden: `fewer than ${LEAST_SHOWN}` }
    : data;
}

/** What a fact says, for everybody else: participations only in sums, so that no sum less what is shown gives a small one. */
export function withoutParticipations(data: Record<string, unknown>): Record<string, unknown> {
  return 'participations' in data
    ? { ...data, participations: null, participationsHidden: 'shown in sums only' }
    : data;
}
