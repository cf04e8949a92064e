// breaks: domain-is-given-time-and-chance
export const lot = (): number => Math.random();
