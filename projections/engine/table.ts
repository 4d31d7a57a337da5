import type { Instant } from '../../domain/kernel/instant.ts';

/** `valid_to` of a row that no later fact has replaced. Comparable text, so that `valid_to > :asOf` holds for ever. */
export const FOREVER: Instant = '9999-12-31T23:59:59.999Z';

export type ColumnType = 'text' | 'integer';
export type Cell = string | number | null;

/**
 * An index of the rows in force only, such as those of every board: a row leaves it when it ends, so it stays as small as
 * the present is, however long the past. Its condition is written out in the statement and not bound, or no database would
 * see that a question about the present is about these rows.
 */
export interface CurrentIndex {
  readonly current: readonly string[];
  /** Of those in force, only the ones that have nothing in this column. */
  readonly whileNull?: string;
}

/**
 * A temporal table 时态表: every version of every row, with the instants between which it was what the product knew.
 * Columns are only what filters and orders need; the contents stand beside them as canonical JSON.
 */
export interface TableSpec<
  Data = unknown,
  Key extends string = string,
  Columns extends Readonly<Record<string, ColumnType>> = Readonly<Record<string, ColumnType>>,
> {
  readonly name: string;
  /** Text columns that name a row, in order. */
  readonly key: readonly Key[];
  readonly columns: Columns;
  /** Indexed lists of columns. The end of validity has an index of its own in every table, for questions about the past. */
  readonly indexes: readonly (readonly string[] | CurrentIndex)[];
  // Methods, so that tables of all contents fit into one engine.
  keyOf(data: Data): readonly string[];
  cells(data: Data): { readonly [Column in keyof Columns]: Cell };
}

/** A table whose names are kept as types, so that a query that misspells a column does not compile. */
export const table =
  <Data>() =>
  <const Key extends string, const Columns extends Readonly<Record<string, ColumnType>>>(
    spec: TableSpec<Data, Key, Columns>,
  ): TableSpec<Data, Key, Columns> =>
    spec;

/** A row as queries see it. */
export type RowOf<Spec> =
  Spec extends TableSpec<infer _, infer Key, infer Columns>
    ? { [Name in Key]: string } & {
        [Name in keyof Columns & string]: (Columns[Name] extends 'integer' ? number : string) | null;
      } & { data: string; valid_from: Instant; valid_to: Instant }
    : never;
