import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measure, type Outcome } from '../../bench/harness.ts';
import { readOptions } from '../../bench/options.ts';
import { summaryOf, tableOf } from '../../bench/report.ts';
import { temporaryFolder } from '../store/temporary.ts';

const run = promisify(execFile);
const bench = (...words: readonly string[]) => run(process.execPath, ['bench/run.ts', ...words]);

interface Figures {
  readonly machine: { readonly cores: number; readonly node: string };
  readonly outcomes: readonly Outcome[];
  readonly notMeasured: readonly string[];
}

describe('npm run bench', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('measures each goal beside its limit in the same rounds, and keeps the figures', async () => {
    const json = folder.file('figures.json');
    const { stdout } = await bench('--quick', '--rounds', '2', '--only', 'P4,P11', '--json', json);
    const { machine, outcomes, notMeasured } = JSON.parse(readFileSync(json, 'utf8')) as Figures;

    expect(new Set(outcomes.map(({ goal }) => goal))).toEqual(new Set(['P4', 'P11']));
    for (const { title, rows } of outcomes) {
      expect(rows.map(({ role }) => role)).toEqual(expect.arrayContaining(['limit', 'ours']));
      for (const { value, ratio } of rows)
        for (const { min, median, max } of [value, ratio]) {
          expect(min).toBeGreaterThan(0);
          expect(median).toBeGreaterThanOrEqual(min);
          expect(max).toBeGreaterThanOrEqual(median);
          expect(max).toBeLessThan(Number.POSITIVE_INFINITY);
        }
      const limit = rows.find(({ role }) => role === 'limit');
      expect(limit?.ratio).toEqual({ median: 1, min: 1, max: 1 });
      expect(stdout).toContain(title);
    }
    expect(machine.cores).toBeGreaterThan(0);
    expect(notMeasured.length).toBeGreaterThan(0);
  }, 60_000);

  it('passes no judgement on what nobody has set a goal for, and shows its ratio all the same', async () => {
    const outcome = await measure(
      {
        goal: 'P15',
        title: 'Half of it',
        unit: 'things/s',
        better: 'more',
        ours: { name: 'ours', run: async () => 2 },
        limit: { name: 'limit', run: async () => ({ value: 4, extras: { 'CPU µs each': 7 } }) },
        target: { kind: 'none' },
      },
      readOptions(['--quick'], ['P15']),
    );
    expect(outcome).toMatchObject({ verdict: 'no goal', stretch: false });
    expect(tableOf(outcome)).toContain('Nobody has set a goal. Others kept');
    expect(tableOf(outcome)).toContain('| **ours** | 2.00 | 2.00 – 2.00 | 0.500× (0.500 – 0.500) |  |');
    expect(summaryOf([outcome])).toMatch(/^P15 +~?no goal +0\.500× {2}\(–\) {2}Half of it/);
  });

  it('says in one line which goals there are, where it is asked for another', async () => {
    const failure = await bench('--only', 'P99').catch((error: { stderr: string }) => error);
    expect(failure.stderr).toMatch(/^«P99» is no goal; there are P1, P2, .*P15\.\n$/);
  });
});
