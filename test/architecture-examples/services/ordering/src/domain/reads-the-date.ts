// breaks: domain-is-given-time-and-chance
export const today = (): string => new Date().toISOString();
