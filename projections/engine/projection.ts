import type { DomainEvent, Recorded } from '../../domain/kernel/recorded.ts';
import type { TableSpec } from './table.ts';

/** What a row says from now on. */
export interface Change {
  readonly table: TableSpec;
  readonly data: unknown;
}

export const put = <Data>(table: TableSpec<Data>, data: Data): Change => ({ table, data });

/** Rows as the facts up to now left them; at once where they are in memory. */
export interface Reader {
  read<Data>(table: TableSpec<Data>, key: readonly string[]): Data | undefined | Promise<Data | undefined>;
}

export type Handler<Event extends DomainEvent = DomainEvent> = (
  event: Recorded<Event>,
  rows: Reader,
) => readonly Change[] | Promise<readonly Change[]>;

/**
 * A read model 读模型: a fold over the facts of all streams. Pure: a handler knows the fact, the rows as they stand and no
 * clock. A fact that it does not know passes by.
 */
export interface Projection {
  readonly name: string;
  /** Raise it, and the tables are dropped and folded again from the first fact. */
  readonly version: number;
  readonly tables: readonly TableSpec[];
  handle(event: Recorded, rows: Reader): readonly Change[] | Promise<readonly Change[]>;
}

const nothing: readonly Change[] = [];

/** Handlers by type of fact, for the facts of one kind of stream: two slices may give one name to different facts. */
export function when<Event extends DomainEvent>(
  category: string,
  handlers: { readonly [Type in Event['type']]?: Handler<Extract<Event, { type: Type }>> },
): Projection['handle'] {
  const byType = new Map(Object.entries(handlers)) as ReadonlyMap<string, Handler>;
  const prefix = `${category}-`;
  return (event, rows) =>
    event.stream.startsWith(prefix) ? (byType.get(event.event.type)?.(event, rows) ?? nothing) : nothing;
}

/** Several handlers, each of which sees the rows as the one before left them only with the next fact. */
export const each =
  (...handlers: readonly Projection['handle'][]): Projection['handle'] =>
  (event, rows) => {
    let all: readonly Change[] | Promise<readonly Change[]> = nothing;
    for (const handle of handlers) all = joined(all, () => handle(event, rows));
    return all;
  };

type Answer = ReturnType<Projection['handle']>;

/** One answer behind the other; nothing waits that need not. */
function joined(before: Answer, following: () => Answer): Answer {
  if (before instanceof Promise) return before.then(async (changes) => [...changes, ...(await following())]);
  const after = following();
  if (before.length === 0) return after;
  return after instanceof Promise ? after.then((changes) => [...before, ...changes]) : [...before, ...after];
}
