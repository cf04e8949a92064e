import type { Role } from '#libs/contracts';
import { NOW } from './moments.js';
import { fieldsOf, isFreeText, sampleOf, withValue, type Field, type Operation } from './openapi.js';
import { platformOfThisFile } from './platform.js';
import { refused } from './refused.js';
import { expectNoFlaw, refusedWith, Trial, type Judge } from './trial.js';
import { whatIsStored } from './what-is-stored.js';
import { textOf, wrongValuesFor } from './wrong-values.js';

const given = platformOfThisFile();
let trial: Trial;
let stored: unknown;

beforeAll(async () => (trial = await Trial.prepare(given.client)));
beforeEach(async () => (stored = await whatIsStored(trial.town)));
afterEach(async () => expect(await whatIsStored(trial.town)).toEqual(stored));

interface Sent {
  command: Operation;
  body: unknown;
  headers?: Record<string, string>;
  /** The field that is wrong. */
  name?: string;
}
type Sample = Record<string, unknown>;

/** The body of every command, made wrong in one way or more. */
const everyBody = (wrong: (sample: Sample, text: string) => unknown[]): Sent[] =>
  trial.commands.flatMap((command) => {
    const sample = sampleOf(command.body!) as Sample;
    return wrong(sample, textOf(sample)).map((body) => ({ command, body }));
  });

/** The body of every command with each of its fields made wrong. */
const everyField = (wrong: (field: Field) => unknown[]): Sent[] =>
  trial.commands.flatMap((command) =>
    fieldsOf(command.body!).flatMap((field) =>
      wrong(field).map((value) => ({ command, body: withValue(command.body!, field, value), name: field.name })),
    ),
  );

/** The gateway's own route reads whatever it is sent. */
const ofServices = (all: Sent[]) => all.filter(({ command: { action } }) => action !== undefined);
/** What is done once under its key; letting deadlines pass once more does nothing anyway. */
const ofRemembered = (all: Sent[]) =>
  ofServices(all).filter(({ command: { method, action } }) => method === 'POST' && action !== 'FireTimers');

const refuses = (all: Sent[], judge: (sent: Sent) => Judge, least: number) =>
  expectNoFlaw(
    all.map((sent) => () => trial.flawOf(sent.command, sent, judge(sent))),
    least,
  );
const invalid = () => refusedWith(400, 'invalid-input');

describe('Every command is refused, and nothing is stored,', () => {
  it('with what may be an identity number in any free text', async () => {
    const texts = ['01019012345', '010190 12345', 'Ring 010190-12345, takk', '０１０１９０１２３４５'];
    const all = everyField((field) => (isFreeText(field) ? texts : []));
    expect(all.map(({ command, name }) => `${command.action}.${name}`)).toEqual(
      expect.arrayContaining(['PlaceOrder.title', 'RegisterWork.purchases[0].what', 'DecideReview.reason']),
    );
    await refuses(all, ({ name }) => refusedWith(400, 'invalid-input', name), 60);
  });

  it('with a wrong value in any field', async () => {
    await refuses(
      everyField(({ schema }) => wrongValuesFor(schema)),
      invalid,
      600,
    );
  });

  it('without a field that is needed', async () => {
    const all = trial.commands.flatMap((command) =>
      (command.body!.required ?? []).map((name) => {
        const { [name]: _, ...body } = sampleOf(command.body!) as Sample;
        return { command, body, name };
      }),
    );
    await refuses(all, ({ name }) => refusedWith(400, 'invalid-input', name), 40);
  });

  it.each([
    ['that nobody knows', 'colour', 'red'],
    ['with VAT', 'valueInclVatOre', 312_500],
    ['that every object has by birth', 'constructor', {}],
    ['that would change what an object is', '__proto__', {}],
  ])('with a field %s', async (_, name, value) => {
    const all = everyBody((sample) => [{ ...sample, [name]: value }]);
    await refuses(all, () => refusedWith(400, 'invalid-input', name), 20);
  });

  it('with a body that is no object, or with none', async () => {
    await refuses(
      everyBody((sample) => [undefined, [], [sample], 'null', '"a text"', '1', 'true']),
      invalid,
      140,
    );
  });

  it('with a body that is nested deeper than any reader goes', async () => {
    const lists = '['.repeat(15_000) + ']'.repeat(15_000);
    const objects = `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`;
    await refuses(
      everyBody(() => [lists, `{"title":${lists}}`, objects]),
      invalid,
      60,
    );
  });

  it('with a body that is no JSON', async () => {
    const all = everyBody((_, text) => [
      ...['', ' ', 'undefined', text.slice(0, -1), `${text}}`, `${text},`, `\u0000${text}`],
      ...[text.replaceAll('"', "'"), text.replace('{', '{,')],
    ]);
    await refuses(all, () => refusedWith(400, 'invalid-request'), 180);
  });

  it('with a field that is named twice, as readers would not agree on its value', async () => {
    const all = everyBody((sample, text) => [text.replace('{', `{${JSON.stringify(Object.keys(sample)[0])}:1,`)]);
    await refuses(ofServices(all), () => refusedWith(400, 'field-named-twice'), 20);
  });

  it('with a body over 100 kB', async () => {
    const all = everyBody((_, text) => [text + ' '.repeat(100_001 - text.length)]);
    await refuses(all, () => refusedWith(413, 'body-too-large'), 20);
  });

  it('with a body that does not say to be JSON', async () => {
    const forms = ['application/x-www-form-urlencoded', 'multipart/form-data'];
    const types = [...forms, 'text/plain', 'text/json', 'application/xml', 'application/jsonx', ';;;'];
    const all = everyBody((_, text) => [text]).flatMap((sent) =>
      types.map((type) => ({ ...sent, headers: { 'content-type': type } })),
    );
    await refuses(ofServices(all), () => refusedWith(415, 'json-needed'), 140);
  });

  it('under an Idempotency-Key that is none', async () => {
    const keys = ['', ' ', 'two words', 'a'.repeat(201), 'æ', 'a\tb', 'a, b'];
    const all = everyBody((sample) => [sample]).flatMap((sent) =>
      keys.map((key) => ({ ...sent, headers: { 'idempotency-key': key } })),
    );
    await refuses(ofRemembered(all), () => refusedWith(400, 'idempotency-key-invalid'), 120);
  });
});

describe('A command is refused, and nothing is stored,', () => {
  it('where its day cannot be, by the clock of its token', async () => {
    const [yesterday, tomorrow] = ['2026-06-14', '2026-06-16'];
    const { town, claimId, confirmed } = trial;
    const { departmentId, vekstbedrift } = town.kitchen;
    const [orders, at] = ['/api/ordering/orders', '/api/task-assignment'];
    const hours = { days: [{ day: yesterday, kindOfWork: 'meeting-food', minutes: 1 }] };
    const work = { claimId, facilitatedMinutes: 1, participations: 1, steps: [], purchases: [], deliveredOn: tomorrow };
    const bought = { category: 'food', amountOre: 1, from: yesterday, to: tomorrow };
    const sold = { year: 2027, lines: [{ customerClass: 'owners', amountOre: 1 }] };
    const sent: [Role, string, object, string][] = [
      ['buyer', orders, town.terms({ deliverFrom: yesterday }), 'day-in-past'],
      ['buyer', orders, town.terms({ claimBy: NOW }), 'claim-deadline-in-past'],
      ['work-leader', `${at}/departments/${departmentId}/capacity`, hours, 'day-in-past'],
      ['work-leader', `${at}/orders/${confirmed.id}/deliveries`, work, 'day-in-future'],
      ['adviser', '/api/procurement-compliance/declarations', bought, 'period-in-future'],
      ['manager', `/api/procurement-compliance/vekstbedrifter/${vekstbedrift}/turnover`, sold, 'year-in-future'],
    ];
    for (const [role, path, body, code] of sent)
      refused(await given.client.post(trial.asker(role), path, body), 422, code);
  });

  it('where its key was used for another one', async () => {
    const terms = trial.town.terms({ deliverFrom: '2026-06-14' });
    const key = { 'idempotency-key': 'once' };
    const post = (path: string, body: object) => given.client.post(trial.town.buyer(), path, body, key);
    refused(await post('/api/ordering/orders', terms), 422, 'day-in-past');
    refused(await post('/api/ordering/orders', terms), 422, 'day-in-past');
    refused(await post('/api/ordering/orders', trial.town.terms()), 422, 'idempotency-key-reused');
    refused(await post('/api/ordering/orders?a=1', terms), 422, 'idempotency-key-reused');
  });

  it('where it does not say which version it changes, or another one', async () => {
    const sent = { as: trial.town.buyer(), body: trial.town.terms() };
    const path = `/api/ordering/orders/${trial.order.id}`;
    const amend = (headers: Record<string, string>) => given.client.ask('PUT', path, { ...sent, headers });
    refused(await amend({}), 428, 'if-match-needed');
    for (const tag of ['"0"', '"2"', '"1', '1', '*', 'W/"1"', '"1", "2"', ''])
      refused(await amend({ 'if-match': tag }), 412, 'order-changed');
  });
});

it('A correlation id of digits alone is not taken, since it stays in facts and may be a person’s number', async () => {
  const correlationIdFor = async (text: string) => {
    const sent = { as: trial.town.buyer(), headers: { 'x-correlation-id': text } };
    const { headers } = await given.client.ask('GET', '/api/ordering/municipalities', sent);
    return headers.get('x-correlation-id');
  };
  expect(await correlationIdFor('correlation-1')).toBe('correlation-1');
  for (const number of ['01019012345', '010190-12345', '010190_12345'])
    expect(await correlationIdFor(number)).toMatch(/^[0-9a-f]{8}-/);
});
