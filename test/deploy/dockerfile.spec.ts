import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../docs/sourceFiles.ts';
import { complaintsOf, parseDockerfile, type Repository } from './dockerfile.ts';

const fromRoot = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(fromRoot(path), 'utf8');
const text = read('Dockerfile');

const FOLDERS = ['domain', 'store', 'projections', 'sagas', 'app', 'api', 'cli'];
/** What a folder imports: folders of ours, and packages; what Node brings is left out. */
function importsOf(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { text: source } of sourceFiles(folder))
    for (const [, kind, name = ''] of source.matchAll(
      /^(?:import|export)\b( type)?[^'";]*?from '([^']+)'|await import\('([^']+)'\)/gm,
    )) {
      if (kind !== undefined || name === '' || name.startsWith('node:') || name.startsWith('./')) continue;
      const ours = /^(?:\.\.\/)+(\w+)\//.exec(name)?.[1];
      if (ours !== undefined) {
        if (FOLDERS.includes(ours)) found.add(ours);
      } else if (!name.startsWith('.'))
        found.add(
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        );
    }
  return found;
}

const repository: Repository = {
  exists: (path) => existsSync(fromRoot(path)),
  sent: [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, name = '']) => name),
  imports: new Map(FOLDERS.map((folder) => [folder, importsOf(folder)])),
  packages: Object.keys((JSON.parse(read('package.json')) as { readonly dependencies: object }).dependencies),
};

describe('the Dockerfile', () => {
  it('has nothing that its rules complain of', () => expect(complaintsOf(text, repository)).toEqual([]));
  it('sends nothing to the engine that is not named', () =>
    expect(read('.dockerignore').split('\n')).toContain('*'));

  it.each([
    [200, 0],
    [503, 1],
  ])('calls a server that answers /readyz with %i as it is', async (status, code) => {
    const [, command = '[]'] =
      /CMD (\[.*\])$/.exec(parseDockerfile(text).find(({ name }) => name === 'HEALTHCHECK')?.words ?? '') ??
      [];
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status, { connection: 'close' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const [, ...words] = JSON.parse(command) as string[];
    const child = spawn(process.execPath, words, { env: { PORT: String(port) }, stdio: 'ignore' });
    const ended = await new Promise((resolve) => child.once('close', resolve));
    await new Promise((resolve) => server.close(resolve));
    expect([ended, asked]).toEqual([code, ['/readyz']]);
  });
});

describe('the rules complain of', () => {
  const replaced = (from: string | RegExp, to: string) => text.replace(from, to);
  it.each([
    ['a fixed tag', replaced(/node:\S+ AS/, 'node:latest AS'), /^the tag of «node:latest/],
    ['a tag without a default', replaced('ARG NODE_TAG=24-slim', 'ARG NODE_TAG'), /^the tag of/],
    ['one stage', replaced(/FROM[\s\S]*?(?=FROM)/, ''), /^one stage only/],
    ['an unknown instruction', `${text}ADD x /x\n`, 'ADD is no instruction that is used here'],
    ['everything copied', replaced('COPY cli ./cli', 'COPY . .'), 'COPY . takes what nobody thought of'],
    [
      'a folder that is not there',
      replaced('COPY cli ./cli', 'COPY clo ./cli'),
      'COPY clo: there is no such thing',
    ],
    [
      'a folder that is kept back',
      replaced('COPY cli ./cli', 'COPY cli docs ./'),
      /^COPY docs: \.dockerignore keeps/,
    ],
    [
      'a folder that is forgotten',
      replaced('COPY sagas ./sagas\n', ''),
      'app imports sagas, which is not copied',
    ],
    ['npm install', replaced('npm ci', 'npm install'), /does not keep to the lock file$/],
    ['packages for development', replaced(' --omit=dev', ''), /brings what is for development$/],
    ['scripts of packages', replaced(' --ignore-scripts', ''), /^«npm ci.*compiles what is shipped/],
    ['root', replaced('USER node\n', ''), 'it runs as root'],
    ['root by number', replaced('USER node', 'USER 0:0'), 'it runs as root'],
    ['work after USER', replaced('VOLUME /data', 'RUN id\nVOLUME /data'), /^what is run after USER/],
    ['development', replaced('NODE_ENV=production', 'NODE_ENV=development'), 'NODE_ENV is not production'],
    ['loopback', replaced('HOST=0.0.0.0', 'HOST=127.0.0.1'), 'nobody outside reaches it'],
    ['data that go with the container', replaced('VOLUME /data', 'VOLUME /other'), 'DATA_DIR is no volume'],
    ['another port', replaced('EXPOSE 4000', 'EXPOSE 80'), 'PORT is not exposed'],
    ['no healthcheck', replaced('/readyz', '/'), 'nobody asks /readyz'],
    ['npm in between', replaced('["node", "cli/start.mjs"]', '["npm", "start"]'), /^SIGTERM does not reach/],
    [
      'a shell in between',
      replaced('["node", "cli/start.mjs"]', 'node cli/start.mjs'),
      /^SIGTERM does not reach/,
    ],
  ])('%s', (_, changed, complaint) => {
    expect(changed).not.toBe(text);
    const said = complaintsOf(changed, repository);
    if (typeof complaint === 'string') expect(said).toContain(complaint);
    else expect(said).toContainEqual(expect.stringMatching(complaint));
  });

  it('a package that --omit=dev leaves out', () => {
    const packages = repository.packages.filter((name) => name !== 'pino');
    expect(complaintsOf(text, { ...repository, packages })).toContain(
      'app imports pino, which --omit=dev leaves out',
    );
  });
  it('a folder that is let through for nobody', () =>
    expect(complaintsOf(text, { ...repository, sent: [...repository.sent, 'docs'] })).toContain(
      '.dockerignore lets docs through, which nobody copies',
    ));
});
