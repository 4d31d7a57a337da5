import type { IncomingMessage, ServerResponse } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createServer } from '../../api/server.ts';
import { sessionPolicy } from '../../api/session/policy.ts';
import { sealBy } from '../../api/session/seal.ts';
import { createSessions } from '../../api/session/sessions.ts';
import { publicViewer } from '../../api/viewer.ts';
import type { Role } from '../../domain/kernel/actor.ts';
import { type Browser, openBrowser } from './browser.ts';
import { CLIENT, type Issuer, startIssuer } from './issuer.ts';
import { type RealSystem, realSystem } from './realSystem.ts';
import { HOSPITAL, OWNER } from './world.ts';

const SITE = 'https://lianshen.example';
const SECRET = 'a secret of this installation, long enough';
const SESSION = '__Host-lianshen-session';
const LOGIN = '__Host-lianshen-login';
const CALLBACK = `${SITE}/auth/callback`;

let issuer: Issuer;
let system: RealSystem;
let browser: Browser;
const lines: string[] = [];
const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
beforeEach(async () => {
  lines.length = 0;
  issuer = await startIssuer();
  system = await realSystem({ logger, browsers: browsersAt(SITE) });
  browser = openBrowser(SITE, system.url);
});
afterEach(async () => {
  await system.close();
  await issuer.down();
});
const browsersAt = (publicUrl: string, secret = SECRET) => ({
  issuer: issuer.url,
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  publicUrl,
  secret,
});

const login = async (by = browser, link = '/auth/login') => by.go(link, `${SITE}/console`);
/** As far as the provider's answer, and not a step further. */
const returning = async (by = browser) => (await by.go('/auth/login', CALLBACK)).url;
const seen = async (by = browser) => {
  const response = await by.post('/graphql', { query: '{ viewer { subject organization roles } }' });
  const { data, errors } = (await response.json()) as {
    data?: { viewer: object };
    errors?: { extensions: { code: string } }[];
  };
  return { status: response.status, viewer: data?.viewer, code: errors?.[0]?.extensions.code };
};
const told = async (response: Response | undefined) => {
  const body = (await response?.json()) as { errors?: { extensions: { code: string } }[] } | undefined;
  return { status: response?.status, code: body?.errors?.[0]?.extensions.code };
};
const loggedIn = {
  status: 200,
  viewer: { subject: 'owner-1', organization: OWNER, roles: ['owner'] },
};
const refused = { status: 401, code: 'UNAUTHENTICATED' };
const sessionFacts = async () =>
  (await system.facts()).filter(({ stream }) => stream.startsWith('session-')).map(({ event }) => event);

describe('a login', () => {
  it('goes to the provider and back, and the user is who the provider says', async () => {
    const { url } = await login(browser, '/auth/login?to=/console/projects%3Fopen%3D1%23late');
    expect(url).toBe(`${SITE}/console/projects?open=1#late`);
    expect(await seen()).toEqual(loggedIn);
    const session = await (await browser.send('/auth/session')).json();
    expect(session).toEqual({ ...loggedIn.viewer, until: '2026-03-02T11:00:00.000Z' });
  });
  it('asks with state, nonce and PKCE, and proves by the verifier that it asked', async () => {
    await login();
    const asked = new URL(browser.visited.find((url) => url.startsWith(`${issuer.url}/authorize`)) ?? '');
    const said = Object.fromEntries(asked.searchParams);
    expect(said).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(said[name], name).toMatch(/^[\w-]{43}$/);
    expect(issuer.token.bodies.map((body) => body.get('code_verifier'))).toEqual([
      expect.stringMatching(/^[\w-]{43,}$/),
    ]);
    expect(JSON.stringify(said)).not.toContain(issuer.token.bodies[0]?.get('code_verifier'));
  });
  it('makes a cookie that is of this host alone and out of reach of scripts', async () => {
    await login();
    expect([...browser.jar.keys()]).toEqual([SESSION]);
    const { attributes, value } = browser.jar.get(SESSION) ?? { attributes: new Map(), value: '' };
    expect(new Set(attributes.keys())).toEqual(
      new Set(['path', 'max-age', 'httponly', 'samesite', 'secure']),
    );
    expect(attributes.get('samesite')).toBe('Lax');
    expect(value.split('.')).toHaveLength(5);
    expect(Buffer.from(value, 'base64url').toString()).not.toContain('owner-1');
  });
  it('leaves a fact of who came in, from which nobody can make the cookie', async () => {
    await login();
    expect(await sessionFacts()).toMatchObject([
      { type: 'SessionBegun', data: { organization: OWNER, roles: ['owner'], session: expect.any(String) } },
    ]);
    const cookie = browser.jar.get(SESSION)?.value ?? '';
    const held = await sealBy(SECRET).open('session', cookie, z.object({ id: z.string().length(43) }));
    expect(JSON.stringify(await sessionFacts())).not.toContain(held?.id ?? 'a cookie that says nothing');
    expect(held).toBeDefined();
  });
  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'console',
    'javascript:alert(1)',
    '/\t/evil.example',
  ])('sends nobody to «%s»', async (to) => {
    const { url } = await browser.go(`/auth/login?to=${encodeURIComponent(to)}`);
    expect(url).toBe(`${SITE}/`);
  });
  it('of two administrators in one lets nobody in', async () => {
    issuer.settings.user = { sub: 'admin-1', roles: ['system', 'audit'] };
    const { response } = await browser.go('/auth/login');
    expect(await told(response)).toEqual(refused);
    expect(await sessionFacts()).toEqual([]);
  });
  it('in development over http makes a cookie that localhost keeps', async () => {
    const near = await realSystem({ logger, browsers: browsersAt('http://localhost:4000') });
    const local = openBrowser('http://localhost:4000', near.url);
    await local.go('/auth/login');
    expect([...local.jar.keys()]).toEqual(['lianshen-session']);
    expect([...(local.jar.get('lianshen-session')?.attributes.keys() ?? [])]).not.toContain('secure');
    expect(await (await local.send('/auth/session')).json()).toMatchObject(loggedIn.viewer);
    await near.close();
  });
});

describe('a callback', () => {
  const refusedAndNobodyIn = async (url: string) => {
    const { response } = await browser.go(url);
    expect(await told(response)).toEqual(refused);
    expect(browser.jar.has(SESSION)).toBe(false);
    expect(await sessionFacts()).toEqual([]);
  };
  const change = (url: string, name: string, value: string | undefined) => {
    const changed = new URL(url);
    if (value === undefined) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
    return changed.href;
  };

  it.each([['another'], [''], [undefined]])('with the state «%s» is refused', async (state) => {
    const url = await returning();
    await refusedAndNobodyIn(change(url, 'state', state));
    expect(issuer.token.bodies).toEqual([]);
  });
  it.each([
    ['code', undefined],
    ['code', 'made up'],
    ['iss', 'https://issuer.example'],
  ])('with %s=%s is refused', async (name, value) =>
    refusedAndNobodyIn(change(await returning(), name, value)),
  );
  it('that the provider refuses is refused', async () => {
    const url = new URL(await returning());
    const state = url.searchParams.get('state') ?? '';
    await refusedAndNobodyIn(`${CALLBACK}?error=access_denied&state=${state}&iss=${issuer.url}`);
  });
  it('in a browser that has begun no login is refused: nobody is logged in as somebody else', async () => {
    const url = await returning();
    const victim = openBrowser(SITE, system.url);
    expect(await told((await victim.go(url)).response)).toEqual(refused);
    expect(victim.jar.size).toBe(0);
  });
  it('with a code of another login is refused by PKCE', async () => {
    const attacker = openBrowser(SITE, system.url);
    const stolen = new URL(await returning(attacker)).searchParams.get('code') ?? '';
    await refusedAndNobodyIn(change(await returning(), 'code', stolen));
    expect(issuer.token.refusals).toEqual(['the verifier is not of this challenge']);
  });
  it('that is sent again is refused: its code is spent', async () => {
    const url = await returning();
    const begun = browser.jar.get(LOGIN);
    await browser.go(url, `${SITE}/console`);
    expect(await seen()).toEqual(loggedIn);
    const thief = openBrowser(SITE, system.url);
    if (begun !== undefined) thief.jar.set(LOGIN, begun);
    expect(await told((await thief.go(url)).response)).toEqual(refused);
    expect(issuer.token.refusals).toEqual(['the code is unknown or spent']);
    expect(thief.jar.has(SESSION)).toBe(false);
  });
  it('that comes too late is refused', async () => {
    const url = await returning();
    system.clock.moveTo('2026-03-02T01:10:00.000Z');
    await refusedAndNobodyIn(url);
  });
  it.each([
    ['of another nonce', { nonce: 'another' }],
    ['without a nonce', { nonce: undefined }],
    ['for another client', { aud: 'another-client' }],
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 600 }],
    ['of nobody', { sub: undefined }],
    ['without roles', { roles: undefined }],
  ])('with an id token %s is refused', async (_, claims) => {
    issuer.settings.idToken = claims;
    await refusedAndNobodyIn(await returning());
  });
  it('with an id token that the provider has not signed is refused', async () => {
    const url = await returning();
    await issuer.rotate();
    const { kid } = issuer.key();
    await issuer.rotate('ES256', kid);
    const genuine = issuer.key();
    await issuer.rotate('ES256', kid);
    issuer.settings.signWith = genuine;
    await refusedAndNobodyIn(url);
  });
  it('while the provider is down says 503, and the login before it too', async () => {
    const url = await returning();
    await issuer.down();
    expect(await told((await browser.go(url)).response)).toEqual({
      status: 503,
      code: 'IDENTITY_UNAVAILABLE',
    });
    const other = await realSystem({ logger, browsers: browsersAt(SITE) });
    const { response } = await openBrowser(SITE, other.url).go('/auth/login');
    expect(await told(response)).toEqual({ status: 503, code: 'IDENTITY_UNAVAILABLE' });
    await other.close();
    await issuer.up();
  });
});

describe('a session', () => {
  const minutes = (count: number) =>
    new Date(Date.parse('2026-03-02T01:00:00.000Z') + count * 60_000).toISOString();

  it('is over when it was not used for half an hour, and lives while it is', async () => {
    await login();
    for (const at of [29, 58, 87]) {
      system.clock.moveTo(minutes(at));
      expect(await seen()).toEqual(loggedIn);
    }
    system.clock.moveTo(minutes(87 + 30));
    expect(await seen()).toMatchObject(refused);
    expect(browser.jar.size).toBe(0);
    expect((await seen()).viewer).toMatchObject({ roles: ['public'] });
  });
  it('is over ten hours after it began, however much it is used', async () => {
    await login();
    for (let at = 25; at < 600; at += 25) {
      system.clock.moveTo(minutes(at));
      expect((await seen()).status).toBe(200);
    }
    system.clock.moveTo(minutes(600));
    expect(await seen()).toMatchObject(refused);
  });
  it('is over for every copy of its cookie when its user leaves', async () => {
    await login();
    const thief = openBrowser(SITE, system.url);
    for (const [name, kept] of browser.jar) thief.jar.set(name, kept);
    expect(await seen(thief)).toEqual(loggedIn);
    const left = await browser.post('/auth/logout', {});
    expect([left.status, await left.json()]).toMatchObject([
      200,
      { leaveAt: expect.stringContaining(`${issuer.url}/logout?`) },
    ]);
    expect(browser.jar.size).toBe(0);
    expect(await seen(thief)).toMatchObject(refused);
    expect((await sessionFacts()).at(-1)).toMatchObject({ type: 'SessionEnded', data: { why: 'left' } });
  });
  it('does not end when another of the same user does', async () => {
    await login();
    const phone = openBrowser(SITE, system.url);
    await login(phone);
    await browser.post('/auth/logout', {});
    expect(await seen(phone)).toEqual(loggedIn);
  });
  it('gets a new name with each login, and the old one is good no more (fixation)', async () => {
    await login();
    const planted = openBrowser(SITE, system.url);
    for (const [name, kept] of browser.jar) planted.jar.set(name, kept);
    issuer.settings.user = { sub: 'victim', org: OWNER, roles: ['owner'] };
    await login();
    expect((await seen()).viewer).toMatchObject({ subject: 'victim' });
    expect(await seen(planted)).toMatchObject(refused);
  });
  it('gives way to newer ones of the same user', async () => {
    const browsers = Array.from({ length: sessionPolicy.perSubject + 1 }, () =>
      openBrowser(SITE, system.url),
    );
    for (const each of browsers) await login(each);
    const alive = [];
    for (const each of browsers) alive.push((await seen(each)).status);
    expect(alive).toEqual([401, ...browsers.slice(1).map(() => 200)]);
  });
  it.each([
    ['changed', (value: string) => `${value.slice(0, -3)}AAA`],
    ['cut', (value: string) => value.slice(0, 40)],
    ['empty', () => ''],
    ['nonsense', () => 'owner-1'],
    ['plain', () => Buffer.from('{"alg":"none"}').toString('base64url').concat('..e30..')],
  ])('by a cookie that is %s is none', async (_, forge) => {
    await login();
    const kept = browser.jar.get(SESSION);
    browser.jar.set(SESSION, { value: forge(kept?.value ?? ''), attributes: new Map() });
    expect(await seen()).toMatchObject(refused);
  });
  it('is not made of the cookie of a login', async () => {
    await returning();
    const { value = '' } = browser.jar.get(LOGIN) ?? {};
    browser.jar.set(SESSION, { value, attributes: new Map() });
    expect(await seen()).toMatchObject(refused);
  });
  it('is sealed for one purpose, by one secret', async () => {
    const { seal, open } = sealBy(SECRET);
    const text = await seal('one', { subject: 'owner-1' });
    const Content = z.object({ subject: z.string() });
    expect(await open('one', text, Content)).toEqual({ subject: 'owner-1' });
    expect(await open('another', text, Content)).toBeUndefined();
    expect(await open('one', text, z.object({ id: z.string() }))).toBeUndefined();
    expect(await sealBy(`${SECRET}!`).open('one', text, Content)).toBeUndefined();
  });
  it('that ends while a stream is open shows nothing more on it', async () => {
    await login();
    const { runtime } = system;
    const sessions = createSessions({ runtime, seal: sealBy(SECRET), secure: true, policy: sessionPolicy });
    const cookie = `${SESSION}=${browser.jar.get(SESSION)?.value}`;
    const { viewer } = await sessions.viewerOf(
      { headers: { cookie } } as IncomingMessage,
      { appendHeader: () => undefined } as unknown as ServerResponse,
    );
    expect(await viewer.now?.()).toMatchObject(loggedIn.viewer);
    await browser.post('/auth/logout', {});
    expect(await viewer.now?.()).toBe(publicViewer);
  });
  it('outlives a restart, and is nothing to another installation', async () => {
    await login();
    const status = async (secret: string) => {
      const { runtime } = system;
      const again = createServer(runtime, {
        identity: { viewerOf: async () => Promise.reject(new Error('not asked')) },
        ruleOf: (id) => ({ id, text: id }),
        logger,
        development: true,
        browsers: browsersAt(SITE, secret),
      });
      await new Promise<void>((resolve) => void again.listen(0, '127.0.0.1', resolve));
      const moved = openBrowser(SITE, `http://127.0.0.1:${(again.address() as { port: number }).port}`);
      for (const [name, kept] of browser.jar) moved.jar.set(name, kept);
      const found = await seen(moved);
      await new Promise<void>((resolve) => {
        again.close(() => resolve());
        again.closeAllConnections();
      });
      return found.status;
    };
    expect([await status(SECRET), await status(`${SECRET}!`)]).toEqual([200, 401]);
  });
  it('is not looked at where a token is shown', async () => {
    await login();
    const token = await system.tokenOf({ subject: 'auditor', organization: null, roles: ['audit'] });
    const response = await browser.post(
      '/graphql',
      { query: '{ viewer { subject } }' },
      { authorization: `Bearer ${token}` },
    );
    expect(await response.json()).toEqual({ data: { viewer: { subject: 'auditor' } } });
  });
});

const mutation = {
  query: `mutation { registerProject(input: { code: "${HOSPITAL}", owner: "${OWNER}", ownerName: "x", title: "x", type: "GOVERNMENT_BUILDING", profile: "CX-GOV-60" }) { __typename } }`,
};

describe('a page of another site', () => {
  it.each<[string, Record<string, string>]>([
    ['names its origin', { origin: 'https://evil.example' }],
    ['hides its origin', { origin: 'null' }],
    ['is a neighbour', { origin: 'https://other.lianshen.example' }],
    ['is the same over http', { origin: 'http://lianshen.example' }],
    ['names nothing', {}],
    ['is told apart by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['is a neighbour by the browser', { 'sec-fetch-site': 'same-site' }],
  ])('that %s changes nothing with the session of its visitor', async (_, headers) => {
    await login();
    const before = (await system.facts()).length;
    expect(await told(await browser.post('/graphql', mutation, headers))).toEqual({
      status: 403,
      code: 'FOREIGN_ORIGIN',
    });
    expect(await told(await browser.post('/auth/logout', {}, headers))).toEqual({
      status: 403,
      code: 'FOREIGN_ORIGIN',
    });
    expect(await system.facts()).toHaveLength(before);
    expect((await browser.send('/auth/session')).status).toBe(200);
  });
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'cannot send %s, which a form could',
    async (type) => {
      await login();
      const headers = { origin: SITE, 'content-type': type };
      expect((await browser.post('/graphql', mutation, headers)).status).toBe(415);
    },
  );
  it('cannot change anything by a link', async () => {
    await login();
    const before = (await system.facts()).length;
    const link = `/graphql?query=${encodeURIComponent(mutation.query)}`;
    expect((await browser.send(link)).status).toBe(405);
    expect((await browser.send('/auth/logout')).status).toBe(405);
    expect(await system.facts()).toHaveLength(before);
  });
});

describe('a page of our own', () => {
  it.each<[string, Record<string, string>]>([
    ['names its origin', { origin: SITE }],
    ['is vouched for by the browser', { 'sec-fetch-site': 'same-origin' }],
  ])('that %s may', async (_, headers) => {
    await login();
    const response = await browser.post('/graphql', mutation, headers);
    expect(await response.json()).toEqual({ data: { registerProject: { __typename: 'Accepted' } } });
  });
});

describe('the three administrators and sessions', () => {
  const ends = { subject: 'owner-1', reason: 'The laptop is lost.' };
  const by = async (role: Role, query: string, variables: object = {}) => {
    const token = await system.tokenOf({ subject: `${role}-1`, organization: null, roles: [role] });
    return JSON.parse((await system.send(query, variables, token)).text) as {
      data: Record<string, never> | null;
      errors?: { extensions: { code: string } }[];
    };
  };
  const endSessions = `mutation ($input: EndSessionsInput!) { answer: endSessions(input: $input) { __typename ... on Rejected { code } } }`;
  const history = '{ history(stream: "session-owner-1") { nodes { type actor { subject roles } data } } }';

  it('security ends every session of a user, and the trace is kept for the auditor', async () => {
    await login();
    expect(await by('security', endSessions, { input: ends })).toEqual({
      data: { answer: { __typename: 'Accepted' } },
    });
    expect(await seen()).toMatchObject(refused);
    const { data } = await by('audit', history);
    expect(data).toMatchObject({
      history: {
        nodes: [
          { type: 'SessionBegun', actor: { subject: 'owner-1' } },
          {
            type: 'SessionsEnded',
            actor: { subject: 'security-1', roles: ['security'] },
            data: { reason: ends.reason, sessions: 1 },
          },
        ],
      },
    });
  });
  it.each(['system', 'audit', 'supervisor', 'owner'] as const)('%s ends nobody’s', async (role) => {
    await login();
    expect(await by(role, endSessions, { input: ends })).toEqual({
      data: { answer: { __typename: 'Rejected', code: 'Forbidden' } },
    });
    expect(await seen()).toEqual(loggedIn);
  });
  it.each(['system', 'security'] as const)('%s does not read the trace', async (role) => {
    await login();
    expect(await by(role, history)).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });
});

describe('the log', () => {
  it('has no secret in it, no code, no token and no cookie', async () => {
    await login();
    await seen();
    await browser.go('/auth/callback?code=stolen-code&state=x');
    const text = lines.join('');
    expect(text).toContain('/auth/callback');
    const cookie = browser.jar.get(SESSION)?.value ?? 'no cookie';
    const spent = issuer.token.bodies[0]?.get('code') ?? 'no code';
    for (const secret of [SECRET, CLIENT.secret, cookie, spent, 'stolen-code'])
      expect(text).not.toContain(secret);
  });
});

it('has none of these pages where nobody has set a login up', async () => {
  const bare = await realSystem();
  for (const path of ['/auth/login', '/auth/callback', '/auth/session'])
    expect((await fetch(`${bare.url}${path}`)).status).toBe(404);
  await bare.close();
});
