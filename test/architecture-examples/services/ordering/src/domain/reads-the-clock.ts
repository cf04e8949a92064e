// breaks: domain-is-given-time-and-chance
export const isLate = (deadline: string): boolean => Date.parse(deadline) < Date.now();
