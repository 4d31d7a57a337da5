import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Page, PageError, type PageRequest } from '../views.ts';
import { isStorable } from './storable.ts';

/** Where a list was left: the sort key of the last object seen. */
export type SortKey = readonly (string | number)[];

/** Where to go on in a list behind an object with this key. */
const cursorOf = (list: string, key: SortKey): string =>
  Buffer.from(JSON.stringify([list, ...key])).toString('base64url');

/** Cursors say which list they belong to: one of another list would silently skip or repeat. */
export function decode(
  list: string,
  after: string | null,
  shape: readonly ('string' | 'number')[],
): SortKey | undefined {
  if (after === null) return undefined;
  const key = keyIn(list, after);
  if (key.length !== shape.length || !key.every((part, at) => typeof part === shape[at] && isAskable(part)))
    throw foreign(after);
  return key;
}

const isAskable = (part: string | number) => typeof part === 'number' || isStorable(part);

const foreign = (after: string) =>
  new PageError(`«${after}» was not given by this list in this order; start without a cursor.`);

function keyIn(list: string, after: string): SortKey {
  try {
    const [name, ...key] = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as [
      string,
      ...SortKey,
    ];
    if (name === list && cursorOf(list, key) === after) return key;
  } catch {
    // Whatever it is, it is no cursor.
  }
  throw foreign(after);
}

export interface Ordering {
  readonly by: RawBuilder<unknown>;
  readonly direction: 'asc' | 'desc';
}

/** What comes after a sort key, column by column; the first comparison alone is a range for the index. */
export function beyond(orderings: readonly Ordering[], key: SortKey): RawBuilder<SqlBool> {
  const [ordering, ...rest] = orderings;
  if (ordering === undefined) return sql<SqlBool>`1 = 0`;
  const [value, ...others] = key;
  const { by, direction } = ordering;
  const further = direction === 'asc' ? sql`>` : sql`<`;
  return sql<SqlBool>`(${by} ${further}= ${value} and (${by} ${further} ${value} or ${beyond(rest, others)}))`;
}

/** An object of a page. Its cursor is written down when somebody asks for it, which is seldom more than the last one. */
export class PageEdge<View> {
  readonly node: View;
  readonly list: string;
  readonly key: SortKey;

  constructor(node: View, list: string, key: SortKey) {
    this.node = node;
    this.list = list;
    this.key = key;
  }

  get cursor(): string {
    return cursorOf(this.list, this.key);
  }
}

/** Give what was found as a page; one more than asked for was looked up, to know whether there is more. */
export function toPage<Row, View>(
  list: string,
  { first, after }: PageRequest,
  totalCount: number,
  found: readonly { readonly row: Row; readonly view: View }[],
  keyOf: (row: Row) => SortKey,
): Page<View> {
  return {
    edges: found.slice(0, first).map(({ row, view }) => new PageEdge(view, list, keyOf(row))),
    totalCount,
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
  };
}

/** A page of a list that had to be put in order in memory. */
export function pageOfSorted<View>(
  list: string,
  page: PageRequest,
  sorted: readonly View[],
  keyOf: (view: View) => SortKey,
  shape: readonly ('string' | 'number')[],
): Page<View> {
  const from = decode(list, page.after, shape);
  const start = from === undefined ? 0 : sorted.findIndex((view) => compareKeys(keyOf(view), from) > 0);
  const rest = start === -1 ? [] : sorted.slice(start, start + page.first + 1);
  return toPage(
    list,
    page,
    sorted.length,
    rest.map((view) => ({ row: view, view })),
    keyOf,
  );
}

/** Ascending, part by part. */
export function compareKeys(a: SortKey, b: SortKey): number {
  for (const [at, part] of a.entries()) {
    const other = b[at] as string | number;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
