import { AUDIENCE, ISSUER, WrongSetting } from '#libs/service-kit';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { createHmac, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const DEMO = 'demo-';

type PrivateJwk = JWK & { kid: string; d: string };

/** The key that signs tokens. */
export class SigningKey {
  private constructor(
    private readonly jwk: PrivateJwk,
    private readonly key: Awaited<ReturnType<typeof importJWK>>,
  ) {}

  /** Reads the key from its file; a demo key signs only in demo mode, and there no other key does. */
  static async read(file: string | undefined, demo: boolean): Promise<SigningKey> {
    if (!file) throw wrong('it is missing');
    const jwk = privateJwkIn(file);
    if (jwk.kid.startsWith(DEMO) && !demo)
      throw new WrongSetting(`SIGNING_KEY_FILE holds a demo key (${jwk.kid}): it signs only in demo mode.`);
    // Whoever asks gets a demo token, so the key behind it must be one that no real installation trusts.
    if (!jwk.kid.startsWith(DEMO) && demo)
      throw new WrongSetting(`SIGNING_KEY_FILE holds no demo key (kid ${DEMO}…): demo mode takes no other.`);
    const key = await importJWK(jwk, 'EdDSA').catch(() => undefined);
    if (!key) throw wrong('the key in it is broken');
    return new SigningKey(jwk, key);
  }

  /** What others verify by. */
  get publicKeys(): JSONWebKeySet {
    const { kty, crv, x, kid } = this.jwk;
    return { keys: [{ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }] };
  }

  /** A signed token with these claims, for the services, until the moment given. */
  sign(claims: Record<string, string>, expires: Date): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: this.jwk.kid, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(this.key);
  }

  /** A pseudonym that looks random, is the same for the same holder and tells nothing to anyone without the key. */
  pseudonymOf(...holder: string[]): string {
    return `p-${createHmac('sha256', this.jwk.d).update(holder.join('\n')).digest('base64url').slice(0, 22)}`;
  }
}

/** Makes a demo key where the file has none yet. */
export async function createDemoKey(file: string): Promise<void> {
  if (existsSync(file)) return;
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: `${DEMO}${randomUUID()}`, alg: 'EdDSA', use: 'sig' };
  // The mode goes to every folder that is made: those above stay as they are for others.
  mkdirSync(dirname(dirname(file)), { recursive: true });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // A start that is killed here must not leave half a key behind.
  writeFileSync(`${file}.draft`, `${JSON.stringify(jwk, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.draft`, file);
}

function privateJwkIn(file: string): PrivateJwk {
  try {
    const jwk = JSON.parse(readFileSync(file, 'utf8')) as Partial<PrivateJwk>;
    const texts = [jwk.kid, jwk.x, jwk.d].every((part) => typeof part === 'string' && part.length > 0);
    if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && texts) return jwk as PrivateJwk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw wrong(`${file} cannot be read`);
  }
  throw wrong(`${file} holds something else`);
}

const wrong = (now: string) =>
  new WrongSetting(`Setting SIGNING_KEY_FILE must name a file with the private Ed25519 key (JWK with kid): ${now}.`);
