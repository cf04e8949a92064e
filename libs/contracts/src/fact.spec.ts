import * as contracts from './index.js';
import {
  allFacts,
  fact,
  factClasses,
  FactOf,
  factNamed,
  keyOf,
  meaningOf,
  nameInType,
  OWNERS,
  OrderTerms,
  schemaOf,
  upcast,
  wireType,
  wireTypes,
} from './index.js';

const facts = allFacts();

describe('the catalogue of facts', () => {
  it('has three owners; reporting owns none', () => {
    expect(OWNERS).toEqual(['ordering', 'procurement-compliance', 'task-assignment']);
    expect(new Set(facts.map(({ owner }) => owner))).toEqual(new Set(OWNERS));
  });

  it('names each fact once among all owners, as its class is named', () => {
    const named = OWNERS.flatMap((owner) => Object.keys(factClasses[owner]));
    expect(new Set(named).size).toBe(named.length);
    expect(facts.map(({ name }) => name)).toEqual(named);
    expect(facts.map(({ factClass }) => factClass.name)).toEqual(named);
  });

  it('has every class that calls itself a fact', () => {
    const marked = Object.entries(contracts as Record<string, unknown>)
      .filter(([, exported]) => typeof exported === 'function' && isFact(exported as { name: string }))
      .map(([name]) => name);
    expect(marked.sort()).toEqual(facts.map(({ name }) => name).sort());
  });

  it('has facts in the past, without a suffix', () => {
    const odd = facts.map(({ name }) => name).filter((name) => !/(?:ed|Held|Withdrawn|SentTo\w+)$/.test(name));
    expect(odd).toEqual([]);
  });

  it.each(facts.map((entry) => [entry.name, entry] as const))('%s says when it happens and has its key', (_, entry) => {
    const { key, says } = meaningOf(entry.factClass);
    expect(says).toMatch(/^[A-Z].{20,}\.$/);
    expect(schemaOf(entry.factClass).required).toContain(key);
    expect(schemaOf(entry.factClass).properties[key]).toMatchObject({ type: 'string' });
  });

  it('keys every fact about an order by the order', () => {
    const aboutAnOrder = facts.filter(({ factClass }) => 'orderId' in schemaOf(factClass).properties);
    expect(aboutAnOrder.map(({ owner }) => owner)).toEqual(expect.arrayContaining(OWNERS));
    expect(aboutAnOrder.filter(({ meaning }) => meaning.key !== 'orderId')).toEqual([]);
  });
});

const isFact = (factClass: { name: string }): boolean => {
  try {
    return Boolean(meaningOf(factClass));
  } catch {
    return false;
  }
};

describe('the name of a fact on the wire', () => {
  it('tells the owner, the fact and its version', () => {
    expect(wireType(factNamed('OrderPlaced')!)).toBe('no.inkluderendekommune.ordering.OrderPlaced.v1');
    expect(wireType(factNamed('ReviewDecided')!)).toBe(
      'no.inkluderendekommune.procurement-compliance.ReviewDecided.v1',
    );
  });

  it('is found again, whatever the version', () => {
    for (const entry of facts) expect(wireTypes(entry).map(nameInType)).toEqual(wireTypes(entry).map(() => entry.name));
    expect(nameInType('no.inkluderendekommune.ordering.OrderPlaced.v12')).toBe('OrderPlaced');
  });

  it('may be one that is not known here, because a newer owner may publish it', () => {
    expect(factNamed('OrderForgotten')).toBeUndefined();
    expect(factNamed('constructor')).toBeUndefined();
    expect(nameInType('OrderForgotten')).toBe('OrderForgotten');
  });
});

describe('what an earlier version said', () => {
  const ofVersion = (version: number, data: object, owner = 'procurement-compliance') => ({
    type: `no.inkluderendekommune.${owner}.OrderAssessed.v${version}`,
    data,
  });
  const [decides, doubt] = [{ rule: 'LOA_SCOPE' }, { rule: 'PLATFORM_ONLY' }];
  const first = ofVersion(1, { orderVersion: 1, reasons: [decides, doubt], confidence: 'lower' });

  it('is said in the words of today', () => {
    expect(upcast(first)).toEqual(ofVersion(2, { orderVersion: 1, reasons: [decides], doubts: [doubt] }));
  });

  it('stays beside what else is known of it', () => {
    expect(upcast({ ...first, pos: 7 })).toMatchObject({ type: wireType(factNamed('OrderAssessed')!), pos: 7 });
  });

  it.each([
    ['the newest version', ofVersion(2, { reasons: [decides, doubt] })],
    ['a version that is not known here', ofVersion(3, { reasons: [doubt] })],
    ['no version at all', ofVersion(0, { reasons: [doubt] })],
    ['a version of another owner', ofVersion(1, { reasons: [doubt] }, 'ordering')],
    ['a fact that is not known here', { type: 'no.inkluderendekommune.ordering.OrderForgotten.v1', data: {} }],
    ['no CloudEvents type', { type: 'OrderAssessed', data: {} }],
  ])('is the same where it is of %s', (_, written) => expect(upcast(written)).toBe(written));
});

describe('a stated fact', () => {
  const orderId = '019ab1c0-7e00-7000-8000-000000000001';
  const closed = fact('OrderClosed', { orderId, orderVersion: 1, municipality: '310000019' });

  it('is its type and what it says', () => {
    expect(closed).toEqual({ type: 'OrderClosed', data: { orderId, orderVersion: 1, municipality: '310000019' } });
  });

  it('has the key that its class names', () => {
    expect(keyOf(closed)).toBe(orderId);
    const serves = ['310000019'];
    expect(keyOf(fact('VekstbedriftRegistered', { vekstbedrift: '310000027', name: 'x', serves }))).toBe('310000027');
  });
});

describe('what a class says of itself', () => {
  it('is not inherited: a class that extends a fact is none', () => {
    @FactOf('id', 'Something happened that is told here.')
    class Told {}
    class Retold extends Told {}
    expect(meaningOf(Told)).toMatchObject({ key: 'id', says: 'Something happened that is told here.', version: 1 });
    expect(() => meaningOf(Retold)).toThrow('Retold is no fact: it lacks @FactOf');
  });

  it('is missed where there is none', () => {
    expect(() => meaningOf(OrderTerms)).toThrow('OrderTerms is no fact');
  });
});
