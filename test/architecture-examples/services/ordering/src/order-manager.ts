// breaks: names-say-what-it-is
export const order = 1;
