import { AlertRaised, ViolationRaised } from '../../domain/supervision/events.ts';
import type { AlertFilter, AlertView } from '../../projections/views.ts';
import { scopeOf } from '../authority.ts';
import type { Change } from '../changes/change.ts';
import type { Context } from '../context.ts';
import { standsFor } from '../viewer.ts';
import type { AlertChange } from './shapes.ts';

/** An alert as the fact tells of it, before its deadline is looked up. */
function alertIn({ fact, data }: Change, { ruleOf }: Context): AlertView {
  const unseen = { seenBy: null, note: null };
  if (fact === 'ViolationRaised') {
    const { alert, rule, text, charged, project, raisedAt } = ViolationRaised.shape.data.parse(data);
    return {
      id: alert,
      kind: 'VIOLATION',
      level: 'RED',
      raisedAt,
      rule: ruleOf(rule) ?? { id: rule, text },
      text,
      department: charged,
      project,
      deadline: null,
      ...unseen,
    };
  }
  const { alert, kind, level, raisedAt, charged, project } = AlertRaised.shape.data.parse(data);
  const rule = kind === 'STEP' ? 'K5' : 'K2';
  return {
    id: alert,
    kind: kind === 'STEP' ? 'STEP' : 'LATE',
    level,
    raisedAt,
    rule: ruleOf(rule) ?? { id: rule, text: rule },
    text: null,
    department: charged,
    project,
    deadline: null,
    ...unseen,
  };
}

const matches = (alert: AlertView, { department, level, project, kind }: AlertFilter): boolean =>
  (department == null || department === alert.department) &&
  (level == null || level === alert.level) &&
  (project == null || project === alert.project) &&
  (kind == null || kind === alert.kind);

/** By the same policy as the list of alerts: all, those of the viewer's department, or those of its own projects. */
async function maySee(change: Change, alert: AlertView, context: Context): Promise<boolean> {
  const viewer = await (context.viewer.now?.() ?? context.viewer);
  const scope = scopeOf('overdueAlerts', viewer);
  if (scope === 'all') return true;
  if (scope === 'department') return standsFor(viewer, alert.department);
  if (scope !== 'own') return false;
  return standsFor(viewer, await once(owners, change, () => ownerOf(alert, context)));
}

const ownerOf = async ({ project }: AlertView, { runtime }: Context): Promise<string | undefined> =>
  project === null ? undefined : (await runtime.queries.project(project, runtime.clock.now()))?.owner;

/** What is looked up once for each change, however many wait for it. */
const owners = new WeakMap<Change, Promise<string | undefined>>();
const listed = new WeakMap<Change, Promise<AlertView | undefined>>();

function once<Value>(known: WeakMap<Change, Promise<Value>>, change: Change, ask: () => Promise<Value>) {
  const answer = known.get(change) ?? ask();
  known.set(change, answer);
  return answer;
}

/** A change as this viewer may see it, with the alert as the list would give it; undefined: it is not for it. */
export async function raisedFor(
  change: Change,
  filter: AlertFilter,
  context: Context,
): Promise<AlertChange | undefined> {
  const alert = alertIn(change, context);
  if (!matches(alert, filter) || !(await maySee(change, alert, context))) return undefined;
  const asOf = context.runtime.clock.now();
  const inList =
    alert.kind === 'VIOLATION' ? undefined : await once(listed, change, () => lookUp(alert, context));
  return { ...change, alert: { ...alert, deadline: inList?.deadline ?? null, asOf } };
}

const PAGE = 200;

async function lookUp(
  { id, department, project, kind }: AlertView,
  { runtime }: Context,
): Promise<AlertView | undefined> {
  const filter = { department, project, kind, includeClosed: true };
  const now = runtime.clock.now();
  for (let after: string | null = null; ; ) {
    const page = await runtime.queries.overdueAlerts(filter, now, { first: PAGE, after });
    const alert = page.edges.find(({ node }) => node.id === id);
    if (alert !== undefined || !page.hasNextPage) return alert?.node;
    after = page.edges.at(-1)?.cursor ?? null;
  }
}
