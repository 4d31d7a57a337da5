import type { Outcome, Row, Target } from './harness.ts';

/** A figure with as many digits as it deserves. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 0.01 || value === 0 ? value.toFixed(value >= 1 ? 2 : 3) : value.toExponential(1);
}

const goalText = (target: Target, better: 'more' | 'less', unit: string): string => {
  if (target.kind === 'none') return '–';
  const sign = better === 'more' ? '≥' : '≤';
  if (target.kind === 'bound') return `${sign} ${figure(target.value)} ${unit}`;
  const stretch = target.stretch === undefined ? '' : `, stretch ${sign} ${figure(target.stretch)}×`;
  return `${sign} ${figure(target.of)}×${stretch}`;
};

const extrasOf = ({ extras }: Row) =>
  Object.entries(extras)
    .map(([name, value]) => `${name} ${figure(value)}`)
    .join(', ');

/** One comparison as a Markdown table. */
export function tableOf({
  goal,
  title,
  unit,
  better,
  target,
  verdict,
  stretch,
  othersBusy,
  quiet,
  rows,
}: Outcome): string {
  const lines = rows.map((row) =>
    [
      `| ${row.role === 'ours' ? `**${row.name}**` : row.name}`,
      figure(row.value.median),
      `${figure(row.value.min)} – ${figure(row.value.max)}`,
      row.role === 'limit'
        ? '1'
        : `${figure(row.ratio.median)}× (${figure(row.ratio.min)} – ${figure(row.ratio.max)})`,
      `${extrasOf(row)} |`,
    ].join(' | '),
  );
  return [
    `### ${goal} ${title}`,
    '',
    `${target.kind === 'none' ? 'Nobody has set a goal' : `Goal ${goalText(target, better, unit)}: **${verdict}**`}${stretch ? ', and its stretch' : ''}. Others kept ${figure(othersBusy)} cores busy${quiet ? '' : ': this claims nothing'}.`,
    '',
    `| ${unit} | median | range | to the limit | |`,
    '|---|---:|---:|---:|---|',
    ...lines,
    '',
  ].join('\n');
}

/** All comparisons in one line each. */
export const summaryOf = (outcomes: readonly Outcome[]): string =>
  outcomes
    .map(({ goal, title, target, better, unit, verdict, quiet, rows }) => {
      const own = rows.find(({ role }) => role === 'ours') as Row;
      const shown =
        target.kind === 'bound' ? `${figure(own.value.median)} ${unit}` : `${figure(own.ratio.median)}×`;
      return `${goal.padEnd(4)} ${quiet ? ' ' : '~'}${verdict.padEnd(11)} ${shown.padStart(14)}  (${goalText(target, better, unit)})  ${title}`;
    })
    .join('\n')
    .concat(
      outcomes.every(({ quiet }) => quiet) ? '' : '\n~ others kept the machine busy: this claims nothing',
    );

export const NOT_MEASURED = [
  'a network between client and server: everything runs on one machine, load and server share its cores',
  'a disk that takes milliseconds to sync, and a power cut (durability is what the tests of the store kill for)',
  'hours of load: growth of files, of caches and of the garbage collector’s work over days',
  'TLS, a reverse proxy, real identity providers (tokens of the development issuer are verified)',
  'other event stores and workflow engines',
  'readers at instants in the past, and the sagas of a whole chain under load',
] as const;
