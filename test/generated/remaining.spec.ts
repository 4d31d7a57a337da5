import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offeringOf } from '../../app/simulation/generated/agencies.ts';
import { playEntries } from '../../app/simulation/generated/entries.ts';
import { generate } from '../../app/simulation/generated/generate.ts';
import { generatedProject } from '../../app/simulation/generated/projects.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { ProjectFilter, ProjectOrder, ProjectView } from '../../projections/views.ts';
import { openWorld, type World } from '../journey/world.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { small } from './plan.ts';

const folder = temporaryFolder();
let world: World;
beforeAll(async () => {
  await generate({ plan: small, file: folder.file('events.db'), derived: [], threads: 2 });
  world = await openWorld(folder, small.until);
}, 120_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

async function all(filter: ProjectFilter, order: ProjectOrder, asOf: Instant): Promise<ProjectView[]> {
  const found: ProjectView[] = [];
  for (let after: string | null = null; ; ) {
    const page = await world.runtime.queries.projects(filter, order, asOf, { first: 7, after });
    found.push(...page.edges.map(({ node }) => node));
    if (!page.hasNextPage) return found;
    after = page.edges.at(-1)?.cursor ?? null;
  }
}

/** What every project says of itself on its own page, put in order here. */
const bySaying = async (filter: ProjectFilter, asOf: Instant) =>
  (await all(filter, 'CODE_ASC', asOf))
    .toSorted((a, b) => a.budget.remaining - b.budget.remaining || (a.code < b.code ? -1 : 1))
    .map(({ code, budget }) => `${budget.remaining} ${code}`);
const byOrder = async (filter: ProjectFilter, asOf: Instant) =>
  (await all(filter, 'REMAINING_ASC', asOf)).map(({ code, budget }) => `${budget.remaining} ${code}`);

describe('projects by what is left of their budgets', { timeout: 120_000 }, () => {
  it.each(['2026-02-10T01:00:00.000Z', '2026-06-30T16:00:00.000Z', small.until, '2026-12-15T05:00:00.000Z'])(
    'stand in the order of what each of them says at %s',
    async (asOf) => {
      const said = await bySaying({}, asOf);
      expect(said.length).toBeGreaterThan(3);
      expect(await byOrder({}, asOf)).toEqual(said);
      expect(await byOrder({ status: 'RUNNING' }, asOf)).toEqual(await bySaying({ status: 'RUNNING' }, asOf));
    },
  );

  it('are in another order when days have passed and things have happened, each at once', async () => {
    const { agencies } = await playEntries(small);
    const script = {
      ...generatedProject({ ...small, seed: 99 }, offeringOf(agencies), 90_001),
      registeredAt: '2026-11-23T01:00:00.000Z',
    };
    const orders = new Set<string>();
    for (const [index, until] of ['2026-11-24', '2026-12-02', '2026-12-21', '2027-01-28'].entries()) {
      const at = `${until}T10:00:00.000Z`;
      await world.play([projectPlayer(script)], index === 0 ? [registrationOf(script)] : [], at);
      const order = await byOrder({}, at);
      expect(order).toEqual(await bySaying({}, at));
      orders.add(order.join());
    }
    expect(orders.size).toBe(4);
  });
});
