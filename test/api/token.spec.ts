import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity, type Identity } from '../../api/identity.ts';
import { demoRoles, demoUsers } from '../../cli/demoUsers.ts';
import { Role } from '../../domain/kernel/actor.ts';
import { CreditCode } from '../../domain/kernel/ids.ts';
import { temporary } from './http.ts';

const dataDir = temporary();
let identity: Identity;
beforeAll(async () => {
  identity = await devIdentity(await openDevIssuer(dataDir, 'test'));
});

const token = async (args: string[], environment: Record<string, string> = {}) => {
  const { NODE_ENV: _, ...inherited } = process.env;
  const env = { ...inherited, DATA_DIR: dataDir, ...environment };
  return promisify(execFile)(process.execPath, ['cli/token.ts', ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
};

describe('npm run token', () => {
  it('prints one token and nothing else', async () => {
    const { code, stdout, stderr } = await token(['owner']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await identity.viewerOf(`Bearer ${stdout.trim()}`)).toEqual({
      subject: 'demo-owner',
      organization: '12532390MB0B00201A',
      roles: ['owner'],
    });
  });
  it('takes another organisation', async () => {
    const { stdout } = await token(['officer', '--org', '11532390MB0A00105H']);
    expect(await identity.viewerOf(`Bearer ${stdout.trim()}`)).toMatchObject({
      organization: '11532390MB0A00105H',
    });
  });
  it.each([
    [[], 'Name a role'],
    [['emperor'], '«emperor» is no role'],
    [['owner', 'lead'], '«owner lead» is no role'],
    [['owner', '--org', 'nonsense'], '--org nonsense: A credit code has eighteen'],
    [['owner', '--org', '12532390MB0B00201B'], 'check character'],
    [['owner', '--nothing'], '--nothing'],
  ])('refuses %j with one line', async (args, why) => {
    const { code, stdout, stderr } = await token(args);
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1]);
    expect(stderr).toContain(why);
    if (!args.includes('--org')) expect(stderr).toContain(demoRoles.join(', '));
  });
  it('refuses production with one line', async () => {
    const { code, stderr } = await token(['owner'], { NODE_ENV: 'production' });
    expect([code, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain('AUTH_ISSUER');
  });
});

describe('the demo users', () => {
  it('are one of each role', () =>
    expect(demoRoles.toSorted()).toEqual(Role.exclude(['public']).options.toSorted()));
  it('have valid organisations', () => {
    for (const { organization } of Object.values(demoUsers))
      if (organization !== null) expect(CreditCode.safeParse(organization).success, organization).toBe(true);
  });
});
