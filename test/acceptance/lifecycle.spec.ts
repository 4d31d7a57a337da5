import { acceptanceSlice } from '../../domain/acceptance/slice.ts';
import { rederived } from '../joint/rederived.ts';
import { examplesOf } from '../joint/story.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { everything } from './stories.ts';

describeLifecycle(acceptanceSlice, examplesOf(...everything, rederived));
