import { allProjections } from '../projections/all.ts';
import type { Projection } from '../projections/engine/projection.ts';
import { nodeStatusOf } from './nodeSlices.ts';
import { sliceByName } from './slices.ts';

/** Every projection, with the slices that carry nodes. */
export const readModels: readonly Projection[] = allProjections(
  new Map(
    [...nodeStatusOf].flatMap(([name, statusOf]) => {
      const slice = sliceByName.get(name);
      return slice === undefined ? [] : [[name, { lifecycle: slice.lifecycle, statusOf }] as const];
    }),
  ),
);
