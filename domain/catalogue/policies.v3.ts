import { deepFreeze } from './freeze.ts';
import type { Policies } from './policies.ts';
import { policiesV2 } from './policies.v2.ts';

/**
 * Version 3 sets what follows a consent by silence (Q5: a duty of one working day, and a check, whose five working days are
 * an editable default), and when a drawing review is filed (J9). Released and never edited.
 */
export const policiesV3: Policies = deepFreeze({
  ...policiesV2,
  followUp: { within: 1, checkWithin: 5, rules: ['T2', 'Q5'] },
  filing: { within: 5, rules: ['T1', 'T2', 'J9'] },
});
