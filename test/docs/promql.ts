/** What a server exposes: of each metric its type and its labels. */
export type Exposed = ReadonlyMap<string, { readonly type: string; readonly labels: ReadonlySet<string> }>;

/** Reads the text that Prometheus reads. Labels are those of the series that are there. */
export function exposedIn(text: string): Exposed {
  const found = new Map<string, { type: string; labels: Set<string> }>();
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) found.set(name, { type, labels: new Set() });
    const [, series = '', labels = ''] = /^([a-z_]\w*)\{(.*)\} /.exec(line) ?? [];
    const metric = found.get(series) ?? found.get(series.replace(/_(?:bucket|sum|count)$/, ''));
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) metric?.labels.add(label);
  }
  return found;
}

/** Prometheus gives these to whatever it scrapes. */
const SCRAPED = ['job', 'instance'];
const WORDS = new Set(
  'sum max min avg count topk by without on unless and or rate increase histogram_quantile absent'.split(' '),
);
const COUNTING = /\b(?:rate|increase)\(([a-z_]\w*)/g;

export const metricsIn = (expression: string): readonly string[] => [
  ...new Set(
    [
      ...expression
        .replaceAll(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, '')
        .replaceAll(/\b(?:by|without|on) \([^)]*\)/g, '')
        .matchAll(/\b[a-z_]\w*\b/g),
    ]
      .map(([word]) => word)
      .filter((word) => !WORDS.has(word)),
  ),
];

/** The metric that a series belongs to: those of a histogram have three names. */
export const metricOf = (series: string, exposed: Exposed): string =>
  exposed.has(series) ? series : series.replace(/_(?:bucket|sum|count)$/, '');

/** All that is wrong with an expression, by what a server exposes. */
export function complaintsOf(expression: string, exposed: Exposed): readonly string[] {
  const complaints: string[] = [];
  const labels = new Set(SCRAPED);
  for (const series of metricsIn(expression)) {
    const metric = exposed.get(metricOf(series, exposed));
    if (metric === undefined) {
      complaints.push(`no server has ${series}`);
      continue;
    }
    if ((metric.type === 'histogram') === exposed.has(series))
      complaints.push(
        `${series} is ${metric.type === 'histogram' ? 'a histogram, and has no value' : 'no histogram'}`,
      );
    for (const label of metric.labels) labels.add(label);
  }
  for (const [, series = ''] of expression.matchAll(COUNTING)) {
    const type = exposed.get(metricOf(series, exposed))?.type;
    if (type === 'gauge') complaints.push(`${series} goes up and down, so it has no rate`);
  }
  for (const [series, { type }] of exposed)
    if (type === 'counter' && new RegExp(`(?<!rate\\(|increase\\()\\b${series}\\b`).test(expression))
      complaints.push(`${series} grows for ever: only its rate says something`);
  const named = [
    ...[...expression.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',')),
    ...[...expression.matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  ];
  for (const label of named.map((each) => each.trim()).filter((each) => each !== ''))
    if (!labels.has(label)) complaints.push(`nothing in it has the label ${label}`);
  if (expression.includes('histogram_quantile') && !/by \([^)]*\ble\b/.test(expression))
    complaints.push('a quantile without le');
  if (depth(expression) !== 0) complaints.push('brackets that do not match');
  return complaints;
}

const depth = (text: string) => text.split('(').length - text.split(')').length;
