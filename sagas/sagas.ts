import { chainHandOver } from './chainHandOver.ts';
import { deadlineWatch } from './deadlineWatch.ts';
import { lapses } from './lapses.ts';
import { lateReckoning } from './lateReckoning.ts';
import { marketClock } from './marketClock.ts';
import { marketLink } from './marketLink.ts';
import { rederivation } from './rederivation.ts';
import { type AnySaga, asAnySaga } from './saga.ts';
import { violationWatch } from './violationWatch.ts';

/** Every hand-over between slices, in the order in which a fact meets them. */
export const sagas: readonly AnySaga[] = [
  asAnySaga(rederivation),
  asAnySaga(lateReckoning),
  asAnySaga(deadlineWatch),
  asAnySaga(violationWatch),
  asAnySaga(lapses),
  asAnySaga(marketClock),
  asAnySaga(marketLink),
  asAnySaga(chainHandOver),
];
