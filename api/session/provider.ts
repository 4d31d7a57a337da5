import type { JWTPayload } from 'jose';
import type { Configuration } from 'openid-client';
import { isLoopback } from '../../app/loopback.ts';
import { Unauthenticated } from '../claims.ts';
import { IdentityUnavailable } from '../identity.ts';
import { identityPolicy } from '../identityPolicy.ts';
import type { SessionPolicy } from './policy.ts';

/** What the console is to the identity provider. */
export interface Client {
  readonly issuer: string;
  readonly id: string;
  /** Undefined for a public client, which PKCE alone protects. */
  readonly secret: string | undefined;
  readonly redirectUri: string;
}

/** What the browser keeps, sealed, while the user is at the provider. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The authorization-code flow with PKCE, and the way out. */
export interface Provider {
  start(): Promise<{ readonly url: URL; readonly pending: Pending }>;
  /** The claims of the user who comes back to this address. */
  finish(returned: URL, pending: Pending): Promise<JWTPayload>;
  /** Where the provider ends its own session, if it says so. */
  leaveAt(backTo: string): Promise<string | undefined>;
}

/** The library is large and a start does not need it: it is read with the first login. */
export function openProvider(client: Client, policy: SessionPolicy): Provider {
  const library = () => import('openid-client');
  let known: Promise<Configuration> | undefined;
  const configuration = () => {
    known ??= discover(client, policy).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async start() {
      const oidc = await library();
      const config = await configuration();
      const pending = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: client.redirectUri,
        scope: 'openid',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      return { url, pending };
    },
    async finish(returned, { state, nonce, verifier }) {
      const oidc = await library();
      const config = await configuration();
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      };
      const tokens = await oidc.authorizationCodeGrant(config, returned, checks).catch((error: unknown) => {
        throw refusalOf(error);
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Unauthenticated('The identity provider named nobody.');
      return claims;
    },
    async leaveAt(backTo) {
      const oidc = await library();
      const config = await configuration();
      return config.serverMetadata().end_session_endpoint === undefined
        ? undefined
        : oidc.buildEndSessionUrl(config, { client_id: client.id, post_logout_redirect_uri: backTo }).href;
    },
  };
}

/** By its own description; over plain http only on this machine. The signature of the id token is checked as well. */
async function discover({ issuer, id, secret }: Client, policy: SessionPolicy): Promise<Configuration> {
  const oidc = await import('openid-client');
  const server = new URL(issuer);
  const execute = [
    oidc.enableNonRepudiationChecks,
    ...(server.protocol === 'http:' && isLoopback(server) ? [oidc.allowInsecureRequests] : []),
  ];
  return oidc
    .discovery(
      server,
      id,
      { [oidc.clockTolerance]: identityPolicy.clockToleranceSeconds },
      secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret),
      { execute, timeout: policy.providerTimeoutSeconds },
    )
    .catch((error: unknown) => {
      throw new IdentityUnavailable(`The identity provider ${issuer} cannot be asked.`, { cause: error });
    });
}

/** The codes of the library that mean «it did not answer», not «it said no». */
const UNREACHABLE = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
]);

/** What the library says, without code, token or secret in it. */
function refusalOf(error: unknown): Error {
  const { name, code, error: said } = error as { name?: string; code?: string; error?: string };
  if (name === 'AuthorizationResponseError')
    return new Unauthenticated(`The identity provider let nobody in: ${said ?? 'no reason given'}.`);
  const ours = said === 'invalid_client' || said === 'unauthorized_client';
  if (name === 'TypeError' || ours || (code !== undefined && UNREACHABLE.has(code)))
    return new IdentityUnavailable('The identity provider cannot be asked.', { cause: error });
  return new Unauthenticated('The login did not hold; begin it anew at /auth/login.', { cause: error });
}
