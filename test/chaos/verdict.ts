import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Sent } from './clients.ts';

/** What is wrong with what clients were told, by what the log holds. */
export function wrongAnswers(sent: readonly Sent[], log: readonly Recorded[]): readonly string[] {
  const byCommand = Map.groupBy(log, ({ stream, causationId }) => `${stream}\n${causationId}`);
  return sent.flatMap(({ commandId, stream, facts, answer, tries }) => {
    const found = byCommand.get(`${stream}\n${commandId}`)?.length ?? 0;
    const said = `${commandId} on ${stream}, sent ${tries} times and ${answer},`;
    if (answer === 'accepted' && found < facts) return [`${said} is missing.`];
    if (answer === 'rejected' && found > 0) return [`${said} left ${found} facts.`];
    return found > facts ? [`${said} is there ${found / facts} times.`] : [];
  });
}

/** Effects of sagas that are there more than once, and facts that the log has twice. */
export function doubled(log: readonly Recorded[]): readonly string[] {
  const wrong: string[] = [];
  const ids = new Set<string>();
  const last = new Map<string, number>();
  for (const { eventId, stream, revision, causationId, actor, event } of log) {
    if (ids.has(eventId)) wrong.push(`${event.type}, revision ${revision} of ${stream}, has an id twice.`);
    ids.add(eventId);
    // All facts of one command lie together; another run of them is another effect of the same command.
    const scope = `${stream}\n${actor.subject}\n${causationId}`;
    const before = last.get(scope);
    if (before !== undefined && before !== revision - 1)
      wrong.push(`${causationId} came into effect twice on ${stream}, the second time as ${event.type}.`);
    last.set(scope, revision);
  }
  return wrong;
}

interface Raised {
  readonly alert: string;
  readonly deadline: string;
  readonly level: string;
}

/** Every deadline that has passed has its red alert, and each level was raised once. */
export function wrongAlerts(log: readonly Recorded[], late: readonly string[]): readonly string[] {
  const raised = log.flatMap(({ event }) => (event.type === 'AlertRaised' ? [event.data as Raised] : []));
  const red = new Set(raised.filter(({ level }) => level === 'RED').map(({ deadline }) => deadline));
  const counted = Map.groupBy(raised, ({ deadline, level }) => `${level} of ${deadline}`);
  return [
    ...late
      .filter((deadline) => !red.has(deadline))
      .map((deadline) => `${deadline} is late and has no alert.`),
    ...[...counted]
      .filter(([, all]) => all.length > 1)
      .map(([which, all]) => `${which} was raised ${all.length} times.`),
  ];
}
