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
      readModel: resolve('data/read.db'),
      port: 4000,
      logLevel: 'warn',
      metricsLocally: true,
      environment: 'development',
      authIssuer: undefined,
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

  it.each(['DATA_DIR', 'LOG_LEVEL', 'NODE_ENV', 'EVENT_STORE', 'READ_MODEL', 'AUTH_ISSUER'])(
    'refuses an empty %s by name, instead of guessing what was meant',
    (name) => {
      expect(refusal({ [name]: '' })).toMatch(new RegExp(`^${name}=: `));
    },
  );

  it('shows no password of a refused address', () => {
    expect(refusal({ EVENT_STORE: 'esdb://admin:changeit@node1:2113' })).not.toContain('changeit');
  });
});
