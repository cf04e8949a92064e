import { isOrganisationNumber, ROLES, type Role } from '#libs/contracts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { HttpProblem } from './problem.js';

/** Who issues tokens, and for whom. */
export const ISSUER = 'urn:inkluderende-kommune:gateway';
export const AUDIENCE = 'urn:inkluderende-kommune:services';

/** What a verified token says. */
export interface Bearer {
  /** Random pseudonym. */
  sub: string;
  org: string;
  role: Role;
  department?: string;
  /** Demo mode only: the moment it is for the holder. */
  now?: string;
}

const MOST_REMEMBERED = 1_000;

/** Verifies EdDSA tokens by the gateway's keys and remembers those that hold until they expire. */
export class TokenVerifier {
  private readonly held = new Map<string, { bearer: Bearer; until: number }>();
  private readonly keys: JWTVerifyGetKey;

  constructor(
    keys: URL | JSONWebKeySet,
    private readonly demo: boolean,
  ) {
    this.keys = keys instanceof URL ? createRemoteJWKSet(keys) : createLocalJWKSet(keys);
  }

  /** The holder of the token in an Authorization header. Throws a 401 that says what is wrong. */
  async verify(authorization: string | undefined): Promise<Bearer> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (!token) throw new HttpProblem(401, 'token-needed', 'Send a token: Authorization: Bearer …');
    const held = this.held.get(token);
    if (held && held.until > Date.now()) return held.bearer;
    const payload = await this.payloadOf(token);
    const bearer = bearerIn(payload, this.demo);
    if (this.held.size >= MOST_REMEMBERED) this.held.clear();
    this.held.set(token, { bearer, until: payload.exp! * 1000 });
    return bearer;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], requiredClaims: ['exp', 'sub'] };
      return (await jwtVerify(token, this.keys, options)).payload;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'ERR_JWT_EXPIRED')
        throw new HttpProblem(401, 'token-expired', 'The token has expired: get a new one.');
      if (code?.startsWith('ERR_J'))
        throw new HttpProblem(401, 'token-invalid', 'The token does not hold: get a new one.');
      throw new HttpProblem(503, 'keys-unreachable', 'Tokens cannot be verified right now: try again.');
    }
  }
}

function bearerIn(payload: JWTPayload, demo: boolean): Bearer {
  const { sub, org, role, department, now } = payload as JWTPayload & Partial<Record<keyof Bearer, string>>;
  const fits = isOrganisationNumber(org) && ROLES.includes(role as Role) && (now === undefined || demo);
  if (!sub || !fits) throw new HttpProblem(401, 'token-invalid', 'The token does not hold: get a new one.');
  return { sub, org: org, role: role as Role, ...(department && { department }), ...(now && { now }) };
}
