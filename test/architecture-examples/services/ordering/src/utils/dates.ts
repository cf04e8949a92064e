// breaks: names-say-what-it-is
export const day = 1;
