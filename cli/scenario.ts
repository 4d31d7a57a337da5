import { parseArgs } from 'node:util';
import { hospital, hospitalOffClock, plant } from '../app/simulation/reference.ts';
import { runScenario } from '../app/simulation/scenario.ts';
import type { ProjectScript } from '../app/simulation/script.ts';
import { announced, countWorkingDays } from '../domain/calendar/calendar.ts';
import { legalDayOf } from '../domain/calendar/day.ts';
import { processDefinition } from '../domain/catalogue/catalogue.ts';
import { nodeOfStream } from '../domain/catalogue/nodeStream.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import type { NodeView, ProjectView } from '../projections/views.ts';
import { formatTable } from './format.ts';
import { inOneSentence } from './usage.ts';

const HINT = 'See npm run scenario -- --help.';

const USAGE = `Usage: npm run scenario -- gov|industrial [--off-clock] [--late NODE=DAYS]... [--json]

  gov          hospital relocation, government investment, target 60 working days
  industrial   machinery plant, enterprise investment, target 42 working days
  --off-clock  also the days of everything off the approval clock: purchases, reports, tenders (gov only)
  --late       decide a node so many working days after its due day, for example --late G10=1
  --json       print {project, profile, target, usedDays, nodes} and nothing else`;

/** Wrong arguments: one line that says what is wrong. */
class UsageError extends Error {}

function readArguments(argv: readonly string[]): { readonly script: ProjectScript; readonly json: boolean } {
  const parsed = (() => {
    try {
      return parseArgs({
        args: [...argv],
        allowPositionals: true,
        options: {
          'off-clock': { type: 'boolean', default: false },
          late: { type: 'string', multiple: true, default: [] },
          json: { type: 'boolean', default: false },
          help: { type: 'boolean', short: 'h', default: false },
        },
      });
    } catch (error) {
      throw new UsageError(inOneSentence(error));
    }
  })();
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const [which, ...more] = positionals;
  if (more.length > 0 || (which !== 'gov' && which !== 'industrial'))
    throw new UsageError(
      positionals.length === 0
        ? 'Name a project: gov or industrial.'
        : `«${positionals.join(' ')}»: name one project, gov or industrial.`,
    );
  if (which === 'industrial' && values['off-clock'])
    throw new UsageError(
      'The industrial project has no durations off the clock: run it without --off-clock.',
    );
  const script = which === 'industrial' ? plant : values['off-clock'] ? hospitalOffClock : hospital;
  return { script: { ...script, late: lateOf(script, values.late) }, json: values.json };
}

/** The nodes that are to be late. One that takes no time by the script has no limit to be late against. */
function lateOf({ profile, offClock }: ProjectScript, late: readonly string[]): Record<string, number> {
  const nodes = processDefinition(profile)?.nodes ?? [];
  const limited = nodes.filter(
    ({ promised, plannedDays }) => promised !== null || (offClock === 'planned' && (plannedDays ?? 0) > 0),
  );
  return Object.fromEntries(
    late.map((text) => {
      const [, key = '', days = ''] = /^([A-Z0-9-]+)=(\d{1,3})$/.exec(text) ?? [];
      if (limited.some((node) => node.key === key)) return [key, Number(days)];
      const known = nodes.some((node) => node.key === key);
      throw new UsageError(
        `--late ${text}: ${known ? `${key} has no limit in this run` : `write NODE=DAYS with a node of ${profile}`}; these have one: ${limited.map((node) => node.key).join(', ')}.`,
      );
    }),
  );
}

/** What happened, one line for each fact, a heading for each day. */
function narrate(): (fact: Recorded) => void {
  let day = '';
  return ({ stream, event, recordedAt }) => {
    const place = nodeOfStream(stream);
    const on = legalDayOf(recordedAt);
    if (on !== day) {
      day = on;
      process.stdout.write(`\n${day}\n`);
    }
    const { level, deadline } = event.data as { readonly level?: string; readonly deadline?: string };
    const what =
      deadline === undefined
        ? event.type
        : `${event.type} ${level} ${deadline.split('/').slice(1).join('/')}`;
    const time = new Date(Date.parse(recordedAt) + 8 * 3_600_000).toISOString().slice(11, 16);
    process.stdout.write(`  ${time}  ${(place?.node ?? '').padEnd(7)} ${what}\n`);
  };
}

const local = (instant: string | null) => (instant === null ? '–' : legalDayOf(instant));

function report(project: ProjectView): void {
  const rows = project.nodes.map((node) => [
    node.key,
    node.title,
    local(node.startedAt),
    node.clock?.due.dueOn ?? '–',
    local(node.decidedAt),
    String(node.promisedDays ?? '–'),
    String(node.usedDays ?? '–'),
    node.level,
  ]);
  const header = ['Node', 'Title', 'Started', 'Due', 'Decided', 'Promised', 'Used', 'Level'];
  process.stdout.write(`\n${formatTable([header, ...rows])}\n`);
  const { target, used, remaining } = project.budget;
  process.stdout.write(
    `\n${project.title}: ${used} of ${target} working days of the approval clock, ${remaining} left.\n`,
  );
  const permit = project.nodes.find(({ key }) => key === processDefinition(project.profile)?.permitNode);
  if (permit?.decidedAt == null || project.startedAt === null) return;
  const from = legalDayOf(project.startedAt);
  const to = legalDayOf(permit.decidedAt);
  const { days } = countWorkingDays(announced, from, to);
  const clock = usedUpTo(project, permit);
  process.stdout.write(
    `Permit ${permit.key} on ${to}: ${days} working days after ${from}, of which ${clock} on the approval clock.\n`,
  );
}

/** Days of the approval clock on the critical path up to a node. */
function usedUpTo({ criticalPath }: ProjectView, { key }: NodeView): number {
  const upTo = criticalPath.slice(0, criticalPath.findIndex((node) => node.key === key) + 1);
  return upTo
    .filter(({ promisedDays }) => promisedDays !== null)
    .reduce((sum, node) => sum + (node.usedDays ?? 0), 0);
}

const asJson = ({ code, profile, budget, nodes }: ProjectView) => ({
  project: code,
  profile,
  target: budget.target,
  usedDays: budget.used,
  nodes: nodes.map(({ key, startedAt, clock, decidedAt, promisedDays, usedDays, level }) => ({
    key,
    startedAt,
    dueOn: clock?.due.dueOn ?? null,
    decidedAt,
    promisedDays,
    usedDays,
    level,
  })),
});

// Whoever reads only the beginning, as «head» does, closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  const { script, json } = readArguments(process.argv.slice(2));
  const project = await runScenario(script, json ? undefined : narrate());
  if (json) process.stdout.write(`${JSON.stringify(asJson(project), null, 2)}\n`);
  else report(project);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message} ${HINT}\n`);
  process.exitCode = 1;
}
