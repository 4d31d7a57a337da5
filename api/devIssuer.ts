import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import * as z from 'zod';
import type { Role } from '../domain/kernel/actor.ts';
import { writeOnce } from './secretFile.ts';

/** The development issuer is nobody's authority: its names never change, and production refuses it. */
export const DEV_ISSUER = 'https://dev.lianshen.invalid';
export const AUDIENCE = 'lianshen';
const ALGORITHM = 'EdDSA';
const KEY_FILE = 'dev-issuer.json';

/** The key pair as it lies in the file: an Ed25519 key as JWK. */
const KeyFile = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().min(1),
  d: z.string().min(1),
});

/** What a token says of its bearer. */
export interface Claims {
  readonly subject: string;
  readonly organization: string | null;
  readonly roles: readonly Role[];
}

export interface DevIssuer {
  readonly publicKey: JWK;
  /** A signed token; `expiresIn` as jose writes spans, such as `30d`. */
  issue(claims: Claims, expiresIn?: string): Promise<string>;
}

/** One clear line for the operator. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/**
 * Issue development tokens with the key under `dataDir`, made at the first use. Any process that can read that folder
 * issues tokens that a running server accepts.
 */
export async function openDevIssuer(dataDir: string, nodeEnv: string | undefined): Promise<DevIssuer> {
  if (nodeEnv === 'production')
    throw new IssuerUnavailable(
      'NODE_ENV=production: the development issuer does not start. Set AUTH_ISSUER to the address of your identity provider.',
    );
  const file = join(dataDir, KEY_FILE);
  const jwk = read(file) ?? (await create(file));
  const key = await importJWK(jwk, ALGORITHM);
  const { d: _, ...publicKey } = jwk;
  return {
    publicKey,
    issue: ({ subject, organization, roles }, expiresIn = '30d') =>
      new SignJWT({ org: organization, roles: [...roles] })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(DEV_ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(expiresIn)
        .sign(key),
  };
}

function read(file: string): z.infer<typeof KeyFile> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new IssuerUnavailable(`${file} cannot be read: ${String(error)}`, { cause: error });
  }
  const parsed = z
    .string()
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(KeyFile)
    .safeParse(text);
  if (parsed.success) return parsed.data;
  throw new IssuerUnavailable(
    `${file} is not a key of the development issuer. Move it away; a new one is made.`,
  );
}

async function create(file: string): Promise<z.infer<typeof KeyFile>> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { kty, crv, x, d } = KeyFile.parse(await exportJWK(privateKey));
  try {
    writeOnce(file, JSON.stringify({ kty, crv, x, d }));
  } catch (error) {
    throw new IssuerUnavailable(`${file} cannot be written: ${String(error)}`, { cause: error });
  }
  const made = read(file);
  if (made === undefined) throw new IssuerUnavailable(`${file} vanished while it was made. Start again.`);
  return made;
}
