import * as z from 'zod';
import { deepFreeze } from './freeze.ts';
import { Matter } from './matter.ts';
import { developmentAndReformMattersV1 } from './matters/developmentAndReform.v1.ts';
import { ecologyAndWaterMattersV1 } from './matters/ecologyAndWater.v1.ts';
import { housingMattersV1 } from './matters/housing.v1.ts';
import { naturalResourcesMattersV1 } from './matters/naturalResources.v1.ts';

/** All matters in version 1. Released and never edited: running chains are pinned to it. Copy it to `matters.v2.ts`. */
export const mattersV1: readonly Matter[] = deepFreeze(
  z
    .array(Matter)
    .parse([
      ...developmentAndReformMattersV1,
      ...naturalResourcesMattersV1,
      ...ecologyAndWaterMattersV1,
      ...housingMattersV1,
    ]),
);
