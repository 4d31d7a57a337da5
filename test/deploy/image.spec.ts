import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { launch, type Running, run } from '../cli/process.ts';
import { hasPostgres } from '../postgres/cluster.ts';
import { schemaFor } from '../postgres/openTestReadModel.ts';
import { somePrefix, someServer } from '../store/onServer.ts';
import { temporaryFolder } from '../store/temporary.ts';
import type { ComposeFile } from './composeFile.ts';
import { environmentOf } from './composeRules.ts';
import { parseDockerfile } from './dockerfile.ts';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const dockerfile = parseDockerfile(readFileSync(fromRoot('Dockerfile'), 'utf8'));
const { services } = parse(readFileSync(fromRoot('docker-compose.yml'), 'utf8'), {
  merge: true,
}) as ComposeFile;

const folder = temporaryFolder();
const image = folder.file('app/');
const launched: Running[] = [];
let server: Awaited<ReturnType<typeof someServer>>;
beforeAll(async () => {
  server = await someServer();
  mkdirSync(image);
  for (const { name, words } of dockerfile)
    if (name === 'COPY' && !words.startsWith('--from='))
      for (const source of words.split(/\s+/).slice(0, -1))
        cpSync(fromRoot(source), `${image}${source}`, { recursive: true });
  // Those for development are there as well; test/deploy/dockerfile.spec.ts sees to it that none is needed.
  symlinkSync(fromRoot('node_modules'), `${image}node_modules`);
});
afterEach(async () => {
  for (const each of launched.splice(0)) {
    each.signal('SIGKILL');
    await each.ended;
  }
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

/** What a service of the compose file is given, with the stores of this test in place of its own. */
async function environmentFor(service: string, installation: string, prefix: string) {
  // Tests are heard by this machine alone.
  const { PORT: _port, DATA_DIR: _folder, HOST: _host, ...given } = environmentOf(services[service]!);
  const stores = { EVENT_STORE: server.url, READ_MODEL: await schemaFor(installation) };
  return { ...given, ...stores, EVENT_STORE_PREFIX: prefix };
}
const contents = () =>
  readdirSync(image, { recursive: true, encoding: 'utf8' }).filter(
    (each) => !each.startsWith('node_modules'),
  );

/** The command by which the engine asks how it is. */
async function health(address: string): Promise<number | null> {
  const { words = '' } = dockerfile.find(({ name }) => name === 'HEALTHCHECK') ?? {};
  const [, ...command] = JSON.parse(/CMD (\[.*\])$/.exec(words)?.[1] ?? '[]') as string[];
  const child = spawn(process.execPath, command, { env: { PORT: new URL(address).port }, stdio: 'ignore' });
  return new Promise((resolve) => child.once('close', resolve));
}

describe.runIf(hasPostgres())('what the image holds', () => {
  it('serves with the environment of the trial, is healthy, writes nothing but its data, and ends by SIGTERM', async () => {
    const before = contents();
    const dataDir = folder.file('data');
    const app = await launch(dataDir, {
      at: image,
      args: ['--empty'],
      environment: await environmentFor('app', folder.file('trial'), somePrefix()),
    });
    launched.push(app);
    await app.says('is ready');
    await expect.poll(() => health(app.address)).toBe(0);
    expect(readdirSync(dataDir)).toEqual(['dev-issuer.json']);
    expect(contents()).toEqual(before);
    app.signal('SIGTERM');
    expect((await app.ended).status).toBe(0);
  }, 60_000);

  it('is a cluster with the environments of its services', async () => {
    const [prefix, installation] = [somePrefix(), folder.file('installation')];
    const names = ['api-1', 'api-2', 'worker-1', 'worker-2'];
    const all = await Promise.all(
      names.map(async (name) =>
        launch(folder.file(name), {
          at: image,
          args: services[name]!.command!.slice(2),
          environment: await environmentFor(name, installation, prefix),
        }),
      ),
    );
    launched.push(...all);
    await Promise.all(all.map((each) => each.says('is ready')));
    for (const each of all) await expect.poll(() => health(each.address)).toBe(0);
    expect(await all[1]!.ask('{ projects(first: 1) { totalCount } }')).toEqual({
      projects: { totalCount: 0 },
    });
    for (const each of all) each.signal('SIGTERM');
    const ended = await Promise.all(all.map((each) => each.ended));
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  }, 90_000);
});

it('a server of the cluster without its issuer ends with one line', async () => {
  const { AUTH_ISSUER: _, ...given } = environmentOf(services['api-1']!);
  const { status, stderr } = await run('start.mjs', [], {
    ...given,
    EVENT_STORE: server.url,
    PORT: '0',
    DATA_DIR: folder.file('nobody'),
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^NODE_ENV=production: [^\n]* Set AUTH_ISSUER to [^\n]*\n$/);
});
