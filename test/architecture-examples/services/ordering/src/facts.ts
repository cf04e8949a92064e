// breaks: names-say-what-it-is
export abstract class BaseFact {}
