import { type Kysely, sql } from 'kysely';
import { sha256Hex } from '../../app/ids.ts';
import { nodeStatusOf } from '../../app/nodeSlices.ts';
import { sliceByName } from '../../app/slices.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import { allProjections, type Tables } from '../../projections/all.ts';
import { sagas } from '../../sagas/sagas.ts';

/** What a reader of the log has made of it: its version, and of each of its tables the rows and their digest. */
export interface Seen {
  readonly version: number;
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
}
export type TablesSeen = Readonly<Record<string, Seen>>;

export const projections = allProjections(
  new Map(
    [...nodeStatusOf].flatMap(([name, statusOf]) => {
      const slice = sliceByName.get(name);
      return slice === undefined ? [] : [[name, { lifecycle: slice.lifecycle, statusOf }] as const];
    }),
  ),
);

/** Every row in canonical JSON, in the order of that text, so that no zone, locale or order of writing can show. */
async function digestOf(database: Kysely<Tables>, query: ReturnType<typeof sql>) {
  const { rows } = await query.execute(database);
  return {
    rows: rows.length,
    sha256: sha256Hex(
      rows
        .map((row) => canonicalJson({ ...(row as object) }))
        .sort()
        .join('\n'),
    ),
  };
}

/** Every table of every read model, and what each saga remembers. */
export async function tablesIn(database: Kysely<Tables>): Promise<TablesSeen> {
  const seen: Record<string, Seen> = {};
  for (const { name, version, tables } of projections) {
    const own: Record<string, { rows: number; sha256: string }> = {};
    for (const table of tables)
      own[table.name] = await digestOf(database, sql`select * from ${sql.table(table.name)}`);
    seen[name] = { version, tables: own };
  }
  for (const { name, version } of sagas)
    seen[`saga ${name}`] = {
      version,
      tables: {
        saga_instances: await digestOf(database, sql`select * from saga_instances where saga = ${name}`),
      },
    };
  seen['parked'] = {
    version: 1,
    tables: { parked_facts: await digestOf(database, sql`select * from parked_facts`) },
  };
  return seen;
}

/** By reader: a version that is raised without another row in a table is no difference. */
export const rowsIn = (seen: TablesSeen) =>
  Object.fromEntries(Object.entries(seen).map(([reader, { tables: rows }]) => [reader, rows]));
