import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it arrived. */
export interface ReceivedSpan {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  /** 2 is an error. */
  status?: number;
  links: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
}

interface Request {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[];
}
type SentSpan = Omit<ReceivedSpan, 'service' | 'status' | 'attributes' | 'links'> & {
  status: { code?: number };
  links?: ReceivedSpan['links'];
  attributes: Attribute[];
};
interface Attribute {
  key: string;
  value: Value;
}
type Value = Partial<Record<'stringValue' | 'intValue' | 'boolValue' | 'doubleValue', unknown>> & {
  arrayValue?: { values: Value[] };
};

/** What takes traces over HTTP (OTLP, JSON), as any collector does; it keeps them. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url !== '/v1/traces') return void response.writeHead(404).end();
      spans.push(...spansIn(JSON.parse(Buffer.concat(chunks).toString()) as Request));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, close };
}

function spansIn({ resourceSpans }: Request): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, status, links = [], ...span }) => ({
        ...span,
        service: valuesOf(resource.attributes)['service.name'] as string,
        status: status.code,
        links,
        attributes: valuesOf(attributes),
      })),
    ),
  );
}

const valuesOf = (attributes: Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));

const valueOf = ({ arrayValue, ...one }: Value): unknown => arrayValue?.values.map(valueOf) ?? Object.values(one)[0];
