import type { RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { SeenRow, ViolationRow } from '../handlers/alerts.ts';
import type { AlertFilter, AlertView, DeadlineView, Page, PageRequest } from '../views.ts';
import { alertIdOf, lateAlert, seenBy } from './alertView.ts';
import { beyond, decode, type SortKey, toPage } from './cursor.ts';
import { countDeadlines, deadlineViews, findDeadlines } from './deadlines.ts';
import { asksForFaults, countFaults, faultView, findFaults, placeOf } from './faults.ts';
import { ofLevel, openAt, raised, raisedOpen, stillOpen } from './levels.ts';
import { all, equals, type QuerySource, type Snapshot, snapshot } from './source.ts';

const LIST = 'overdueAlerts';
/** Sorts behind every deadline, one without a due instant included: violations have none and come last. */
const VIOLATIONS = '~';
/** Behind the violations. */
const FAULTS = '~~';

/** Which deadlines have an alert; undefined where the filter leaves none. */
function lateFilter(filter: AlertFilter, asOf: Instant): RawBuilder<SqlBool> | undefined {
  const { kind, level, includeClosed } = filter;
  if (kind === 'VIOLATION' || kind === 'FAULT' || level === 'GREEN') return undefined;
  return all(
    includeClosed === true ? undefined : stillOpen,
    level
      ? (includeClosed === true ? ofLevel : openAt)(level, asOf)
      : (includeClosed === true ? raised : raisedOpen)(asOf),
    equals('department', filter.department),
    equals('project', filter.project),
    kind === 'STEP' ? equals('kind', 'STEP') : undefined,
    kind === 'LATE' ? sql<SqlBool>`kind <> 'STEP'` : undefined,
  );
}

/** Which violations are asked for: they are red, and stay. */
const brokenFilter = ({ kind, level, department, project }: AlertFilter): RawBuilder<SqlBool> | undefined =>
  (kind ?? 'VIOLATION') === 'VIOLATION' && (level ?? 'RED') === 'RED'
    ? all(equals('department', department), equals('project', project))
    : undefined;

/** Late deadlines by due instant, behind them the violations by id, and last what the system itself could not do. */
export const overdueAlertsOf =
  (source: QuerySource) => (filter: AlertFilter, asOf: Instant, page: PageRequest) =>
    snapshot(source, asOf, async (at): Promise<Page<AlertView>> => {
      const after = decode(LIST, page.after, ['string', 'string']);
      const late = lateFilter(filter, asOf);
      const broken = brokenFilter(filter);
      const faults = asksForFaults(filter);
      const amongFaults = after?.[0] === FAULTS;
      const amongViolations = after?.[0] === VIOLATIONS;
      const limit = page.first + 1;

      const found =
        late === undefined || amongViolations || amongFaults
          ? []
          : await findDeadlines(at, late, { limit, after });
      const left = limit - found.length;
      const violations =
        broken === undefined || left === 0 || amongFaults
          ? []
          : await findViolations(at, broken, left, amongViolations ? String(after[1]) : undefined);

      const room = left - violations.length;
      const failed =
        faults && room > 0 ? await findFaults(at, room, amongFaults ? String(after[1]) : undefined) : [];

      const ids = [...found.map(({ id }) => alertIdOf(id)), ...violations.map(({ id }) => id)];
      const seen = await seenAmong(at, ids);
      const deadlines = await deadlineViews(
        at,
        found.map(({ clock }) => clock),
      );
      const rows = [
        ...found.map(({ dueSort, id }, index) => ({
          row: [dueSort, id] as SortKey,
          view: lateAlert(source, deadlines[index] as DeadlineView, seen.get(alertIdOf(id)), asOf),
        })),
        ...violations.map((violation) => ({
          row: [VIOLATIONS, violation.id] as SortKey,
          view: violationView(at, violation, seen),
        })),
        ...failed.map((fact) => ({ row: [FAULTS, placeOf(fact)] as SortKey, view: faultView(fact) })),
      ];
      const total =
        page.total === false
          ? 0
          : (late === undefined ? 0 : await countDeadlines(at, late)) +
            (broken === undefined ? 0 : await countViolations(at, broken)) +
            (faults ? await countFaults(at) : 0);
      return toPage(LIST, page, total, rows, (key) => key);
    });

type Seen = ReadonlyMap<string, SeenRow>;

const violationView = ({ source }: Snapshot, violation: ViolationRow, seen: Seen): AlertView => ({
  id: violation.id,
  kind: 'VIOLATION',
  level: 'RED',
  raisedAt: violation.raisedAt,
  rule: source.ruleOf(violation.rule) ?? { id: violation.rule, text: violation.text },
  text: violation.text,
  department: violation.charged,
  project: violation.project,
  deadline: null,
  ...seenBy(seen.get(violation.id)),
});

async function findViolations(
  { db, valid }: Snapshot,
  where: RawBuilder<SqlBool>,
  limit: number,
  after: string | undefined,
): Promise<readonly ViolationRow[]> {
  const rows = await db
    .selectFrom('violations')
    .select('data')
    .where(valid)
    .where(where)
    .where(after === undefined ? all() : beyond([{ by: sql.ref('id'), direction: 'asc' }], [after]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as ViolationRow);
}

async function countViolations({ db, valid }: Snapshot, where: RawBuilder<SqlBool>): Promise<number> {
  const { total } = await db
    .selectFrom('violations')
    .select(({ fn }) => fn.countAll().as('total'))
    .where(valid)
    .where(where)
    .executeTakeFirstOrThrow();
  return Number(total);
}

async function seenAmong({ db, valid }: Snapshot, ids: readonly string[]): Promise<Seen> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('seen_alerts')
    .select(['alert', 'data'])
    .where('alert', 'in', ids)
    .where(valid)
    .execute();
  return new Map(rows.map(({ alert, data }) => [alert, JSON.parse(data) as SeenRow] as const));
}
