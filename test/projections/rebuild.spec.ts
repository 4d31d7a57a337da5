import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { histories } from './history.ts';
import { dump, projections, readModelOf } from './world.ts';

/** Facts in batches of these sizes, over and over. */
function batches(facts: readonly Recorded[], sizes: readonly number[]): Recorded[][] {
  const cut: Recorded[][] = [];
  for (let from = 0, at = 0; from < facts.length; at += 1) {
    const size = sizes[at % sizes.length] ?? 1;
    cut.push(facts.slice(from, from + size));
    from += size;
  }
  return cut;
}

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

async function inFolder<Result>(act: (file: (name: string) => string) => Promise<Result>): Promise<Result> {
  const folder = temporaryFolder();
  try {
    return await act(folder.file);
  } finally {
    folder.remove();
  }
}

async function contents(
  file: string,
  act: (model: Awaited<ReturnType<typeof readModelOf>>) => Promise<unknown>,
) {
  const model = await readModelOf(file, []);
  await act(model);
  const text = await dump(model.readModel.read);
  await model.close();
  return text;
}

it(
  'folded from zero, piece by piece, with restarts and redelivery between: the tables are the same to the byte',
  () =>
    fc.assert(
      fc.asyncProperty(histories, sizes, async (facts, cut) =>
        inFolder(async (file) => {
          const whole = await contents(file('whole.db'), ({ projector }) => projector.apply(facts));

          const pieces = await contents(file('pieces.db'), async ({ projector }) => {
            for (const batch of batches(facts, cut)) await projector.apply(batch);
          });
          expect(pieces).toBe(whole);

          for (const batch of batches(facts, cut)) {
            const model = await readModelOf(file('restarts.db'), batch);
            await model.projector.apply(batch);
            await model.close();
          }
          expect(await contents(file('restarts.db'), async () => undefined)).toBe(whole);

          const raised = projections.map((projection) => ({ ...projection, version: 2 }));
          const rebuilt = await readModelOf(file('pieces.db'), facts, { of: raised });
          expect(await dump(rebuilt.readModel.read)).toBe(whole);
          await rebuilt.close();
        }),
      ),
      { numRuns: 40 },
    ),
  120_000,
);

it('the histories that this is tried on have everything in them that has a row', () => {
  const seen = new Set<string>();
  for (const facts of fc.sample(histories, { numRuns: 100, seed: 1 })) for (const { event } of facts) seen.add(event.type);
  for (const type of [
    'ProjectStarted',
    'MatterDecided',
    'SpecialProcedureEnded',
    'WorkCompleted',
    'BidWithdrawn',
    'AgencyListed',
    'AlertSeen',
  ])
    expect(seen).toContain(type);
});
