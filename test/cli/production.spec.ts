import { readdirSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { openBrowser } from '../api/browser.ts';
import { CLIENT, type Issuer, startIssuer } from '../api/issuer.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { launch } from './process.ts';

const SITE = 'https://lianshen.example';
const folder = temporaryFolder();
const dataDir = folder.file('data');
let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(async () => {
  await issuer.down();
  folder.remove();
});

const production = () =>
  launch(dataDir, {
    args: ['--empty'],
    environment: {
      NODE_ENV: 'production',
      AUTH_ISSUER: issuer.url,
      AUTH_CLIENT_ID: CLIENT.id,
      AUTH_CLIENT_SECRET: CLIENT.secret,
      PUBLIC_URL: SITE,
    },
  });
const who = '{ viewer { subject roles } }';

it('in production only the issuer of others lets users in, by token and by browser, also after a restart', async () => {
  const server = await production();
  await server.says('is ready');
  expect(server.stdout()).not.toMatch(/demo|Bearer|eyJ/i);
  expect(readdirSync(dataDir)).not.toContain('dev-issuer.json');
  const development = await openDevIssuer(folder.file('elsewhere'), 'development');
  const foreign = await development.issue({ subject: 'x', organization: null, roles: ['audit'] });
  expect(
    (await server.get(`/graphql?query=${encodeURIComponent(who)}`, { authorization: `Bearer ${foreign}` }))
      .status,
  ).toBe(401);
  const viewer = { subject: 'owner-1', roles: ['owner'] };
  expect(await server.ask(who, await issuer.sign())).toEqual({ viewer });

  const browser = openBrowser(SITE, server.address);
  await browser.go('/auth/login', `${SITE}/console`);
  expect([...browser.jar.keys()]).toEqual(['__Host-lianshen-session']);
  expect(statSync(`${dataDir}/session-secret`).mode & 0o777).toBe(0o600);
  const { stderr } = await server.stop();
  expect(stderr).not.toContain(CLIENT.secret);

  const again = await production();
  await again.says('is ready');
  const returned = openBrowser(SITE, again.address);
  for (const [name, kept] of browser.jar) returned.jar.set(name, kept);
  const session = await returned.send('/auth/session', { headers: { connection: 'close' } });
  expect(await session.json()).toMatchObject(viewer);
  await again.stop();
}, 60_000);
