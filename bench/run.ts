import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { cases } from './cases/index.ts';
import { measure, type Outcome } from './harness.ts';
import { readOptions, Usage } from './options.ts';
import { endPostgres } from './postgres.ts';
import { NOT_MEASURED, summaryOf, tableOf } from './report.ts';

/** `npm run bench`: every goal of speed beside its bare limit, measured in the same run. */
async function main(): Promise<void> {
  const options = readOptions(
    process.argv.slice(2),
    cases.flatMap(({ goals }) => goals),
  );
  const folder = mkdtempSync(path.join(process.env['BENCH_DIR'] ?? tmpdir(), 'lianshen-bench-'));
  const outcomes: Outcome[] = [];
  const left: string[] = [];
  try {
    const wanted = (goal: string) => options.only.length === 0 || options.only.includes(goal);
    for (const [index, { goals, open }] of cases.entries()) {
      if (!goals.some(wanted)) continue;
      const own = path.join(folder, String(index));
      mkdirSync(own);
      process.stderr.write(`${goals.join(', ')} …\n`);
      const opened = await open(options, (name) => path.join(own, name));
      for (const line of opened.left ?? []) process.stderr.write(`${line}\n`);
      left.push(...(opened.left ?? []));
      try {
        for (const comparison of opened.comparisons) {
          if (!wanted(comparison.goal)) continue;
          const outcome = await measure(comparison, options);
          outcomes.push(outcome);
          process.stdout.write(`${tableOf(outcome)}\n`);
        }
      } finally {
        await opened.close();
        rmSync(own, { recursive: true, force: true });
      }
    }
  } finally {
    await endPostgres();
    rmSync(folder, { recursive: true, force: true });
  }
  const notMeasured = [...left, ...NOT_MEASURED];
  process.stdout.write(
    `${summaryOf(outcomes)}\n\nNot measured:\n${notMeasured.map((line) => `- ${line}`).join('\n')}\n`,
  );
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync(path.dirname(path.resolve(options.json)), { recursive: true });
  writeFileSync(
    options.json,
    `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, options, outcomes, notMeasured }, null, 2)}\n`,
  );
  process.stdout.write(`\nFigures: ${options.json}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(error instanceof Usage ? `${error.message}\n` : `${(error as Error).stack}\n`);
    process.exit(1);
  },
);
