import type { IncomingHttpHeaders } from 'node:http';

/** Headers that are for one connection, not for the other end (RFC 9110 § 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The headers of a message that go to the other end; more may be named to stay behind. */
export function endToEnd(headers: IncomingHttpHeaders, ...alsoDropped: string[]): IncomingHttpHeaders {
  const named = headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [];
  const dropped = new Set([...HOP_BY_HOP, ...named, ...alsoDropped]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
