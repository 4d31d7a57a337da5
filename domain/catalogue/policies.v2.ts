import { deepFreeze } from './freeze.ts';
import type { ExtensionPolicy } from './nodeTerms.ts';
import type { Policies } from './policies.ts';
import { policiesV1 } from './policies.v1.ts';

/** 经本行政机关负责人批准: ten working days more, once (T6). */
const alone: ExtensionPolicy = { days: 10, times: 1, rule: 'T6' };
/** 统一、联合、集中办理: fifteen working days more, once, with the approval of the government's head (T7). */
const together: ExtensionPolicy = { days: 15, times: 1, rule: 'T7' };

/**
 * Version 2 ends what version 1 leaves open: a correction that is never made, an extension, a delivery. Released and never
 * edited.
 *
 * What a lapse counts as is law of the region (T5): withdrawn as in Zhejiang, or refused as in Binzhou, whose stricter
 * limit to ask is the local one here (T4). Neither text that was read says how long the applicant has, so those 15 working
 * days are an editable default.
 */
export const policiesV2: Policies = deepFreeze({
  ...policiesV1,
  corrections: {
    national: { ...policiesV1.corrections.national, lapse: { after: 15, as: 'withdrawn' } },
    local: { ...policiesV1.corrections.local, lapse: { after: 15, as: 'refused' } },
  },
  extensions: { normal: alone, filing: alone, commitment: alone, joint: together },
  delivery: { within: 10, rules: ['T1', 'T2', 'T9'] },
  preReview: ['normal', 'filing', 'commitment'],
});
