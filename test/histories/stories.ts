import type { Story } from './recorder.ts';
import { drawingsInTwoRounds } from './stories/drawings.ts';
import { absentFromSurvey, acceptanceWithRectification, jointPauses } from './stories/joint.ts';
import { authorityGrantedAndRevoked } from './stories/mandates.ts';
import { drawAndGivingUp, jobsThatEnd, sealedPrices } from './stories/market.ts';
import {
  correctionAndPause,
  estimatedPause,
  holidayNotice,
  lapseExtensionDelivery,
} from './stories/matters.ts';
import { hospitalByTheClock, hospitalWithPurchases, plantByTheClock } from './stories/references.ts';

/** What can be told today. What was recorded once stays, whatever becomes of its story. */
export const stories: readonly Story[] = [
  hospitalByTheClock,
  plantByTheClock,
  hospitalWithPurchases,
  correctionAndPause,
  estimatedPause,
  absentFromSurvey,
  jointPauses,
  acceptanceWithRectification,
  drawAndGivingUp,
  sealedPrices,
  holidayNotice,
  lapseExtensionDelivery,
  drawingsInTwoRounds,
  jobsThatEnd,
  authorityGrantedAndRevoked,
];
