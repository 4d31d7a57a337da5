import { acceptanceStatusOf } from '../domain/acceptance/lifecycle.ts';
import type { NodeStatus } from '../domain/catalogue/nodeStatus.ts';
import { drawingsStatusOf } from '../domain/drawings/lifecycle.ts';
import { matterStatusOf } from '../domain/matter/lifecycle.ts';
import { reviewStatusOf } from '../domain/review/lifecycle.ts';
import { surveyStatusOf } from '../domain/survey/lifecycle.ts';
import { workStatusOf } from '../domain/work/lifecycle.ts';

/** The slices that carry nodes of a chain, with what a stage of theirs means for the node. */
export const nodeStatusOf: ReadonlyMap<string, (stage: string) => NodeStatus> = new Map([
  ['matter', matterStatusOf],
  ['survey', surveyStatusOf],
  ['review', reviewStatusOf],
  ['drawings', drawingsStatusOf],
  ['acceptance', acceptanceStatusOf],
  ['work', workStatusOf],
]);
