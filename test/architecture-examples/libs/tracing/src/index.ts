export const traced = 1;
