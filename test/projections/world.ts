import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { nodeStatusOf } from '../../app/nodeSlices.ts';
import { sliceByName } from '../../app/slices.ts';
import { announced, type Calendar } from '../../domain/calendar/calendar.ts';
import type { Actor } from '../../domain/kernel/actor.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import type { DomainEvent, Recorded } from '../../domain/kernel/recorded.ts';
import type { SliceState } from '../../domain/kernel/slice.ts';
import { allProjections, type Tables } from '../../projections/all.ts';
import type { Projection } from '../../projections/engine/projection.ts';
import { createProjector } from '../../projections/engine.ts';
import { createQueries } from '../../projections/queries.ts';
import type { Page, PageRequest } from '../../projections/views.ts';
import { openTestReadModel } from '../postgres/openTestReadModel.ts';
import { context, system } from '../specification.ts';

export const projections = allProjections(
  new Map(
    [...nodeStatusOf].map(([name, statusOf]) => [
      name,
      { lifecycle: sliceByName.get(name)!.lifecycle, statusOf },
    ]),
  ),
);

/** A fact in its envelope. */
export const recorded = (
  stream: string,
  event: DomainEvent,
  recordedAt: string,
  position: number,
  revision = position,
): Recorded => ({
  eventId: `event-${position}`,
  schemaVersion: 1,
  recordedAt,
  actor: system,
  causationId: 'command-1',
  correlationId: 'case-1',
  commandDigest: '0'.repeat(64),
  event,
  stream,
  revision,
  position: BigInt(position),
});

/** The log of a small world, in which the slices themselves decide what happens. */
export class World {
  readonly facts: Recorded[] = [];
  readonly #states = new Map<string, { state: SliceState<unknown>; next: number }>();

  /** The facts to which a command leads; none where it is rejected. */
  send(
    slice: string,
    key: Readonly<Record<string, string>>,
    command: {
      readonly type: string;
      readonly data: unknown;
      readonly issuedAt: string;
      readonly actor?: Actor;
    },
    recordedAt = command.issuedAt,
  ): readonly DomainEvent[] {
    const law = sliceByName.get(slice)!;
    const stream = law.streamOf(key);
    const { state } = this.#states.get(stream) ?? { state: law.initialState };
    const decision = law.decide(state, { actor: system, ...command }, context);
    if (decision.kind === 'rejected') return [];
    for (const event of decision.events) this.tell(stream, event, recordedAt);
    return decision.events;
  }

  /** Like `send`, but what is rejected fails the test. */
  accept(...sent: Parameters<World['send']>): readonly DomainEvent[] {
    const events = this.send(...sent);
    if (events.length === 0) throw new Error(`«${sent[2].type}» was rejected.`);
    return events;
  }

  /** A fact as it is, whoever decided it. */
  tell(stream: string, event: DomainEvent, recordedAt: string): void {
    const slice = sliceByName.get(stream.slice(0, stream.indexOf('-')));
    const { state, next } = this.#states.get(stream) ?? {
      state: slice?.initialState ?? { stage: '', data: undefined },
      next: 0,
    };
    this.facts.push(recorded(stream, event, recordedAt, this.facts.length + 1, next));
    const known = slice?.lifecycle.next(state.stage, event.type) !== undefined;
    this.#states.set(stream, { state: known && slice ? slice.evolve(state, event) : state, next: next + 1 });
  }
}

export const NOW = '2030-01-01T00:00:00.000Z';

/** Read models in a file, caught up with a log. */
export async function readModelOf(
  file: string,
  facts: readonly Recorded[],
  {
    now = NOW,
    calendar = announced,
    of = projections,
  }: { now?: string; calendar?: Calendar; of?: readonly Projection[] } = {},
) {
  const readModel = await openTestReadModel<Tables>(file);
  const projector = createProjector(readModel, of);
  await projector.start();
  await projector.apply(facts);
  const queries = createQueries({
    read: readModel.read,
    calendar: () => calendar,
    calendarAt: () => calendar,
    now: () => now,
    ruleOf: (id) => ({ id, text: `Rule ${id}` }),
  });
  return { readModel, projector, queries, close: () => readModel.close() };
}

/** A new file in a folder with each call. */
export function filesIn(folder: { readonly file: (name: string) => string }): () => string {
  let files = 0;
  return () => {
    files += 1;
    return folder.file(`${files}.db`);
  };
}

/** All that the tables hold, as one text. */
export async function dump(
  database: Kysely<Tables>,
  of: readonly Projection[] = projections,
): Promise<string> {
  const tables = of.flatMap((projection) => projection.tables);
  const lines = await Promise.all(
    tables.map(async ({ name, key }) => {
      const order = sql.join([...key, 'valid_from'].map((column) => sql.ref(column)));
      const { rows } = await sql`select * from ${sql.table(name)} order by ${order}`.execute(database);
      return [name, ...rows.map((row) => canonicalJson(row))];
    }),
  );
  return lines.flat().join('\n');
}

/** Everything that a list gives, page by page. */
export async function walk<View>(ask: (page: PageRequest) => Promise<Page<View>>, first: number) {
  const pages: Page<View>[] = [];
  let after: string | null = null;
  do {
    const page: Page<View> = await ask({ first, after });
    pages.push(page);
    if (pages.length > 500) throw new Error('A list that does not end.');
    after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
  return { pages, nodes: pages.flatMap(({ edges }) => edges.map(({ node }) => node)) };
}

export const firstPage: PageRequest = { first: 200, after: null };
export const nodesOf = <View>({ edges }: Page<View>) => edges.map(({ node }) => node);
/** One millisecond earlier or later. */
export const shift = (instant: string, milliseconds: number) =>
  new Date(Date.parse(instant) + milliseconds).toISOString();
