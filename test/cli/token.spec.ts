import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/temporary.ts';
import { run } from './process.ts';

describe('npm run token', () => {
  const folder = temporaryFolder();
  const token = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    run('token.ts', args, { DATA_DIR: folder.file('data'), ...environment });
  /** Refused with one line. */
  const refused = (...input: Parameters<typeof token>) => {
    const { status, stdout, stderr } = token(...input);
    expect([status, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
    return stderr.trim();
  };
  const claims = (jwt: string): unknown =>
    JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  afterAll(() => folder.remove());

  it('prints one token and nothing else, before there is any data', () => {
    const { status, stdout, stderr } = token(['supervisor']);
    expect([status, stdout, stderr]).toEqual([0, expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/), '']);
    expect(claims(stdout)).toMatchObject({ sub: 'demo-supervisor', org: null, roles: ['supervisor'] });
  });

  it('is for another organisation with --org', () => {
    const { stdout } = token(['owner', '--org', '91532390MA6K00301J']);
    expect(claims(stdout)).toMatchObject({ org: '91532390MA6K00301J', roles: ['owner'] });
  });

  it.each([[['chief']], [[]], [['owner', 'officer']], [['public']]])(
    'knows no role %j, and says which there are',
    (args) => {
      expect(refused(args)).toMatch(/ROLE is one of owner, intermediary, .* audit\.$/);
    },
  );

  it('names a credit code whose check character is wrong', () => {
    expect(refused(['owner', '--org', '91532390MA6K00301K'])).toMatch(
      /^--org 91532390MA6K00301K: .*check character/,
    );
  });

  it('names a wrong option', () => {
    expect(refused(['owner', '--organisation', 'x'])).toMatch(/^Unknown option '--organisation'\. /);
  });

  it('gives none in production', () => {
    expect(refused(['owner'], { NODE_ENV: 'production' })).toMatch(/^NODE_ENV=production: /);
  });

  it('names a key file that is none', () => {
    const other = temporaryFolder();
    writeFileSync(other.file('dev-issuer.json'), 'nonsense');
    expect(refused(['owner'], { DATA_DIR: other.file('.') })).toContain('dev-issuer.json is not a key');
    other.remove();
  });
});
