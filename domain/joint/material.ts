import * as z from 'zod';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import { Sha256, Text } from '../kernel/ids.ts';

/** A material 材料 or drawing sheet 图纸 as it was handed in; without a digest it is missing. */
export const Material = z.object({ key: Text(80), name: Text(200), sha256: Sha256.nullable() });
export type Material = z.infer<typeof Material>;

/** The same as the applicant hands it in. */
export const MaterialInput = z.object({
  key: Text(80).describe('Key of the material in the matter, or number of the sheet.'),
  name: Text(200).nullish().describe('Its name, where it is a sheet that the matter does not list.'),
  sha256: Sha256.nullish().describe('SHA-256 of the document; left out where it is missing.'),
});
export type MaterialInput = z.infer<typeof MaterialInput>;

/** What is on the table, by key: «unchanged content» means the same digest under the same key. */
export type Contents = ReadonlyMap<string, string | null>;

export const contentsOf = (materials: readonly Material[], before: Contents = new Map()): Contents =>
  new Map([...before, ...materials.map(({ key, sha256 }) => [key, sha256] as const)]);

/** What was handed in, under the names of the catalogue, and whatever it asks for that was not. */
export function handedIn(terms: NodeTerms, handed: readonly MaterialInput[]): Material[] {
  const given = revised(terms, handed);
  const missing = terms.materials
    .filter(({ key }) => !given.some((material) => material.key === key))
    .map(({ key, name }) => ({ key, name, sha256: null }));
  return [...given, ...missing];
}

/** Only what was handed in now, under the names of the catalogue. */
export const revised = (terms: NodeTerms, handed: readonly MaterialInput[]): Material[] =>
  handed.map(({ key, name, sha256 }) => ({
    key,
    name: name ?? terms.materials.find((required) => required.key === key)?.name ?? key,
    sha256: sha256 ?? null,
  }));

/** One set of materials serves everybody (J1, J10): none of them twice. */
export function materialTwice(
  materials: readonly MaterialInput[],
  rule: string,
): Decision<never> | undefined {
  const keys = materials.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  return twice === undefined
    ? undefined
    : reject('MaterialTwice', `«${twice}» is there twice; hand in one set, shared by all units.`, rule);
}

/** Nothing is accepted without its main materials 主要材料. */
export function materialsMissing(
  terms: NodeTerms,
  materials: readonly Material[],
): Decision<never> | undefined {
  const there = contentsOf(materials);
  const missing = terms.materials.filter(({ key, main }) => main && (there.get(key) ?? null) === null);
  return missing.length === 0
    ? undefined
    : reject(
        'MaterialsMissing',
        `Main materials are missing: ${missing.map(({ key, name }) => `${key} (${name})`).join(', ')}; hand them in first.`,
        'T3',
      );
}
