import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { Unauthenticated } from '../../api/claims.ts';
import {
  AUDIENCE,
  DEV_ISSUER,
  type DevIssuer,
  IssuerUnavailable,
  openDevIssuer,
} from '../../api/devIssuer.ts';
import { devIdentity, type Identity } from '../../api/identity.ts';
import { publicViewer } from '../../api/viewer.ts';
import { temporary } from './http.ts';

const OWNER = '12532390MB0B00201A';
const dataDir = temporary();
const keyFile = join(dataDir, 'dev-issuer.json');
let issuer: DevIssuer;
let identity: Identity;
beforeAll(async () => {
  issuer = await openDevIssuer(dataDir, 'test');
  identity = await devIdentity(issuer);
});

const claims = { subject: 'owner-1', organization: OWNER, roles: ['owner'] } as const;
const viewerOf = (token: string) => identity.viewerOf(`Bearer ${token}`);

/** A token with the key of the issuer, wrong in one thing. */
const signed = async (
  change: (token: SignJWT) => SignJWT,
  payload: Record<string, unknown> = { roles: ['owner'] },
) => {
  const key = await importJWK(JSON.parse(readFileSync(keyFile, 'utf8')), 'EdDSA');
  const token = new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(DEV_ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('owner-1')
    .setExpirationTime('1h');
  return change(token).sign(key);
};

describe('a development token', () => {
  it('says who asks', async () =>
    expect(await viewerOf(await issuer.issue(claims))).toEqual({
      subject: 'owner-1',
      organization: OWNER,
      roles: ['owner'],
    }));
  it('may name no organisation', async () =>
    expect(await viewerOf(await issuer.issue({ ...claims, organization: null }))).toMatchObject({
      organization: null,
    }));
  it('is not needed by the public', async () =>
    expect(await identity.viewerOf(undefined)).toBe(publicViewer));
  it('is accepted beside a running server that opened the same folder before', async () =>
    expect(await viewerOf(await (await openDevIssuer(dataDir, undefined)).issue(claims))).toMatchObject({
      roles: ['owner'],
    }));

  it.each([
    ['expired', () => issuer.issue(claims, '-1s'), 'has expired'],
    ['of another issuer', () => signed((token) => token.setIssuer('https://evil.example')), '«iss»'],
    ['for another audience', () => signed((token) => token.setAudience('other')), '«aud»'],
    ['not valid yet', () => signed((token) => token.setNotBefore('1h')), '«nbf»'],
    ['without a subject', () => signed((token) => token.setSubject('')), '«sub»'],
    ['without roles', () => signed((token) => token, {}), '«roles»'],
    ['with a role that there is none', () => signed((token) => token, { roles: ['emperor'] }), '«roles»'],
    ['with the role public', () => signed((token) => token, { roles: ['public'] }), '«roles»'],
    [
      'with an organisation that is no text',
      () => signed((token) => token, { roles: ['owner'], org: 7 }),
      '«org»',
    ],
    [
      'signed by somebody else',
      async () => (await openDevIssuer(temporary(), 'test')).issue(claims),
      'is not signed by the issuer',
    ],
    [
      'of another algorithm, signed with the public key as a secret',
      async () =>
        new SignJWT({ roles: ['system'] })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(DEV_ISSUER)
          .setAudience(AUDIENCE)
          .setSubject('x')
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode(String(issuer.publicKey.x))),
      'is not signed by the issuer',
    ],
    [
      'of no algorithm',
      async () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        return `${part({ alg: 'none' })}.${part({ iss: DEV_ISSUER, aud: AUDIENCE, sub: 'x', roles: ['system'] })}.AA`;
      },
      'is not signed by the issuer',
    ],
    [
      'changed on the way',
      async () => {
        const [head, , tail] = (await issuer.issue(claims)).split('.');
        const body = Buffer.from(JSON.stringify({ sub: 'x', roles: ['system'] })).toString('base64url');
        return `${head}.${body}.${tail}`;
      },
      'is not signed by the issuer',
    ],
  ])('that is %s is refused', async (_, token, why) => {
    const refused = await viewerOf(await token()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Unauthenticated);
    expect((refused as Error).message).toContain(why);
  });
});

describe('three separate administrators 三员', () => {
  it.each([
    [['system', 'audit']],
    [['system', 'security']],
    [['security', 'audit']],
    [['system', 'security', 'audit']],
    [['officer', 'audit']],
    [['owner', 'system']],
    [['security', 'supervisor']],
  ] as const)('one who would be %j is nobody here', async (roles) => {
    const refused = await viewerOf(await issuer.issue({ ...claims, roles })).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Unauthenticated);
    expect((refused as Error).message).toContain('exclude each other');
  });
  it.each(['system', 'security', 'audit'] as const)('%s alone is let in', async (role) =>
    expect(await viewerOf(await issuer.issue({ ...claims, roles: [role, role] }))).toMatchObject({
      roles: [role],
    }),
  );
  it('other roles go together', async () =>
    expect(await viewerOf(await issuer.issue({ ...claims, roles: ['intake', 'officer'] }))).toMatchObject({
      roles: ['intake', 'officer'],
    }));
});

describe('the development issuer', () => {
  it('keeps its key for itself', () => expect(statSync(keyFile).mode & 0o777).toBe(0o600));
  it('comes to one key where two processes make it at once', async () => {
    const folder = temporary();
    const [one, two] = await Promise.all([openDevIssuer(folder, 'test'), openDevIssuer(folder, 'test')]);
    expect(one.publicKey).toEqual(two.publicKey);
  });
  it('never starts in production', async () =>
    expect(openDevIssuer(dataDir, 'production')).rejects.toThrow('Set AUTH_ISSUER'));
  it.each(['', '{}', '{"kty":"OKP"'])('does not take the file «%s» for a key', async (text) => {
    const folder = temporary();
    writeFileSync(join(folder, 'dev-issuer.json'), text);
    const refused = await openDevIssuer(folder, 'test').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(IssuerUnavailable);
    expect((refused as Error).message).toMatch(/dev-issuer\.json is not a key .* Move it away/);
  });
});
