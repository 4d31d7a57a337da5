import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../app/config.ts';

const refusal = (environment: NodeJS.ProcessEnv): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('the configuration of a process', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      dataDir: resolve('data'),
      eventStore: resolve('data/events.db'),
      eventStorePrefix: 'lianshen.',
      readModel: resolve('data/read.db'),
      roles: new Set(['api', 'projections', 'sagas']),
      host: '127.0.0.1',
      port: 4000,
      drainSeconds: 1,
      requestsAtOnce: 2000,
      logLevel: 'warn',
      metricsLocally: true,
      environment: 'development',
      authIssuer: undefined,
      authAudience: 'lianshen',
      console: undefined,
      rateLimit: true,
      trustedProxies: 0,
      persistedDocuments: undefined,
    });
  });

  it('puts both databases under DATA_DIR where nothing else is said', () => {
    expect(readConfig({ DATA_DIR: '/srv/lianshen' })).toMatchObject({
      eventStore: '/srv/lianshen/events.db',
      readModel: '/srv/lianshen/read.db',
    });
  });

  it('takes a database from elsewhere, or from memory', () => {
    expect(readConfig({ EVENT_STORE: 'sqlite:/a/e.db', READ_MODEL: 'sqlite::memory:' })).toMatchObject({
      eventStore: '/a/e.db',
      readModel: ':memory:',
    });
  });

  it.each(['-1', '65536', '4000.5', '0x10', 'http', '', ' 80'])('refuses the port %j by name', (PORT) => {
    expect(refusal({ PORT })).toBe(`PORT=${PORT}: must be a port number from 0 to 65535.`);
  });

  it.each(['0', '1', '65535'])('takes the port %j', (PORT) => {
    expect(readConfig({ PORT }).port).toBe(Number(PORT));
  });

  const login = {
    AUTH_ISSUER: 'https://id.example/realms/county',
    AUTH_CLIENT_ID: 'lianshen-console',
    PUBLIC_URL: 'https://lianshen.example',
  };
  it('lets browsers log in where all is said', () => {
    expect(readConfig(login).console).toEqual({
      issuer: 'https://id.example/realms/county',
      clientId: 'lianshen-console',
      clientSecret: undefined,
      publicUrl: 'https://lianshen.example',
      sessionSecret: undefined,
    });
    const AUTH_CLIENT_SECRET = 'a secret of the console';
    const SESSION_SECRET = 's'.repeat(32);
    expect(readConfig({ ...login, AUTH_CLIENT_SECRET, SESSION_SECRET }).console).toMatchObject({
      clientSecret: AUTH_CLIENT_SECRET,
      sessionSecret: SESSION_SECRET,
    });
  });
  it.each(['http://localhost:4000', 'http://127.0.0.1:8080'])('takes %s for this machine itself', (url) =>
    expect(readConfig({ AUTH_ISSUER: url, AUTH_CLIENT_ID: 'x', PUBLIC_URL: url }).console).toMatchObject({
      publicUrl: url,
    }),
  );
  it.each([
    ['AUTH_ISSUER', 'http://id.example', /https address of an OpenID issuer/],
    ['AUTH_ISSUER', 'id.example', /https address of an OpenID issuer/],
    ['PUBLIC_URL', 'http://lianshen.example', /https and without a path/],
    ['PUBLIC_URL', 'https://lianshen.example/console', /https and without a path/],
    ['PUBLIC_URL', 'lianshen.example', /https and without a path/],
    ['PUBLIC_URL', '', /https and without a path/],
    ['AUTH_CLIENT_ID', '', /id of the console/],
    ['AUTH_AUDIENCE', '', /name this service/],
    ['AUTH_ISSUER', undefined, /^AUTH_CLIENT_ID=lianshen-console: needs AUTH_ISSUER/],
    ['PUBLIC_URL', undefined, /^AUTH_CLIENT_ID=lianshen-console: needs PUBLIC_URL/],
  ] as const)('refuses a login with %s=%s in one line', (name, value, why) => {
    const said = refusal({ ...login, [name]: value });
    expect(said).toMatch(why);
    expect(said).not.toContain('\n');
  });
  it.each([
    [{ AUTH_CLIENT_SECRET: 'hush hush' }, /^AUTH_CLIENT_SECRET=\*\*\*: needs AUTH_CLIENT_ID/],
    [{ ...login, SESSION_SECRET: 'hush hush' }, /^SESSION_SECRET=\*\*\*: must have 32 characters/],
  ])('shows no secret, not even a wrong one', (environment, why) => {
    expect(refusal(environment)).toMatch(why);
    expect(refusal(environment)).not.toContain('hush');
  });

  it.each(['DATA_DIR', 'LOG_LEVEL', 'NODE_ENV', 'EVENT_STORE', 'READ_MODEL', 'AUTH_ISSUER'])(
    'refuses an empty %s by name, instead of guessing what was meant',
    (name) => {
      expect(refusal({ [name]: '' })).toMatch(new RegExp(`^${name}=: `));
    },
  );

  it('shows no password of a refused address', () => {
    for (const name of ['EVENT_STORE', 'READ_MODEL'])
      expect(refusal({ [name]: 'mysql://admin:change@it@node1:2113' })).toBe(
        `${name}=mysql://***@node1:2113: must be sqlite:FILE or ${name === 'READ_MODEL' ? 'postgres://HOST/DATABASE' : 'esdb://HOST:PORT'}.`,
      );
  });

  it('shows no password that holds what ends a host', () =>
    expect(refusal({ EVENT_STORE: 'http://admin:hu/sh@node1:2113' })).toBe(
      'EVENT_STORE=http://***@node1:2113: must be sqlite:FILE or esdb://HOST:PORT.',
    ));

  it('shows no password that stands behind the address', () =>
    expect(refusal({ READ_MODEL: 'mysql://db/x?user=a&password=hush&x=1' })).toBe(
      'READ_MODEL=mysql://db/x?user=a&password=***&x=1: must be sqlite:FILE or postgres://HOST/DATABASE.',
    ));

  const cluster = {
    EVENT_STORE: 'esdb+discover://admin:pw@nodes:2113',
    READ_MODEL: 'postgres://db/lianshen',
  };

  it('takes a cluster, and a database of its own for what is read', () => {
    expect(readConfig({ ...cluster, EVENT_STORE_PREFIX: 'kunming.', HOST: '0.0.0.0' })).toMatchObject({
      eventStore: 'esdb+discover://admin:pw@nodes:2113',
      eventStorePrefix: 'kunming.',
      readModel: 'postgres://db/lianshen',
      host: '0.0.0.0',
    });
  });

  it.each(['api', 'projections', 'sagas', 'projections,sagas'])(
    'takes the roles %s beside others',
    (ROLES) => {
      expect([...readConfig({ ...cluster, ROLES }).roles].join(',')).toBe(ROLES);
    },
  );

  it.each(['', 'api,', 'web', 'api;sagas', 'API'])('refuses the roles %j', (ROLES) => {
    expect(refusal({ ...cluster, ROLES })).toBe(
      `ROLES=${ROLES}: must be some of api, projections, sagas, with commas.`,
    );
  });

  it('refuses some roles on a store that serves one process, and on read models that one process sees', () => {
    expect(refusal({ ROLES: 'api' })).toMatch(/^ROLES=api: the embedded store serves one process/);
    expect(refusal({ ...cluster, ROLES: 'api', READ_MODEL: 'sqlite::memory:' })).toMatch(
      /^ROLES=api: read models in memory are seen by one process/,
    );
    expect(refusal({ ...cluster, ROLES: 'api', READ_MODEL: 'sqlite:./read.db' })).toBe('accepted');
  });

  it.each(['localhost', '', '0.0.0.0:4000'])('refuses the address %j to listen on', (HOST) => {
    expect(refusal({ HOST })).toMatch(/^HOST=.*: must be an address to listen on/);
  });

  it.each(['lianshen', 'Lianshen.', '$x.', '.', 'a-b.'])('refuses the prefix %j', (EVENT_STORE_PREFIX) => {
    expect(refusal({ EVENT_STORE_PREFIX })).toMatch(/^EVENT_STORE_PREFIX=.*: must be a word/);
  });
});
