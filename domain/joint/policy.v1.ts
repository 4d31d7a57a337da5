import * as z from 'zod';
import { Limit } from '../clock/terms.ts';

/** What a visit must look at 踏勘内容 (J2). */
export const SurveyTopic = z.enum([
  'location',
  'boundary',
  'surroundings',
  'terrain',
  'infrastructure',
  'presentUse',
  'exploration',
  'other',
]);
export type SurveyTopic = z.infer<typeof SurveyTopic>;

/** Numbers of the joint procedures that no catalogue entry carries; pinned when the node opens. */
export const JointPolicy = z.object({
  version: z.int().positive(),
  /** How long before a visit the participants are told (J5, common practice). */
  visitNotice: Limit,
  /** Topics without which the record of a visit is incomplete (J2). */
  surveyTopics: z.array(SurveyTopic),
  /** In which time the lead sends its reasons for approving against a reasoned disagreement (J16). */
  overrideReasons: Limit,
});
export type JointPolicy = z.infer<typeof JointPolicy>;

export const jointPolicyV1: JointPolicy = {
  version: 1,
  visitNotice: { days: 1, unit: 'workingDay' },
  surveyTopics: [
    'location',
    'boundary',
    'surroundings',
    'terrain',
    'infrastructure',
    'presentUse',
    'exploration',
  ],
  overrideReasons: { days: 10, unit: 'naturalDay' },
};
