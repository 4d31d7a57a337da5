import { reviewSlice } from '../../domain/review/slice.ts';
import { rederived } from '../joint/rederived.ts';
import { examplesOf } from '../joint/story.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { everything } from './stories.ts';

describeLifecycle(reviewSlice, examplesOf(...everything, rederived));
