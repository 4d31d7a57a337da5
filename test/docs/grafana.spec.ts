import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { Metrics } from '../../app/metrics.ts';
import { complaintsOf, type Exposed, exposedIn, metricOf, metricsIn } from './promql.ts';

const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');

const Place = z.strictObject({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() });
const Source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal(`$\{datasource}`) });
const Panel = z.discriminatedUnion('type', [
  z.strictObject({
    id: z.int(),
    type: z.literal('row'),
    title: z.string().min(1),
    collapsed: z.literal(false),
    gridPos: Place,
    panels: z.tuple([]),
  }),
  z.strictObject({
    id: z.int(),
    type: z.literal('timeseries'),
    title: z.string().min(1),
    description: z.string().regex(/\.$/),
    datasource: Source,
    gridPos: Place,
    fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string().min(1) }) }),
    options: z.looseObject({}),
    targets: z
      .array(
        z.strictObject({ refId: z.string().regex(/^[A-Z]$/), expr: z.string(), legendFormat: z.string() }),
      )
      .nonempty(),
  }),
]);
const Dashboard = z.looseObject({
  title: z.string(),
  uid: z.string(),
  templating: z.strictObject({ list: z.array(z.looseObject({ name: z.string() })) }),
  panels: z.array(Panel),
});
const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string().regex(/\.$/) }),
        }),
      ),
    }),
  ),
});

const dashboard = Dashboard.parse(JSON.parse(read('grafana/lianshen.json')));
const alerts = Rules.parse(parse(read('grafana/alerts.yml'))).groups.flatMap(({ rules }) => rules);
const targets = dashboard.panels.flatMap((panel) =>
  panel.type === 'row' ? [] : panel.targets.map((target) => ({ panel: panel.title, ...target })),
);

/** A server in which everything has happened once, so that every metric has its labels. */
async function everything(): Promise<Exposed> {
  const metrics = new Metrics();
  metrics.commands.decided({ slice: 's', type: 'T', sender: 'user', outcome: 'rejected', code: 'C', ms: 1 });
  metrics.commands.conflicted('s', 'T');
  metrics.store.committed(1, 1);
  metrics.store.answered('appended', 1);
  metrics.store.failed('SQLITE_FULL', undefined);
  metrics.answered({ route: 'graphql', status: 503, refused: 'OVERLOADED', ms: 1 });
  metrics.watch({
    readers: async () => [
      {
        reader: 'projection p',
        name: 'p',
        kind: 'PROJECTION',
        version: 1,
        position: 'start',
        lagEvents: 0,
        lagSeconds: 0,
        parked: 0,
        rebuilding: 0.5,
      },
    ],
    departments: async () => [],
    leases: () => ['sagas'],
    circuitOpen: () => false,
    streams: () => 0,
    underWay: () => ({ requests: 0, bytes: 0 }),
  });
  return exposedIn(await metrics.text());
}

let exposed: Exposed;
beforeAll(async () => {
  exposed = await everything();
});

describe('docs/grafana/lianshen.json', () => {
  it.each(targets)('$panel asks for what a server has: $expr', ({ expr }) =>
    expect(complaintsOf(expr, exposed)).toEqual([]),
  );

  it('shows every metric that is ours', () => {
    const shown = new Set(
      targets.flatMap(({ expr }) => metricsIn(expr)).map((each) => metricOf(each, exposed)),
    );
    const ours = [...exposed.keys()].filter((name) => name.startsWith('lianshen_'));
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(targets)(
    '$panel names in its legend only labels that its sum keeps: $legendFormat',
    ({ expr, legendFormat }) => {
      const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect(named.filter((label) => !kept.includes(label ?? ''))).toEqual([]);
    },
  );

  it('uses only variables that it declares', () => {
    const declared = new Set(dashboard.templating.list.map(({ name }) => name));
    const used = [...JSON.stringify(dashboard.panels).matchAll(/\$\{?([a-z]\w*)/g)].map(
      ([, name = '']) => name,
    );
    expect(new Set(used)).toEqual(declared);
  });

  it('has panels with numbers of their own, none of which lies on another', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  });
});

describe('docs/grafana/alerts.yml', () => {
  it.each(alerts)('$alert asks for what a server has', ({ expr }) =>
    expect(complaintsOf(expr, exposed)).toEqual([]),
  );
  it('every alert is explained in docs/how-to/observe.md, and no other', () => {
    const explained = [...read('how-to/observe.md').matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(
      ([, name]) => name,
    );
    expect(new Set(explained)).toEqual(new Set(alerts.map(({ alert }) => alert)));
  });
  it('a server in which a reader lags has the readers by the names that the rules look for', () => {
    const kinds = alerts.flatMap(({ expr }) =>
      [...expr.matchAll(/reader=~"(\w+) /g)].map(([, kind]) => kind),
    );
    expect(new Set(kinds)).toEqual(new Set(['projection', 'saga']));
  });
});

describe('the rules complain of', () => {
  it.each([
    [
      'a metric that there is not',
      'sum(rate(lianshen_comands_total[5m]))',
      'no server has lianshen_comands_total',
    ],
    [
      'a label that it does not have',
      'sum by (tenant) (rate(lianshen_commands_total[5m]))',
      'nothing in it has the label tenant',
    ],
    ['a filter by such a label', 'max(lianshen_parked_facts{saga="x"})', 'nothing in it has the label saga'],
    [
      'a rate of a gauge',
      'sum(rate(lianshen_parked_facts[5m]))',
      'lianshen_parked_facts goes up and down, so it has no rate',
    ],
    [
      'a counter as it is',
      'sum(lianshen_commands_total)',
      'lianshen_commands_total grows for ever: only its rate says something',
    ],
    [
      'a histogram as it is',
      'max(lianshen_append_seconds)',
      'lianshen_append_seconds is a histogram, and has no value',
    ],
    [
      'a bucket of what has none',
      'sum(rate(lianshen_appends_total_bucket[5m]))',
      'lianshen_appends_total_bucket is no histogram',
    ],
    [
      'a quantile of what was summed up',
      'histogram_quantile(0.9, sum(rate(lianshen_append_seconds_bucket[5m])))',
      'a quantile without le',
    ],
    ['a bracket too few', 'sum(max(lianshen_parked_facts)', 'brackets that do not match'],
  ])('%s', (_, expression, complaint) => expect(complaintsOf(expression, exposed)).toContain(complaint));
});
