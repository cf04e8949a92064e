// breaks: names-say-what-it-is
export class OrderDto {}
