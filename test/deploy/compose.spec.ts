import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Explained, interpolate, parseExample, type Service } from './composeFile.ts';
import { complaintsOf, environmentOf } from './composeRules.ts';

const fromRoot = (path: string) => new URL(`../../${path}`, import.meta.url);
const text = readFileSync(fromRoot('docker-compose.yml'), 'utf8');
const example = parseExample(readFileSync(fromRoot('.env.example'), 'utf8'));
/** Names of the schema in `app/config.ts`. */
const read = new Set([
  ...[...readFileSync(fromRoot('app/config.ts'), 'utf8').matchAll(/^ {2}([A-Z_]+):/gm)].map(
    ([, name = '']) => name,
  ),
]);

/** A mutation reaches anywhere. */
type Anything = ReturnType<typeof parse>;
const parsed = (): Anything => parse(text, { merge: true });
const judge = (content: Anything, of: readonly Explained[] = example) =>
  complaintsOf(content, {
    example: of,
    exists: (path) => existsSync(fromRoot(path)),
    isRead: (name) => read.has(name),
  });

describe('docker-compose.yml', () => {
  it('has nothing that its rules complain of', () => expect(judge(parsed())).toEqual([]));

  it('names every variable of .env.example, and each of those has a line that explains it', () =>
    expect(example.length).toBeGreaterThan(15));
});

const variable = (name: string, fallback: string) => `$\{${name}:-${fallback}}`;

/** One fault each, planted into the file as it is, and what has to be said of it. */
const faults: readonly (readonly [string, (file: Anything) => void, string | RegExp])[] = [
  ['a misspelt key', (f) => (f.services.app.restrat = 'always'), /^shape: services\.app: .*restrat/],
  ['a misspelt section', (f) => (f.volume = {}), 'shape: volume: unknown key volume'],
  ['no duration', (f) => (f.services.postgres.healthcheck.interval = '5'), /^shape: .*healthcheck\.interval/],
  [
    'a service that is nobody',
    (f) => (f.services.app.depends_on.redis = { condition: 'service_started' }),
    'depends_on: app of single → redis: is not in this profile',
  ],
  [
    'a service of the other profile',
    (f) => (f.services['api-1'].depends_on.kurrentdb = { condition: 'service_healthy' }),
    'depends_on: api-1 of cluster → kurrentdb: is not in this profile',
  ],
  [
    'healthy without a healthcheck',
    (f) => delete f.services.postgres.healthcheck,
    'depends_on: app of single → postgres: can never be healthy without a healthcheck',
  ],
  [
    'a one-shot that restarts',
    (f) => (f.services.certificates.restart = 'always'),
    'depends_on: kurrentdb-1 of cluster → certificates: never completes while it restarts',
  ],
  [
    'a one-shot that is only started',
    (f) => (f.services['kurrentdb-2'].depends_on.certificates.condition = 'service_started'),
    'nodes: kurrentdb-2 does not wait for its certificate',
  ],
  [
    'a circle',
    (f) =>
      (f.services.settings.depends_on = { certificates: { condition: 'service_completed_successfully' } }),
    'depends_on: settings waits for itself',
  ],
  [
    'a variable that nobody explains',
    (f) => (f.services.app.environment.LOG_LEVEL = variable('LOUDNESS', 'info')),
    'variables: LOUDNESS is not in .env.example',
  ],
  [
    'another default',
    (f) => (f.services.app.environment.LOG_LEVEL = variable('LOG_LEVEL', 'debug')),
    /^variables: \.env\.example says LOG_LEVEL=info/,
  ],
  [
    'a dollar sign that is not doubled',
    (f) => (f.services.settings.command = ['echo $HOME']),
    'variables: a lone dollar sign in «echo $HOME»',
  ],
  [
    'one port twice',
    (f) => f.services.app.ports.push(`127.0.0.1:${variable('KURRENTDB_PORT', '2113')}:4001`),
    'ports: kurrentdb and app of single both want 2113/tcp',
  ],
  [
    'a trial that strangers reach',
    (f) => (f.services.app.ports = [`${variable('APP_PORT', '4000')}:4000`]),
    /^ports: app lets strangers in/,
  ],
  [
    'a store without users that strangers reach',
    (f) => (f.services.kurrentdb.ports = ['2113:2113']),
    'ports: kurrentdb lets strangers in by 2113:2113',
  ],
  [
    'a volume that is not declared',
    (f) => delete f.volumes['kurrentdb-1'],
    'volumes: kurrentdb-1 is not declared',
  ],
  ['a volume that nobody uses', (f) => (f.volumes.old = null), 'volumes: old is used nowhere'],
  [
    'a volume that two nodes write',
    (f) => f.services['kurrentdb-2'].volumes.push('kurrentdb-1:/other'),
    'volumes: kurrentdb-1 and kurrentdb-2 both write kurrentdb-1',
  ],
  [
    'a network that is not declared',
    (f) => f.services.proxy.networks.push('elsewhere'),
    'networks: elsewhere is not declared',
  ],
  ['a config that nobody uses', (f) => (f.services.proxy.configs = []), 'configs: caddyfile is used nowhere'],
  [
    'a Dockerfile that is not there',
    (f) => (f.services.app.build.context = 'docs'),
    'files: app needs Dockerfile',
  ],
  [
    'an image without a variable tag',
    (f) => (f.services.proxy.image = 'caddy:latest'),
    'images: the tag of proxy is no variable with a default: caddy:latest',
  ],
  [
    'a variable that the program does not read',
    (f) => (f.services.app.environment.READMODEL = 'x'),
    'servers: nobody reads READMODEL of app',
  ],
  [
    'a value that the program refuses',
    (f) => (f.services.app.environment.METRICS = 'everybody'),
    /^servers: app does not start: METRICS=everybody/,
  ],
  [
    'a role that there is not',
    (f) => (f.services['worker-1'].environment.ROLES = 'projections,alerts'),
    /^servers: worker-1 does not start: ROLES=projections,alerts/,
  ],
  [
    'a store for all and read models of one',
    (f) => (f.services['api-1'].environment.READ_MODEL = 'sqlite:/tmp/data/read.db'),
    'roles: the servers of cluster do not share one READ_MODEL',
  ],
  [
    'a server that nobody reaches',
    (f) => delete f.services['api-1'].environment.HOST,
    'servers: api-1 cannot be reached without HOST=0.0.0.0',
  ],
  [
    'a server that may write its program',
    (f) => (f.services['worker-1'].read_only = false),
    'servers: worker-1 may write its own program',
  ],
  [
    'a server that cannot write its data',
    (f) => (f.services.app.volumes = []),
    'servers: app cannot write DATA_DIR=/data',
  ],
  [
    'a server that is killed while it drains',
    (f) => (f.services['api-2'].stop_grace_period = '10s'),
    'servers: api-2 is killed before it has drained',
  ],
  [
    'production without an issuer',
    (f) => delete f.services['api-2'].environment.AUTH_ISSUER,
    'servers: api-2 is production without AUTH_ISSUER',
  ],
  [
    'nobody for the sagas',
    (f) => {
      for (const name of ['worker-1', 'worker-2']) f.services[name].environment.ROLES = 'projections';
    },
    'roles: nobody in cluster has the role sagas',
  ],
  [
    'a proxy that forgets a server',
    (f) => (f.configs.caddyfile.content = f.configs.caddyfile.content.replace(' api-2:4000', '')),
    'roles: the proxy does not know api-2:4000',
  ],
  [
    'a proxy that asks a worker',
    (f) => (f.configs.caddyfile.content = f.configs.caddyfile.content.replace('api-2', 'worker-2')),
    'roles: the proxy sends to worker-2:4000, which does not answer',
  ],
  [
    'a proxy that is not believed',
    (f) => delete f.services['api-1'].environment.TRUSTED_PROXIES,
    'roles: api-1 does not believe the one proxy before it',
  ],
  [
    'an address of nobody',
    (f) => (f.services.app.environment.READ_MODEL = 'postgres://lianshen:x@database/lianshen'),
    'hosts: READ_MODEL of app in single: database is nobody there',
  ],
  [
    'an address behind a wall',
    (f) => (f.services.postgres.networks = ['elsewhere']),
    'hosts: READ_MODEL of worker-1 in cluster: postgres shares no network with it',
  ],
  [
    'a store that is not waited for',
    (f) => delete f.services['api-1'].depends_on['kurrentdb-3'],
    'hosts: EVENT_STORE of api-1 in cluster: kurrentdb-3 is not waited for',
  ],
  [
    'a node that stays down',
    (f) => (f.services['kurrentdb-3'].restart = 'on-failure'),
    'nodes: kurrentdb-3 stays down after an exit with code 0',
  ],
  [
    'a node that reports to its vendor',
    (f) => delete f.services.kurrentdb.environment.KURRENTDB_TELEMETRY_OPTOUT,
    'nodes: kurrentdb reports to its vendor',
  ],
  [
    'a cluster of two',
    (f) => (f.services['kurrentdb-3'].profiles = ['single']),
    'nodes: 2 nodes are no cluster of three',
  ],
  [
    'a node that counts wrongly',
    (f) => (f.services['kurrentdb-1'].environment.KURRENTDB_CLUSTER_SIZE = '1'),
    'nodes: kurrentdb-1 counts its cluster wrongly',
  ],
  [
    'a node that advertises this machine',
    (f) => (f.services['kurrentdb-1'].environment.KURRENTDB_ADVERTISE_HOST_TO_CLIENT_AS = '127.0.0.1'),
    'nodes: kurrentdb-1 advertises a name that is not its own',
  ],
  [
    'a certificate without the name',
    (f) =>
      (f.services.certificates.command = [
        f.services.certificates.command[0].replace('localhost,kurrentdb-2', 'localhost'),
      ]),
    'nodes: kurrentdb-2 has a certificate without its name',
  ],
  [
    'a seed that its certificate does not name',
    (f) =>
      (f.services.certificates.command = [
        f.services.certificates.command[0].replace('localhost,kurrentdb-2', 'localhost'),
      ]),
    'seeds: the certificate of kurrentdb-2 does not name it',
  ],
  [
    'a certificate without the address',
    (f) => (f.services['kurrentdb-2'].networks.inside.ipv4_address = '172.30.240.99'),
    'nodes: kurrentdb-2 has a certificate without its address',
  ],
  [
    'a replication address of another',
    (f) => (f.services['kurrentdb-2'].environment.KURRENTDB_REPLICATION_IP = '172.30.240.11'),
    'nodes: kurrentdb-2 replicates by an address that is not its own',
  ],
  [
    'a node that gossips with itself',
    (f) => (f.services['kurrentdb-1'].environment.KURRENTDB_GOSSIP_SEED = '172.30.240.11:2113'),
    'nodes: kurrentdb-1 does not gossip with the two others',
  ],
  [
    'a key of another',
    (f) =>
      (f.services['kurrentdb-1'].environment.KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE =
        '/nodes/kurrentdb-2/node.key'),
    "nodes: kurrentdb-1 shows another's KURRENTDB_CERTIFICATE_PRIVATE_KEY_FILE",
  ],
  [
    'a well-known password',
    (f) => (f.services['kurrentdb-1'].environment.KURRENTDB_DEFAULT_ADMIN_PASSWORD = 'changeit'),
    'nodes: kurrentdb-1 has no KURRENTDB_DEFAULT_ADMIN_PASSWORD',
  ],
  [
    'a seed that is no node',
    (f) => (f.services.app.environment.EVENT_STORE = 'esdb://postgres:5432?tls=false'),
    'seeds: postgres of app is no node',
  ],
  [
    'a seed at another port',
    (f) => (f.services.app.environment.EVENT_STORE = 'esdb://kurrentdb:1113?tls=false'),
    'seeds: kurrentdb does not listen on 1113',
  ],
  [
    'TLS to a node without',
    (f) => (f.services.app.environment.EVENT_STORE = 'esdb://kurrentdb:2113?tls=true'),
    'seeds: app and kurrentdb disagree about TLS',
  ],
  [
    'a server that trusts nobody',
    (f) => (f.services['api-1'].environment.EVENT_STORE = 'esdb://kurrentdb-1:2113?tls=true'),
    'seeds: api-1 trusts no authority of ours',
  ],
  [
    'an authority that is not mounted',
    (f) => (f.services['worker-2'].volumes = []),
    'paths: EVENT_STORE of worker-2 names /authority, where nothing is mounted',
  ],
  [
    'an address in no network',
    (f) => (f.networks.inside.ipam.config = [{ subnet: '10.0.0.0/24' }]),
    'addresses: 172.30.240.11 of kurrentdb-1 is in no network',
  ],
  [
    'an address given twice',
    (f) => (f.services['kurrentdb-3'].networks.inside.ipv4_address = '172.30.240.12'),
    'addresses: 172.30.240.12 is given twice',
  ],
];

describe('the rules complain of', () => {
  it.each(faults)('%s', (_, plant, complaint) => {
    const file = structuredClone(parsed());
    plant(file);
    const said = judge(file);
    if (typeof complaint === 'string') expect(said).toContain(complaint);
    else expect(said).toContainEqual(expect.stringMatching(complaint));
  });

  it.each([
    ['unused', '# What it is.\nUNUSED=1', 'variables: UNUSED of .env.example is used nowhere'],
    ['unexplained', '\nUNUSED=1', 'variables: UNUSED of .env.example is not explained'],
    ['listed twice', '# Again.\nLOG_LEVEL=info', 'variables: .env.example has one twice'],
  ])('a variable of .env.example that is %s', (_, more, complaint) =>
    expect(judge(parsed(), [...example, ...parseExample(more)])).toContain(complaint),
  );
});

describe('the look at .env before a cluster is made', () => {
  const whole = {
    SITE: 'lianshen.example',
    AUTH_ISSUER: 'https://id.example',
    SESSION_SECRET: 's'.repeat(32),
    POSTGRES_PASSWORD: 'Postgres-password_1',
    KURRENTDB_ADMIN_PASSWORD: 'Admin-password_123',
    KURRENTDB_OPS_PASSWORD: 'Ops-password_12345',
  };
  const service = parsed().services.settings as Service;
  /** Runs the very script, in this machine's bash. */
  const look = (set: Readonly<Record<string, string>>): string => {
    const [shell = '', ...words] = service.entrypoint ?? [];
    try {
      execFileSync(shell, [...words, interpolate(service.command?.[0] ?? '', set)], {
        env: { PATH: process.env['PATH'] ?? '', ...environmentOf(service, set) },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      return '';
    } catch (error) {
      return String((error as { stderr: unknown }).stderr);
    }
  };

  it('passes what is whole', () => expect(look(whole)).toBe(''));
  it.each([
    ['SITE', '', 'SITE is not set'],
    ['AUTH_ISSUER', '', 'AUTH_ISSUER is not set'],
    ['SESSION_SECRET', 'short', 'SESSION_SECRET needs 32 characters'],
    ['POSTGRES_PASSWORD', '', 'POSTGRES_PASSWORD needs 16'],
    ['KURRENTDB_ADMIN_PASSWORD', 'changeit', 'KURRENTDB_ADMIN_PASSWORD needs 16'],
    ['KURRENTDB_OPS_PASSWORD', 'has@a/sign:in-it-and-is-long', 'KURRENTDB_OPS_PASSWORD needs 16'],
  ])('refuses %s=%s', (name, value, line) => {
    const said = look({ ...whole, [name]: value });
    expect(said).toContain(line);
    expect(said.trim().split('\n')).toHaveLength(1);
  });
});
