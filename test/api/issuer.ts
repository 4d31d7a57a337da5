import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

type Claims = Readonly<Record<string, unknown>>;

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** What a code stands for, until it is spent. */
interface Grant {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | null;
}

export const CLIENT = { id: 'lianshen-console', secret: 'a secret of the console' };

/**
 * A small OpenID provider on a real port: discovery, keys that rotate, the authorization endpoint with real redirects, and
 * a token endpoint that checks client, redirect, PKCE and that a code is spent once.
 */
export async function startIssuer() {
  const served: Key[] = [];
  const grants = new Map<string, Grant>();
  const asked: string[] = [];
  const token = { bodies: [] as URLSearchParams[], refusals: [] as string[] };
  /** What the test changes: the user that logs in, and what the provider gets wrong. */
  const settings = {
    user: { sub: 'owner-1', org: '12532390MB0B00201A', roles: ['owner'] } as Claims,
    issuerSaid: undefined as string | undefined,
    idToken: {} as Claims,
    /** Another key than the one that is published. */
    signWith: undefined as Key | undefined,
    broken: undefined as ((path: string, response: ServerResponse) => boolean) | undefined,
  };
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  const json = (response: ServerResponse, body: object, status = 200) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const refuse = (response: ServerResponse, error: string, why: string) => {
    token.refusals.push(why);
    json(response, { error, error_description: why }, 400);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? '/', url);
    asked.push(at.pathname);
    if (settings.broken?.(at.pathname, response) === true) return;
    if (at.pathname === '/.well-known/openid-configuration')
      return json(response, {
        issuer: settings.issuerSaid ?? url,
        jwks_uri: `${url}/jwks`,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        end_session_endpoint: `${url}/logout`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        code_challenge_methods_supported: ['S256'],
        id_token_signing_alg_values_supported: ['ES256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      });
    if (at.pathname === '/jwks') return json(response, { keys: served.map(({ jwk }) => jwk) });
    if (at.pathname === '/authorize') return authorize(at, response);
    if (at.pathname === '/token') return exchange(request, response);
    response.writeHead(404).end();
  }

  /** The user is logged in here already and consents: the browser is sent back with a code. */
  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const asks = (name: string) => searchParams.get(name);
    const redirectUri = asks('redirect_uri');
    const challenge = asks('code_challenge');
    if (asks('client_id') !== CLIENT.id || asks('response_type') !== 'code' || redirectUri === null)
      return void response.writeHead(400).end('no such client');
    if (challenge === null || asks('code_challenge_method') !== 'S256')
      return void response.writeHead(400).end('PKCE is required');
    const code = randomUUID();
    grants.set(code, { redirectUri, challenge, nonce: asks('nonce') });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asks('state') ?? '');
    back.searchParams.set('iss', url);
    response.writeHead(302, { location: back.href }).end();
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = new URLSearchParams(text);
    token.bodies.push(body);
    const [id, secret] = clientOf(request, body);
    if (id !== CLIENT.id || (secret !== undefined && secret !== CLIENT.secret))
      return refuse(response, 'invalid_client', 'no such client');
    const code = body.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    if (grant === undefined) return refuse(response, 'invalid_grant', 'the code is unknown or spent');
    if (grant.redirectUri !== body.get('redirect_uri'))
      return refuse(response, 'invalid_grant', 'another redirect');
    const verifier = body.get('code_verifier') ?? '';
    if (createHash('sha256').update(verifier).digest('base64url') !== grant.challenge)
      return refuse(response, 'invalid_grant', 'the verifier is not of this challenge');
    const idToken = await sign(
      { ...settings.user, nonce: grant.nonce ?? undefined, ...settings.idToken },
      { audience: CLIENT.id, key: settings.signWith ?? served[0] },
    );
    json(response, { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  }

  async function rotate(alg = 'ES256', kid: string = randomUUID()): Promise<Key> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const key = { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
    served.splice(0, served.length, key);
    return key;
  }

  /** A token of this issuer, right in everything but what is said; claims that are undefined are left out. */
  async function sign(
    claims: Claims = settings.user,
    {
      audience = 'lianshen',
      key = served[0],
      change = (jwt: SignJWT) => jwt,
    }: { audience?: string; key?: Key | undefined; change?: (jwt: SignJWT) => SignJWT } = {},
  ): Promise<string> {
    if (key === undefined) throw new Error('The issuer has no key.');
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: url, aud: audience, iat: now, exp: now + 300, ...claims };
    const said = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
    const jwt = new SignJWT(said).setProtectedHeader({ alg: key.alg, kid: key.kid });
    return change(jwt).sign(key.privateKey);
  }

  await rotate();
  return {
    url,
    settings,
    token,
    rotate,
    sign,
    /** The key in use. */
    key: () => served[0] as Key,
    asked: (path: string) => asked.filter((one) => one === path).length,
    /** Off the net: nobody listens there any more. */
    down: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    up: () => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve)),
  };
}
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/** Who asks for a token: by Basic, or in the body. */
function clientOf({ headers }: IncomingMessage, body: URLSearchParams): (string | undefined)[] {
  const [, basic] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  if (basic === undefined)
    return [body.get('client_id') ?? undefined, body.get('client_secret') ?? undefined];
  return Buffer.from(basic, 'base64')
    .toString('utf8')
    .split(':')
    .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
}
