import { createRemoteJWKSet, errors, importJWK, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { Unauthenticated, viewerIn } from './claims.ts';
import { AUDIENCE, DEV_ISSUER, type DevIssuer } from './devIssuer.ts';
import { type IdentityPolicy, identityPolicy } from './identityPolicy.ts';
import { RememberedTokens } from './rememberedTokens.ts';
import { publicViewer, type Viewer } from './viewer.ts';

/** Who asks, by the Authorization header. */
export interface Identity {
  viewerOf(authorization: string | undefined): Promise<Viewer>;
}

/** The identity provider cannot be asked: nobody can be let in or turned away, and the answer is 503. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
}

/** Tokens of the development issuer. It is this machine itself, so no clock differs from its own. */
export async function devIdentity({ publicKey }: DevIssuer): Promise<Identity> {
  const key = await importJWK(publicKey, 'EdDSA');
  return identityBy((token) =>
    jwtVerify(token, key, { ...expected(DEV_ISSUER, AUDIENCE), algorithms: ['EdDSA'] }),
  );
}

/** Tokens of an OpenID Connect provider, whose keys are found by its discovery document. */
export function externalIdentity(
  issuer: string,
  audience = AUDIENCE,
  policy: IdentityPolicy = identityPolicy,
): Identity {
  const keysOf = kept(() => discover(issuer, policy), policy.discovery.retryMs);
  const checks = {
    ...expected(issuer, audience),
    algorithms: policy.algorithms,
    clockTolerance: policy.clockToleranceSeconds,
  };
  return identityBy(async (token) => {
    const keys = await keysOf();
    const { payload } = await jwtVerify(token, keys, checks);
    return { payload, keys: JSON.stringify(keys.jwks()) };
  }, policy);
}

/** A promise kept once it holds. One that failed is kept for a while, so that an issuer that is down is left in peace. */
function kept<Value>(ask: () => Promise<Value>, retryMs: number): () => Promise<Value> {
  let known: Promise<Value> | undefined;
  let failedAt: number | undefined;
  return () => {
    if (failedAt !== undefined && performance.now() - failedAt >= retryMs) known = failedAt = undefined;
    if (known !== undefined) return known;
    const asked = ask();
    known = asked;
    asked.catch(() => {
      failedAt = performance.now();
    });
    return asked;
  };
}

const expected = (issuer: string, audience: string) => ({
  issuer,
  audience,
  requiredClaims: ['sub', 'exp'],
});

interface Verified {
  readonly payload: JWTPayload;
  /** The set of keys that the issuer had then, where it can change. */
  readonly keys?: string;
}

function identityBy(
  verify: (token: string) => Promise<Verified>,
  policy: IdentityPolicy = identityPolicy,
): Identity {
  const remembered = new RememberedTokens(policy.tokens);
  return {
    viewerOf: async (authorization) => {
      if (authorization === undefined) return publicViewer;
      const known = remembered.viewerOf(authorization);
      if (known !== undefined) return known;
      const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim()) ?? [];
      if (token === undefined)
        throw new Unauthenticated('The Authorization header is not «Bearer» and a signed token.');
      const { payload, keys } = await verify(token).catch((error: unknown) => {
        throw refusalOf(error);
      });
      const viewer = viewerIn(payload);
      remembered.keep(authorization, viewer, payload.exp, keys);
      return viewer;
    },
  };
}

/** The answer of the issuer is no set of keys: jose says so with its plain error, and with these. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  (error instanceof errors.JOSEError && error.code === errors.JOSEError.code);

/** What jose says, without the token in it. */
function refusalOf(error: unknown): Error {
  if (error instanceof IdentityUnavailable) return error;
  if (isUnreadable(error))
    return new IdentityUnavailable('The keys of the identity provider cannot be read.', { cause: error });
  if (error instanceof errors.JWTExpired) return new Unauthenticated('The token has expired; get a new one.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Unauthenticated(`The token is not for this service: its claim «${error.claim}» is wrong.`);
  if (error instanceof errors.JOSEError)
    return new Unauthenticated('The token is not signed by the issuer of this service.');
  return new IdentityUnavailable('The identity provider cannot be reached.', { cause: error });
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** The keys of an issuer, by the document in which it describes itself: the one that names it, and no other. */
async function discover(
  issuer: string,
  { discovery, keys }: IdentityPolicy,
): Promise<ReturnType<typeof createRemoteJWKSet>> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(discovery.timeoutMs),
  })
    .then((response): Promise<unknown> => response.json())
    .catch((error: unknown) => {
      throw new IdentityUnavailable(`${address} cannot be read.`, { cause: error });
    });
  const parsed = Discovery.safeParse(document);
  if (!parsed.success || parsed.data.issuer !== issuer)
    throw new IdentityUnavailable(`${address} is not the discovery document of ${issuer}.`);
  return createRemoteJWKSet(new URL(parsed.data.jwks_uri), {
    cacheMaxAge: keys.maxAgeMs,
    cooldownDuration: keys.cooldownMs,
    timeoutDuration: keys.timeoutMs,
  });
}
