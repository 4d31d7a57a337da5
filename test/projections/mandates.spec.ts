import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MandateStatus, statusAt } from '../../domain/mandate/state.ts';
import type { MandateFilter } from '../../projections/views.ts';
import { OWNER } from '../nodeTerms.ts';
import { actor } from '../specification.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { authority, START } from './history.ts';
import { filesIn, firstPage, nodesOf, readModelOf, World } from './world.ts';

const folder = temporaryFolder();
const FIRM = '91532390MA6K00399K';
const ANOTHER = '91532390MA6K00302M';
const [begins, ends] = ['2026-05-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'];

let model: Awaited<ReturnType<typeof readModelOf>>;
beforeAll(async () => {
  const world = new World();
  const grant = (organization: string, agent: string, change: Parameters<typeof authority>[2] = {}) =>
    world.accept('mandate', { organization, agent }, authority(organization, agent, change));
  grant(OWNER, 'agent-1', { validFrom: begins, validUntil: ends });
  grant(OWNER, 'agent-2', { agentOrganization: ANOTHER });
  grant(ANOTHER, 'agent-1');
  grant(OWNER, 'left-firm');
  world.accept(
    'mandate',
    { organization: OWNER, agent: 'left-firm' },
    {
      type: 'RevokeAuthority',
      data: { organization: OWNER, agent: 'left-firm', reason: 'He left.' },
      issuedAt: begins,
      actor: actor('owner', OWNER),
    },
  );
  model = await readModelOf(filesIn(folder)(), world.facts);
});
afterAll(async () => {
  await model.close();
  folder.remove();
});

const idsOf = async (filter: MandateFilter, now = START) =>
  nodesOf(await model.queries.mandates(filter, now, firstPage)).map(({ id }) => id);

it('are those that an organisation gave, or that its people hold', async () => {
  expect(await idsOf({ party: OWNER })).toEqual([
    `${OWNER}/agent-1`,
    `${OWNER}/agent-2`,
    `${OWNER}/left-firm`,
  ]);
  expect(await idsOf({ party: ANOTHER })).toEqual([`${OWNER}/agent-2`, `${ANOTHER}/agent-1`]);
  expect(await idsOf({ party: FIRM })).toEqual([
    `${OWNER}/agent-1`,
    `${OWNER}/left-firm`,
    `${ANOTHER}/agent-1`,
  ]);
  expect(await idsOf({ party: '' })).toEqual([]);
});
it('are narrowed by who gave them and by who holds them', async () => {
  expect(await idsOf({ organization: ANOTHER })).toEqual([`${ANOTHER}/agent-1`]);
  expect(await idsOf({ agent: 'agent-1' })).toEqual([`${OWNER}/agent-1`, `${ANOTHER}/agent-1`]);
  expect(await idsOf({ agent: 'agent-1', party: OWNER })).toEqual([`${OWNER}/agent-1`]);
});
it('a revoked one says when and why', async () => {
  const [revoked] = nodesOf(await model.queries.mandates({ agent: 'left-firm' }, begins, firstPage));
  expect(revoked).toMatchObject({ stage: 'revoked', revokedAt: begins, revokedFor: 'He left.' });
});
it.each(['2026-04-30T23:59:59.999Z', begins, '2026-05-31T23:59:59.999Z', ends])(
  'at %s the filter by status finds what the law says stands so',
  async (now) => {
    const whole = nodesOf(await model.queries.mandates({}, now, firstPage));
    for (const status of ['NOT_YET', 'IN_FORCE', 'EXPIRED', 'REVOKED'] satisfies MandateStatus[])
      expect(await idsOf({ status }, now), status).toEqual(
        whole.filter((mandate) => statusAt(mandate, now) === status).map(({ id }) => id),
      );
  },
);
