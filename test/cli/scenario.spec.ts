import { describe, expect, it } from 'vitest';
import { run } from './process.ts';

interface Printed {
  readonly project: string;
  readonly profile: string;
  readonly target: number;
  readonly usedDays: number;
  readonly nodes: readonly {
    readonly key: string;
    readonly startedAt: string | null;
    readonly dueOn: string | null;
    readonly decidedAt: string | null;
    readonly promisedDays: number | null;
    readonly usedDays: number | null;
    readonly level: string;
  }[];
}

async function printed(...args: readonly string[]): Promise<Printed> {
  const { status, stdout, stderr } = await run('scenario.ts', [...args, '--json']);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Printed;
}

const dueOf = ({ nodes }: Printed, keys: readonly string[]) =>
  Object.fromEntries(nodes.filter(({ key }) => keys.includes(key)).map(({ key, dueOn }) => [key, dueOn]));

describe('npm run scenario', () => {
  it('gov --json prints the hospital, its due dates and 60 working days used, and nothing else', async () => {
    const answer = await printed('gov');
    expect(Object.keys(answer)).toEqual(['project', 'profile', 'target', 'usedDays', 'nodes']);
    expect(answer).toMatchObject({ profile: 'CX-GOV-60', target: 60, usedDays: 60 });
    expect(answer.nodes.find(({ key }) => key === 'G10')).toEqual({
      key: 'G10',
      startedAt: '2026-03-30T09:00:00.000Z',
      dueOn: '2026-04-14',
      decidedAt: '2026-04-14T09:00:00.000Z',
      promisedDays: 10,
      usedDays: 10,
      level: 'GREEN',
    });
    expect(dueOf(answer, ['G01', 'G05', 'G06', 'G13', 'G14', 'G15'])).toEqual({
      G01: '2026-03-09',
      G05: '2026-03-30',
      G06: '2026-04-07',
      G13: '2026-05-07',
      G14: '2026-05-11',
      G15: '2026-05-28',
    });
  });

  it('industrial --json prints the plant, its due dates and 42 working days used', async () => {
    const answer = await printed('industrial');
    expect(answer).toMatchObject({ profile: 'CX-SOC-42', target: 42, usedDays: 42 });
    expect(dueOf(answer, ['E01', 'E02', 'E07', 'E09', 'E10'])).toEqual({
      E01: '2026-03-03',
      E02: '2026-03-11',
      E07: '2026-03-27',
      E09: '2026-04-13',
      E10: '2026-04-30',
    });
  });

  it('gov --off-clock reaches the permit on 2026-10-21 after 159 working days, 32 of them of approval', async () => {
    const { status, stdout } = await run('scenario.ts', ['gov', '--off-clock']);
    expect(status).toBe(0);
    expect(stdout).toContain(
      'Permit G14 on 2026-10-21: 159 working days after 2026-03-02, of which 32 on the approval clock.',
    );
    expect(stdout).toContain('45 of 60 working days of the approval clock, 15 left.');
  });

  it('gov --late G10=1 decides G10 a working day late: amber on the way, red for ever', async () => {
    const { stdout } = await run('scenario.ts', ['gov', '--late', 'G10=1']);
    expect(stdout).toMatch(/2026-04-14\n(?: {2}.*\n)*? {2}00:00 +AlertRaised AMBER G10\n/);
    expect(stdout).toMatch(/2026-04-15\n(?: {2}.*\n)*? {2}00:00 +AlertRaised RED G10\n/);
    expect(stdout).toMatch(/^G10 .*2026-04-14 +2026-04-15 +10 +11 +RED$/m);
  });

  it('late by twice its promise becomes purple', async () => {
    const { nodes } = await printed('gov', '--late', 'G10=9', '--late', 'G01=1');
    expect(nodes.filter(({ level }) => level !== 'GREEN').map(({ key, level }) => [key, level])).toEqual([
      ['G01', 'RED'],
      ['G10', 'PURPLE'],
    ]);
  });

  it('prints the same whatever the time zone and the language of the machine', async () => {
    const here = await run('scenario.ts', ['industrial'], { TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8' });
    const there = await run('scenario.ts', ['industrial'], {
      TZ: 'America/Los_Angeles',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
    });
    const nowhere = await run('scenario.ts', ['industrial'], { TZ: 'Pacific/Kiritimati', LC_ALL: 'C' });
    expect(here.status).toBe(0);
    expect(there).toEqual(here);
    expect(nowhere).toEqual(here);
  });

  it.each([
    [['industrial', '--off-clock'], /^The industrial project has no durations off the clock/],
    [[], /^Name a project: gov or industrial\./],
    [['hospital'], /^«hospital»: name one project, gov or industrial\./],
    [['gov', 'industrial'], /^«gov industrial»: name one project/],
    [['gov', '--fast'], /^Unknown option '--fast'\./],
    [['gov', '--late', 'G99=1'], /^--late G99=1: write NODE=DAYS with a node of CX-GOV-60; .*G10/],
    [['gov', '--late', 'G10=soon'], /^--late G10=soon: write NODE=DAYS/],
    [['gov', '--late', 'M-FS=2'], /^--late M-FS=2: M-FS has no limit in this run/],
  ])('refuses %j in one line that points to --help', async (args, line) => {
    const { status, stdout, stderr } = await run('scenario.ts', args);
    expect([status, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
    expect(stderr).toMatch(line);
    expect(stderr).toContain('--help');
  });
});
