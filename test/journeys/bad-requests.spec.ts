import { ROLES } from '#libs/contracts';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './client.js';
import { partsOf, rolesOf, sampleOf, type Operation } from './openapi.js';
import { platformOfThisFile } from './platform.js';
import { whyNoRefusal } from './refused.js';
import { Town } from './town.js';
import { expectNoFlaw, refusedWith, Trial } from './trial.js';
import { whatIsStored } from './what-is-stored.js';
import { CODE_OF, wrongTokens } from './wrong-tokens.js';
import { wrongSearchesFor } from './wrong-values.js';

const given = platformOfThisFile();
let trial: Trial;
let neighbour: Town;
let stored: unknown;

beforeAll(async () => {
  trial = await Trial.prepare(given.client);
  neighbour = await Town.build(given.client, { Bakery: 10_000 });
});
beforeEach(async () => (stored = await whatIsStored(trial.town)));
afterEach(async () => expect(await whatIsStored(trial.town)).toEqual(stored));

const ofServices = () => trial.operations.filter(({ action }) => action !== undefined);
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const DAYS_ASKED = 'from=2026-06-29&to=2026-06-30';
const BUYING = ['buyer', 'adviser'] as const;
const WORKING = ['work-leader', 'manager'] as const;

const theOne = (action: string) => trial.operations.find((operation) => operation.action === action)!;
/** An amendment that only its order is wrong with; the sample of everything else. */
const bodyOf = ({ body, action }: Operation, town = trial.town) =>
  action === 'AmendOrder' ? town.terms() : body && sampleOf(body);
const notFound = (answer: Answer) =>
  answer.status === 404 ? whyNoRefusal(answer) : `answered ${answer.status} ${String(answer.body['code'])}`;

describe('Nobody comes in', () => {
  it('with a token that does not hold', async () => {
    const jwk = JSON.parse(readFileSync(join(given.dataDir, 'keys/demo-signing-key.json'), 'utf8')) as { kid: string };
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    const good = await given.client.tokenOf(trial.town.buyer());
    const wrong = await wrongTokens(good, { key, kid: jwk.kid });
    const judge = (name: string) => (answer: Answer) =>
      refusedWith(401, CODE_OF[name] ?? 'token-invalid')(answer) ??
      (answer.headers.get('www-authenticate') === 'Bearer' ? undefined : 'it does not say which scheme it wants');
    await expectNoFlaw(
      ofServices().flatMap((operation) =>
        Object.entries(wrong).map(([name, authorization]) => () => {
          return trial.flawOf(operation, { headers: { authorization }, body: bodyOf(operation) }, judge(name));
        }),
      ),
      500,
    );
  });

  it('in a role that may not', async () => {
    await expectNoFlaw(
      ofServices().flatMap((operation) =>
        ROLES.filter((role) => !rolesOf(operation).includes(role)).map((role) => () => {
          const sent = { as: trial.asker(role), body: bodyOf(operation) };
          return trial.flawOf(operation, sent, refusedWith(403, 'role-may-not'));
        }),
      ),
      100,
    );
  });

  it("to another municipality's order: it is answered as if there were none", async () => {
    const none = '019ab1c0-7e00-7000-8000-00000000000f';
    const asked = ofServices()
      .filter((operation) => partsOf(operation).includes('orderId'))
      .flatMap((operation) =>
        BUYING.filter((role) => rolesOf(operation).includes(role)).map((role) => ({ operation, role })),
      );
    await expectNoFlaw(
      asked.map(({ operation, role }) => async () => {
        const sent = { as: trial.asker(role, neighbour), body: bodyOf(operation, neighbour) };
        const details: unknown[] = [];
        const judge = (answer: Answer) => {
          details.push(answer.body['detail']);
          return notFound(answer);
        };
        const theirs = await trial.flawOf(operation, sent, judge);
        const nobodys = await trial.flawOf(
          operation,
          { ...sent, path: trial.pathTo(operation, { orderId: none }) },
          judge,
        );
        return (
          theirs ?? nobodys ?? (details[0] === details[1] ? undefined : `${operation.path}: ${details.join(' / ')}`)
        );
      }),
      13,
    );
  });

  it("to another department's calendar or claim: it is answered as if there were none", async () => {
    const { confirmed, claimId } = trial;
    const work = { ...(bodyOf(theOne('RegisterWork')) as object), claimId };
    const sent: [Operation, object][] = [
      [theOne('PublishCapacity'), {}],
      [theOne('ReadCalendar'), { path: `${trial.pathTo(theOne('ReadCalendar'))}?${DAYS_ASKED}` }],
      [theOne('RegisterWork'), { path: trial.pathTo(theOne('RegisterWork'), { orderId: confirmed.id }), body: work }],
    ];
    const strangers = WORKING.map((role) => trial.asker(role, neighbour));
    await expectNoFlaw(
      sent.flatMap(([operation, how]) =>
        strangers.map((as) => () => trial.flawOf(operation, { body: bodyOf(operation), as, ...how }, notFound)),
      ),
      6,
    );
  });
});

describe('There is nothing at', () => {
  it('an address that no document names, nor where it is asked in another way', async () => {
    const addresses = [...new Set(trial.operations.map((operation) => trial.pathTo(operation)))];
    const others = [
      '/api/nowhere',
      '/api/ordering',
      '/api/ordering/',
      '/api/ordering/nothing',
      '/api/ordering/orders/a/b/c',
    ];
    const more = ['/health/other', '/.well-known/nothing', '/api/ordering/openapi.yaml', '/api//ordering/orders'];
    const known = new Set(trial.operations.map((operation) => `${operation.method} ${trial.pathTo(operation)}`));
    const asked = [...addresses, ...others, ...more].flatMap((path) => METHODS.map((method) => ({ method, path })));
    await expectNoFlaw(
      asked
        .filter(({ method, path }) => !known.has(`${method} ${path}`))
        .map(({ method, path }) => () => {
          const operation: Operation = { method, path, parameters: [], answers: {} };
          return trial.flawOf(
            operation,
            { as: trial.asker('operator'), path, body: {} },
            refusedWith(404, 'no-such-route'),
          );
        }),
      150,
    );
  });

  it('an address with a part that is no id', async () => {
    const odd = [
      '%00',
      'a%00b',
      '%0a',
      '%zz',
      '%',
      '%ff%fe',
      '%ed%a0%80',
      '%2e%2e',
      '..%2f..%2fadmin',
      '__proto__',
      ' ',
    ];
    const texts = ["'%20OR%201=1--", '%F0%9F%8D%9E', '%E2%80%AE', '0', '019AB1C0-7E00-7000-8000-000000000001', 'Null'];
    const parts = [...odd, ...texts, ...[99, 101, 300, 8_000].map((length) => 'a'.repeat(length))];
    await expectNoFlaw(
      ofServices().flatMap((operation) =>
        partsOf(operation).flatMap((name) =>
          parts.map((part) => () => {
            const path = `${trial.pathTo(operation, { [name]: part })}?${operation.action === 'ReadCalendar' ? DAYS_ASKED : ''}`;
            return trial.flawOf(operation, { path, body: bodyOf(operation) });
          }),
        ),
      ),
      500,
    );
  });

  it('a search that makes no sense', async () => {
    const searching = ofServices().filter(({ parameters }) => parameters.some((parameter) => parameter.in === 'query'));
    await expectNoFlaw(
      searching.flatMap((operation) =>
        wrongSearchesFor(operation).map((search) => () => {
          return trial.flawOf(
            operation,
            { path: `${trial.pathTo(operation)}?${search}` },
            refusedWith(400, 'invalid-input'),
          );
        }),
      ),
      250,
    );
  });
});
