import {
  createRemoteJWKSet,
  errors,
  importJWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import * as z from 'zod';
import { Role } from '../domain/kernel/actor.ts';
import { AUDIENCE, DEV_ISSUER, type DevIssuer } from './devIssuer.ts';
import { publicViewer, type Viewer } from './viewer.ts';

/** Who asks, by the Authorization header. */
export interface Identity {
  viewerOf(authorization: string | undefined): Promise<Viewer>;
}

/** The token is wrong: the answer is 401. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
}

/** The identity provider cannot be asked: nobody can be let in or turned away, and the answer is 503. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
}

const TokenClaims = z.object({
  sub: z.string().min(1).max(200),
  /** Credit code of the organisation acted for; administrators may have none. */
  org: z.string().min(1).max(100).nullish(),
  roles: z.array(Role.exclude(['public'])).min(1),
});

/** Tokens of the development issuer. */
export async function devIdentity({ publicKey }: DevIssuer): Promise<Identity> {
  const key = await importJWK(publicKey, 'EdDSA');
  return identityBy((token) => jwtVerify(token, key, { ...expected(DEV_ISSUER), algorithms: ['EdDSA'] }));
}

/** Tokens of an OpenID Connect provider, whose keys are found by its discovery document. */
export function externalIdentity(issuer: string): Identity {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const discovered = () => {
    keys ??= discover(issuer).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  return identityBy(async (token) =>
    jwtVerify(token, await discovered(), {
      ...expected(issuer),
      algorithms: ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'],
    }),
  );
}

const expected = (issuer: string) => ({ issuer, audience: AUDIENCE, requiredClaims: ['sub', 'exp'] });

const identityBy = (verify: (token: string) => Promise<{ readonly payload: JWTPayload }>): Identity => ({
  async viewerOf(authorization) {
    if (authorization === undefined) return publicViewer;
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim()) ?? [];
    if (token === undefined)
      throw new Unauthenticated('The Authorization header is not «Bearer» and a signed token.');
    const { payload } = await verify(token).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const claims = TokenClaims.safeParse(payload);
    if (!claims.success)
      throw new Unauthenticated(
        `The token says nothing usable in «${claims.error.issues[0]?.path[0]?.toString() ?? 'its claims'}»; ` +
          `it needs sub, org and roles out of ${Role.exclude(['public']).options.join(', ')}.`,
      );
    const { sub, org, roles } = claims.data;
    return { subject: sub, organization: org ?? null, roles: [...new Set(roles)] };
  },
});

const UNREACHABLE = [errors.JWKSTimeout, errors.JWKSInvalid];

/** What jose says, without the token in it. */
function refusalOf(error: unknown): Error {
  if (error instanceof IdentityUnavailable) return error;
  if (UNREACHABLE.some((kind) => error instanceof kind))
    return new IdentityUnavailable('The keys of the identity provider cannot be read.', { cause: error });
  if (error instanceof errors.JWTExpired) return new Unauthenticated('The token has expired; get a new one.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Unauthenticated(`The token is not for this service: its claim «${error.claim}» is wrong.`);
  if (error instanceof errors.JOSEError)
    return new Unauthenticated('The token is not signed by the issuer of this service.');
  return new IdentityUnavailable('The identity provider cannot be reached.', { cause: error });
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await fetch(address, { signal: AbortSignal.timeout(5000) })
    .then((response): Promise<unknown> => response.json())
    .catch((error: unknown) => {
      throw new IdentityUnavailable(`${address} cannot be read.`, { cause: error });
    });
  const parsed = Discovery.safeParse(document);
  if (!parsed.success || parsed.data.issuer !== issuer)
    throw new IdentityUnavailable(`${address} is not the discovery document of ${issuer}.`);
  return createRemoteJWKSet(new URL(parsed.data.jwks_uri));
}
