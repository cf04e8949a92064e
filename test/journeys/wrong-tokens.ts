import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

/** As the gateway issues them. */
const ISSUER = 'urn:inkluderende-kommune:gateway';
const AUDIENCE = 'urn:inkluderende-kommune:services';

interface Claims {
  sub?: string;
  org?: string;
  role?: string;
  now?: string;
}

/** A token of our own making. */
export function signed(
  key: KeyObject,
  kid: string,
  claims: Claims,
  by: Partial<Record<'iss' | 'aud' | 'exp', string>> = {},
) {
  const { iss = ISSUER, aud = AUDIENCE, exp = '1h' } = by;
  const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' });
  return jwt.setIssuer(iss).setAudience(aud).setIssuedAt().setExpirationTime(exp).sign(key);
}

/** Where nothing was sent that could be a token, one is asked for. */
export const CODE_OF: Record<string, string> = {
  nothing: 'token-needed',
  'the name of the scheme alone': 'token-needed',
  'another scheme': 'token-needed',
  'a token twice': 'token-needed',
  'no parts': 'token-needed',
  'no signature': 'token-needed',
  'algorithm none': 'token-needed',
  'its end behind it': 'token-expired',
};

/** What an Authorization header may wrongly hold, by what is wrong with it. */
export async function wrongTokens(
  good: string,
  real: { key: KeyObject; kid: string },
): Promise<Record<string, string>> {
  const { key, kid } = real;
  const [head, payload, signature] = good.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  const { sub, org, role } = claims;
  const base64 = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const { privateKey: foreign } = generateKeyPairSync('ed25519');
  const hmacHead = base64({ alg: 'HS256', kid, typ: 'JWT' });
  const publicKey = JSON.stringify(key.export({ format: 'jwk' })['x']);
  const hmac = createHmac('sha256', publicKey).update(`${hmacHead}.${payload}`).digest('base64url');
  const bearers = {
    'no signature': `${head}.${payload}.`,
    'algorithm none': `${base64({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'algorithm none and a signature': `${base64({ alg: 'none' })}.${payload}.${signature}`,
    'a signature by the public key': `${hmacHead}.${payload}.${hmac}`,
    'another payload': `${head}.${base64({ ...claims, role: 'operator', org: '310000019' })}.${signature}`,
    'a foreign key': await signed(foreign, kid, claims),
    'a foreign key under its own name': await signed(foreign, 'mine', claims),
    'another issuer': await signed(key, kid, claims, { iss: 'urn:elsewhere' }),
    'another audience': await signed(key, kid, claims, { aud: 'urn:elsewhere' }),
    'no holder': await signed(key, kid, { org, role }),
    'no organisation': await signed(key, kid, { sub, role }),
    'a wrong organisation number': await signed(key, kid, { sub, role, org: '310000018' }),
    'a role nobody has': await signed(key, kid, { sub, org, role: 'mayor' }),
    'its end behind it': await signed(key, kid, claims, { exp: '-1s' }),
    'three parts of nothing': 'a.b.c',
    'no parts': 'token',
  };
  return {
    nothing: '',
    'the name of the scheme alone': 'Bearer ',
    'another scheme': `Basic ${Buffer.from('a:b').toString('base64')}`,
    'a token twice': `Bearer ${good} ${good}`,
    ...Object.fromEntries(Object.entries(bearers).map(([name, token]) => [name, `Bearer ${token}`])),
  };
}
