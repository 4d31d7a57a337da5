import { addWorkingDays, type Calendar, nextWorkingDay } from '../calendar/calendar.ts';
import { legalDayOf } from '../calendar/day.ts';
import type { Instant, LegalDay } from '../kernel/instant.ts';

/** What the forecast asks of a node. */
export interface ForecastNode {
  readonly key: string;
  readonly title: string;
  readonly predecessors: readonly string[];
  readonly status: string;
  readonly decidedAt: Instant | null;
  /** Last day of the running clock; null where none runs, or while it is paused without a cap. */
  readonly dueOn: LegalDay | null;
  readonly provisional: boolean;
  /** Promised days of an approval, planned days of off-clock work. */
  readonly days: number;
  /** Days of a pause that is planned for a node not begun, such as an expert review. */
  readonly pauseDays: number;
  /** Why it is paused, where it is. */
  readonly pauseReason: string | null;
  readonly approval: boolean;
  readonly authorityName: string;
  /** The open job in the market that buys what it asks for; null where none does. */
  readonly job?: string | null;
}

export interface ForecastResult {
  readonly permitOn: LegalDay | null;
  readonly finishOn: LegalDay | null;
  readonly provisional: boolean;
  readonly waitingFor: readonly {
    readonly key: string;
    readonly reason: string;
    readonly who: string;
    readonly job?: string;
  }[];
}

/** When a node ends: a day, and whether it rests on unannounced years; null where nobody can say. */
type End = { readonly on: LegalDay; readonly provisional: boolean } | null;

/**
 * One honest date 预计完成: finished nodes as they were, running ones at their recorded due day (today at the earliest),
 * the rest at their promise or planned days after the last of their predecessors. A pause without an end gives no date:
 * then the answer is what is waited for.
 */
export function forecast(
  calendar: Calendar,
  nodes: readonly ForecastNode[],
  permitNode: string,
  ownerName: string,
  asOf: Instant,
): ForecastResult {
  const byKey = new Map(nodes.map((node) => [node.key, node] as const));
  const today = legalDayOf(asOf);
  const known = new Map<string, End>();

  const endOf = (key: string): End => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const node = byKey.get(key);
    const end = node === undefined ? null : endOfNode(node);
    known.set(key, end);
    return end;
  };
  const endOfNode = (node: ForecastNode): End => {
    if (node.status === 'REFUSED' || node.status === 'WITHDRAWN') return null;
    if (node.decidedAt !== null) return { on: legalDayOf(node.decidedAt), provisional: false };
    if (node.status === 'PAUSED' && node.dueOn === null) return null;
    if (node.dueOn !== null)
      return {
        on: node.dueOn > today ? node.dueOn : nextWorkingDay(calendar, today),
        provisional: node.provisional,
      };
    const begins = node.predecessors.map(endOf).reduce<End>(latest, { on: today, provisional: false });
    if (begins === null) return null;
    const days = node.days + node.pauseDays;
    if (days === 0) return begins;
    const { dueOn, provisional } = addWorkingDays(calendar, nextWorkingDay(calendar, begins.on), days);
    return { on: dueOn, provisional: provisional || begins.provisional };
  };

  const permit = endOf(permitNode);
  const finish = nodes
    .map(({ key }) => endOf(key))
    .reduce<End>(latest, { on: '0000-01-01', provisional: false });
  return {
    permitOn: permit?.on ?? null,
    finishOn: finish?.on ?? null,
    provisional: (permit?.provisional ?? false) || (finish?.provisional ?? false),
    waitingFor: nodes.flatMap((node) => waiting(node, ownerName)),
  };
}

const latest = (a: End, b: End): End =>
  a === null || b === null
    ? null
    : { on: a.on > b.on ? a.on : b.on, provisional: a.provisional || b.provisional };

function waiting(node: ForecastNode, ownerName: string): ForecastResult['waitingFor'] {
  const { key, title, authorityName } = node;
  switch (node.status) {
    case 'READY':
      return [{ key, reason: `${title}: the application is to be handed in and accepted`, who: ownerName }];
    case 'PAUSED':
      return [
        { key, reason: `${title}: paused, ${node.pauseReason ?? 'special procedure'}`, who: authorityName },
      ];
    case 'IN_PROGRESS':
      if (node.job != null)
        return [
          { key, reason: `${title}: job ${node.job} in the market`, who: authorityName, job: node.job },
        ];
      return [
        node.approval
          ? { key, reason: `${title}: under way, due ${node.dueOn ?? 'without a date'}`, who: authorityName }
          : { key, reason: `${title}: work off the approval clock`, who: authorityName },
      ];
    default:
      return [];
  }
}
