import { exportSPKI, importJWK, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Unauthenticated } from '../../api/claims.ts';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { externalIdentity, IdentityUnavailable } from '../../api/identity.ts';
import { identityPolicy } from '../../api/identityPolicy.ts';
import { serve, temporary } from './http.ts';
import { type Issuer, startIssuer } from './issuer.ts';

/** Keys may be asked for at once, and failures are forgotten at once: nothing here waits. */
const eager = {
  ...identityPolicy,
  keys: { ...identityPolicy.keys, cooldownMs: 0 },
  discovery: { ...identityPolicy.discovery, retryMs: 0 },
};
const { clockToleranceSeconds } = identityPolicy;
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

let issuer: Issuer;
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(() => issuer.down());

/** In an order of their own: the identity remembers keys, so each test has its own. */
const identity = (policy: typeof identityPolicy = eager) => {
  const { viewerOf } = externalIdentity(issuer.url, 'lianshen', policy);
  return (token: string) => viewerOf(`Bearer ${token}`);
};
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'let in',
    (error: Error) => {
      expect(error).toBeInstanceOf(Unauthenticated);
      return error.message;
    },
  );

describe('a token of the issuer', () => {
  it('says who asks, and the issuer is asked for its keys once', async () => {
    const viewerOf = identity();
    for (let round = 0; round < 3; round += 1)
      expect(await viewerOf(await issuer.sign())).toEqual({
        subject: 'owner-1',
        organization: '12532390MB0B00201A',
        roles: ['owner'],
      });
    expect([issuer.asked('/.well-known/openid-configuration'), issuer.asked('/jwks')]).toEqual([1, 1]);
  });

  it.each([
    ['for another audience', { aud: 'another-service' }, '«aud»'],
    ['without an audience', { aud: undefined }, '«aud»'],
    ['that names another issuer', { iss: 'https://issuer.example' }, '«iss»'],
    ['without an issuer', { iss: undefined }, '«iss»'],
    ['that never ends', { exp: undefined }, '«exp»'],
    ['without a subject', { sub: undefined }, '«sub»'],
    ['without roles', { roles: undefined }, '«roles»'],
    ['with two administrators in one', { roles: ['system', 'audit'] }, 'exclude each other'],
  ])('%s is refused', async (_, claims, why) => {
    const token = await issuer.sign({ ...issuer.settings.user, ...claims });
    expect(await refusal(identity()(token))).toContain(why);
  });

  it('is good for as long as the clocks may differ, and no longer', async () => {
    const ended = (seconds: number) =>
      issuer.sign({ ...issuer.settings.user, exp: secondsFromNow(-seconds) });
    expect(await refusal(identity()(await ended(clockToleranceSeconds / 2)))).toBe('let in');
    expect(await refusal(identity()(await ended(clockToleranceSeconds * 2)))).toContain('has expired');
  });
  it('is good from as long before as the clocks may differ, and not earlier', async () => {
    const begins = (seconds: number) =>
      issuer.sign({ ...issuer.settings.user, nbf: secondsFromNow(seconds) });
    expect(await refusal(identity()(await begins(clockToleranceSeconds / 2)))).toBe('let in');
    expect(await refusal(identity()(await begins(clockToleranceSeconds * 2)))).toContain('«nbf»');
  });
});

describe('how a token is signed', () => {
  it.each(identityPolicy.algorithms)('%s is taken', async (algorithm) => {
    await issuer.rotate(algorithm);
    expect(await refusal(identity()(await issuer.sign()))).toBe('let in');
  });
  it.each(['PS512', 'RS512', 'ES512'])('%s is not on the list', async (algorithm) => {
    await issuer.rotate(algorithm);
    expect(await refusal(identity()(await issuer.sign()))).toContain('is not signed by the issuer');
  });
  it.each(['HS256', 'HS384', 'HS512'])('%s with the public key as the secret is refused', async (alg) => {
    const { jwk, kid } = await issuer.rotate('RS256');
    const pem = await exportSPKI((await importJWK({ ...jwk, ext: true }, 'RS256')) as never);
    const forged = await new SignJWT({ ...issuer.settings.user, roles: ['audit'] })
      .setProtectedHeader({ alg, kid })
      .setIssuer(issuer.url)
      .setAudience('lianshen')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(pem));
    expect(await refusal(identity()(forged))).toContain('is not signed by the issuer');
  });
  it('none is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { ...issuer.settings.user, iss: issuer.url, aud: 'lianshen', exp: secondsFromNow(300) };
    for (const signature of ['', 'AA'])
      expect(await refusal(identity()(`${part({ alg: 'none' })}.${part(claims)}.${signature}`))).toMatch(
        /is not signed by the issuer|is not «Bearer»/,
      );
  });
  it('a key that the token brings along is not believed', async () => {
    const { jwk, privateKey } = await issuer.rotate();
    await issuer.rotate();
    const token = await new SignJWT({ ...issuer.settings.user })
      .setProtectedHeader({ alg: 'ES256', jwk, jku: 'https://keys.example/jwks' })
      .setIssuer(issuer.url)
      .setAudience('lianshen')
      .setExpirationTime('1h')
      .sign(privateKey);
    expect(await refusal(identity()(token))).toContain('is not signed by the issuer');
  });
  it('the development issuer is nobody to it', async () => {
    const development = await openDevIssuer(temporary(), 'test');
    const token = await development.issue({ subject: 'x', organization: null, roles: ['audit'] });
    expect(await refusal(identity()(token))).toContain('is not signed by the issuer');
  });
});

describe('keys that change', () => {
  it('are read again for a token of a new one, and the old one is good no more', async () => {
    const viewerOf = identity();
    const old = await issuer.sign();
    expect(await refusal(viewerOf(old))).toBe('let in');
    await issuer.rotate();
    expect(await refusal(viewerOf(await issuer.sign()))).toBe('let in');
    expect(issuer.asked('/jwks')).toBe(2);
    expect(await refusal(viewerOf(old))).toContain('is not signed by the issuer');
  });
  it('are not read again right after they were, whatever strangers send', async () => {
    const viewerOf = identity(identityPolicy);
    expect(await refusal(viewerOf(await issuer.sign()))).toBe('let in');
    const unknown = await issuer.sign(undefined, { key: { ...issuer.key(), kid: 'nobody knows it' } });
    for (let round = 0; round < 20; round += 1)
      expect(await refusal(viewerOf(unknown))).toContain('is not signed by the issuer');
    expect(issuer.asked('/jwks')).toBe(1);
  });
});

describe('an issuer that cannot be asked', () => {
  const unavailable = async (asked: Promise<unknown>) => {
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IdentityUnavailable);
    return (error as Error).message;
  };

  it.each<[string, (path: string) => [number, string] | undefined]>([
    ['describes itself by a page', (path) => (path.startsWith('/.well') ? [200, '<html>'] : undefined)],
    ['has lost its description', (path) => (path.startsWith('/.well') ? [404, '{}'] : undefined)],
    ['fails to give its keys', (path) => (path === '/jwks' ? [500, 'oops'] : undefined)],
    ['gives a page for its keys', (path) => (path === '/jwks' ? [200, '<html>'] : undefined)],
    ['gives no set of keys', (path) => (path === '/jwks' ? [200, '{"keys":1}'] : undefined)],
  ])('and %s: nobody is let in or turned away', async (_, fault) => {
    issuer.settings.broken = (path, response) => {
      const [status, body] = fault(path) ?? [];
      if (status === undefined) return false;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return true;
    };
    const viewerOf = identity();
    await unavailable(viewerOf(await issuer.sign()));
    issuer.settings.broken = undefined;
    expect(await refusal(viewerOf(await issuer.sign()))).toBe('let in');
  });
  it('and sends elsewhere is not followed', async () => {
    issuer.settings.broken = (path, response) => {
      if (path !== '/.well-known/openid-configuration') return false;
      response.writeHead(302, { location: `${issuer.url}/elsewhere` }).end();
      return true;
    };
    expect(await unavailable(identity()(await issuer.sign()))).toContain('cannot be read');
    expect(issuer.asked('/elsewhere')).toBe(0);
  });
  it('and describes another issuer is taken for a mix-up', async () => {
    issuer.settings.issuerSaid = 'https://issuer.example';
    expect(await unavailable(identity()(await issuer.sign()))).toContain('is not the discovery document of');
  });
  it('is left in peace for a while after a failure', async () => {
    issuer.settings.issuerSaid = 'https://issuer.example';
    const viewerOf = identity({ ...eager, discovery: { ...eager.discovery, retryMs: 600_000 } });
    for (let round = 0; round < 5; round += 1) await unavailable(viewerOf(await issuer.sign()));
    expect(issuer.asked('/.well-known/openid-configuration')).toBe(1);
  });
  it('is answered with 503 over HTTP, never 500, while the public goes on', async () => {
    const token = `Bearer ${await issuer.sign()}`;
    const served = await serve({ identity: externalIdentity(issuer.url, 'lianshen', eager) });
    await issuer.down();
    const away = await served.ask('{ viewer { roles } }', { authorization: token });
    expect([away.status, away.headers.get('retry-after'), await away.json()]).toMatchObject([
      503,
      '5',
      { errors: [{ extensions: { code: 'IDENTITY_UNAVAILABLE' } }] },
    ]);
    expect((await served.ask('{ viewer { roles } }')).status).toBe(200);
    await issuer.up();
    expect((await served.ask('{ viewer { roles } }', { authorization: token })).status).toBe(200);
    await served.close();
  });
  it('does not shut out whoever has a key that is known', async () => {
    const viewerOf = identity();
    const token = await issuer.sign();
    expect(await refusal(viewerOf(token))).toBe('let in');
    const unknown = await issuer.sign(undefined, { key: { ...issuer.key(), kid: 'new' } });
    await issuer.down();
    await unavailable(viewerOf(unknown));
    expect(await refusal(viewerOf(token))).toBe('let in');
    await issuer.up();
  });
});
