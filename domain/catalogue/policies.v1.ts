import type { PausePolicy, Thresholds } from '../clock/terms.ts';
import { deepFreeze } from './freeze.ts';
import type { Matter } from './matter.ts';
import type { NodeKind, NodeTerms, TacitPolicy } from './nodeTerms.ts';
import type { Policies } from './policies.ts';

/** When a limit changes colour (K2, K3). Version 1 is released and never edited: copy it to `policies.v2.ts`. */
export const thresholdsV1: Thresholds = deepFreeze({
  amberShare: 0.9,
  amberBefore: 1,
  purpleFactor: 2,
  purpleAfter: 5,
});

/** Time that a special procedure takes is left out of the limit (T10). */
export const pausePolicyV1: PausePolicy = 'exclude';

/** In how many days corrections must be asked for: the national rule, and a stricter local one. */
export const correctionsV1: Readonly<Record<Matter['correction'], NodeTerms['correction']>> = deepFreeze({
  national: { askWithin: 5, rules: ['T3', 'T5'] },
  local: { askWithin: 2, rules: ['T4', 'T5'] },
});

/** Silence means nothing. */
export const noTacit: TacitPolicy = deepFreeze({ absent: 'none', silent: 'none' });
/** Absence and silence count as consent (J1, J15, Q2). */
export const tacitConsent: TacitPolicy = deepFreeze({ absent: 'consent', silent: 'consent' });

/** Rules that every limit on the approval clock rests on. */
export const approvalRulesV1: readonly string[] = deepFreeze(['T1', 'T2', 'T15', 'K2', 'K3']);

/** Rules that the planned days of off-clock work rest on, by kind of node. */
export const offClockRulesV1: Readonly<Partial<Record<NodeKind, readonly string[]>>> = deepFreeze({
  INTERMEDIARY: ['R1', 'M2', 'S25'],
  TENDER: ['R1', 'M19'],
  EXPERT_REVIEW: ['R1', 'T10'],
  EXTERNAL: ['R1'],
});

/** What version 1 sets: no lapse of a correction, no bound of an extension, no limit of delivery. */
export const policiesV1: Policies = deepFreeze({
  thresholds: thresholdsV1,
  pausePolicy: pausePolicyV1,
  corrections: correctionsV1,
  approvalRules: approvalRulesV1,
  offClockRules: offClockRulesV1,
});
