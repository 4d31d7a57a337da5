import { surveySlice } from '../../domain/survey/slice.ts';
import { rederived } from '../joint/rederived.ts';
import { examplesOf } from '../joint/story.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { everything } from './stories.ts';

describeLifecycle(surveySlice, examplesOf(...everything, rederived));
