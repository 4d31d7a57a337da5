import type { Matter } from '../matter.ts';
import type { MaterialRequirement } from '../nodeTerms.ts';
import { noTacit } from '../policies.v1.ts';

/** A main material 主件: nothing is accepted without it. */
export const main = (key: string, name: string): MaterialRequirement => ({ key, name, main: true });

/** A secondary material 次件: it may follow later under deficiency acceptance 容缺受理 (R9). */
export const secondary = (key: string, name: string): MaterialRequirement => ({ key, name, main: false });

/** What most matters share. Version 1 is released and never edited. */
export const commonV1: Pick<Matter, 'mode' | 'stakes' | 'correction' | 'tacit' | 'statutoryNote'> = {
  mode: 'normal',
  stakes: [],
  correction: 'national',
  tacit: noTacit,
  statutoryNote: null,
};
