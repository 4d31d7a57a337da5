import type { DomainEvent, Recorded } from '../../domain/kernel/recorded.ts';
import type { TableSpec } from './table.ts';

/** What a row says from now on. */
export interface Change {
  readonly table: TableSpec;
  readonly data: unknown;
}

export const put = <Data>(table: TableSpec<Data>, data: Data): Change => ({ table, data });

/** Rows as the facts up to now left them. */
export interface Reader {
  read<Data>(table: TableSpec<Data>, key: readonly string[]): Promise<Data | undefined>;
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

/** The kind of stream: what stands before the first dash, which is the name of its slice. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

const nothing: readonly Change[] = [];

/** Handlers by type of fact, for the facts of one kind of stream: two slices may give one name to different facts. */
export function when<Event extends DomainEvent>(
  category: string,
  handlers: { readonly [Type in Event['type']]?: Handler<Extract<Event, { type: Type }>> },
): Projection['handle'] {
  const byType = new Map(Object.entries(handlers)) as ReadonlyMap<string, Handler>;
  return (event, rows) => {
    const handler = byType.get(event.event.type);
    return handler !== undefined && categoryOf(event.stream) === category ? handler(event, rows) : nothing;
  };
}

/** Several handlers, each of which sees the rows as the one before left them only with the next fact. */
export function each(...handlers: readonly Projection['handle'][]): Projection['handle'] {
  return async (event, rows) => {
    const changes: Change[] = [];
    for (const handler of handlers) changes.push(...(await handler(event, rows)));
    return changes;
  };
}
