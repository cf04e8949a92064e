import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.js';

/** A request keeps its body as it came, so that what is sent again can be known again. */
export type ReadRequest = FastifyRequest & { bodyText?: string };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Texts are matched whole: with a colon behind it a text is a name, and what looks like a name inside one is none. */
const TEXTS = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** Lets an app read JSON and nothing else: of itself it would read forms and plain text, too. */
export function readJsonBodies(fastify: FastifyInstance, bodyLimit: number): void {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit } as const;
  fastify.addContentTypeParser('application/json', options, (request: ReadRequest, body: Buffer, done) => {
    try {
      const { text, value } = jsonIn(body);
      request.bodyText = text;
      done(null, value);
    } catch (error) {
      done(error as Error);
    }
  });
}

/** JSON as every reader understands it: in UTF-8, and no field named twice in one object (RFC 8259 § 8.1, RFC 7493 § 2.3). */
export function jsonIn(body: Buffer): { text: string; value: unknown } {
  const { text, value } = parsed(body);
  if (namesIn(text) === fieldsIn(value)) return { text, value };
  throw new HttpProblem(400, 'field-named-twice', 'A field is named twice: name each field of an object once.');
}

function parsed(body: Buffer): { text: string; value: unknown } {
  try {
    const text = UTF8.decode(body);
    return { text, value: JSON.parse(text) };
  } catch {
    throw new HttpProblem(400, 'invalid-request', 'The request cannot be read: send well-formed JSON.');
  }
}

function namesIn(text: string): number {
  let names = 0;
  for (const [, colon] of text.matchAll(TEXTS)) if (colon) names += 1;
  return names;
}

/** Without recursion: a body may be nested deeper than the stack is. */
function fieldsIn(value: unknown): number {
  let fields = 0;
  const values = [value];
  for (const each of values) {
    if (typeof each !== 'object' || each === null) continue;
    const inner = Object.values(each);
    if (!Array.isArray(each)) fields += inner.length;
    for (const one of inner) values.push(one);
  }
  return fields;
}
