import * as z from 'zod';
import { CreditCode, Sha256, Text } from '../kernel/ids.ts';
import type { Contents } from './material.ts';

/** A demand 整改意见 as a reviewer writes it: what, by which clause, about which material or sheet. */
export const NewDemand = z.object({
  /** Plain and unique in its procedure, such as `FIRE-03`. */
  id: Text(40),
  text: Text(2000),
  /** The clause of the law or standard that it rests on. */
  clause: Text(200),
  /** Key of the material or sheet. */
  about: Text(80),
});
export type NewDemand = z.infer<typeof NewDemand>;

/** A demand with its author and the content that the author saw. */
export const Demand = z.object({
  id: Text(40),
  unit: CreditCode,
  discipline: Text(80),
  text: Text(2000),
  clause: Text(200),
  about: z.object({ key: Text(80), sha256: Sha256.nullable() }),
});
export type Demand = z.infer<typeof Demand>;

/** A demand on the closed list 一次性告知清单. */
export interface ListedDemand {
  readonly demand: Demand;
  readonly resolved: boolean;
  /** Looked at again since the last revision. */
  readonly checked: boolean;
}

export const seenDemand = (
  { id, text, clause, about }: NewDemand,
  seat: { readonly unit: string; readonly discipline: string },
  contents: Contents,
): Demand => ({
  id,
  unit: seat.unit,
  discipline: seat.discipline,
  text,
  clause,
  about: { key: about, sha256: contents.get(about) ?? null },
});

export const openDemands = (listed: readonly ListedDemand[]): readonly Demand[] =>
  listed.filter(({ resolved }) => !resolved).map(({ demand }) => demand);

/** Content is unchanged where its digest is the one on the table when the list was closed. */
export const unchanged = (key: string, noticed: Contents, now: Contents): boolean =>
  noticed.has(key) && noticed.get(key) === now.get(key);
