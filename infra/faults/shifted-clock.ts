/** Lets Date tell another time, in this process alone; timers and performance.now go on as they are. */
export function shiftClock(by: () => number): void {
  const { now } = Date;
  const shifted = () => now() + by();
  globalThis.Date = new Proxy(Date, {
    construct: (date, given: unknown[], made) =>
      Reflect.construct(date, given.length > 0 ? given : [shifted()], made) as Date,
    apply: () => new Date(shifted()).toString(),
    get: (date, name, self) => (name === 'now' ? shifted : (Reflect.get(date, name, self) as unknown)),
  });
}
