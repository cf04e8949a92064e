// Never Date.now() here.
export const isLate = (deadline: string, now: string): boolean => new Date(deadline) < new Date(now);
