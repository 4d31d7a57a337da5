import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { OWNER } from '../nodeTerms.ts';
import { onPostgres } from '../postgres/openTestReadModel.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { histories, unevenHistories } from './history.ts';
import { dump, firstPage, projections, readModelOf, shift } from './world.ts';

/** Every run makes all tables several times, which a server does not do as fast as a file. */
const RUNS = onPostgres ? 6 : 50;

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
      fc.asyncProperty(unevenHistories, sizes, async (facts, cut) =>
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
      { numRuns: RUNS },
    ),
  120_000,
);

/** All that a reader can ask, as one text. */
async function answers({ queries }: Awaited<ReturnType<typeof readModelOf>>, asOf: string): Promise<string> {
  const closed = { includeClosed: true };
  return canonicalJson([
    await queries.projects({}, 'CODE_ASC', asOf, firstPage),
    await queries.deadlines(closed, asOf, firstPage),
    await queries.overdueAlerts(closed, asOf, firstPage),
    await queries.overdueByDepartment(asOf),
    await queries.workQueue(OWNER, asOf, firstPage),
    await queries.jobs({}, asOf, firstPage),
    await queries.mandates({}, asOf, firstPage),
  ]);
}

it(
  'asked about any instant, the answer is the one that would have been given then',
  () =>
    fc.assert(
      fc.asyncProperty(histories, fc.nat(), fc.constantFrom(-1, 0, 1), async (facts, pick, off) =>
        inFolder(async (file) => {
          fc.pre(facts.length > 0);
          const asOf = shift(facts[pick % facts.length]!.recordedAt, off);
          const now = await readModelOf(file('now.db'), facts);
          const then = await readModelOf(
            file('then.db'),
            facts.filter(({ recordedAt }) => recordedAt <= asOf),
            { now: asOf },
          );
          expect(await answers(now, asOf)).toBe(await answers(then, asOf));
          await now.close();
          await then.close();
        }),
      ),
      { numRuns: RUNS },
    ),
  120_000,
);

it('the histories that this is tried on have everything in them that has a row', () => {
  const seen = new Set<string>();
  for (const facts of fc.sample(histories, { numRuns: 100, seed: 1 }))
    for (const { event } of facts) seen.add(event.type);
  for (const type of [
    'ProjectStarted',
    'MatterDecided',
    'SpecialProcedureEnded',
    'WorkCompleted',
    'BidWithdrawn',
    'AgencyListed',
    'AlertSeen',
    'AuthorityGranted',
    'AuthorityRevoked',
  ])
    expect(seen).toContain(type);
});
