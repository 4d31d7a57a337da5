import { nodeDigest } from '../../../app/digest.ts';
import { enterMarket } from '../../../app/simulation/demonstration.ts';
import { hospital } from '../../../app/simulation/reference.ts';
import { documentOf } from '../../../app/simulation/script.ts';
import { demoAgencies } from '../../../domain/catalogue/region/agencies.v1.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import { service } from '../../../domain/catalogue/services.v1.ts';
import { toBase64url } from '../../../domain/draw/base64url.ts';
import { commitOf } from '../../../domain/draw/draw.ts';
import type { JobData } from '../../../domain/tender/job.ts';
import type { Stage, Story } from '../recorder.ts';

const owner = { role: 'owner', organization: hospital.owner } as const;
const operator = { role: 'operator', organization: unit.governmentServices } as const;
const contributors = [
  owner,
  operator,
  { role: 'supervisor', organization: unit.developmentAndReform } as const,
];
const agent = (organization: string) => ({ role: 'intermediary', organization }) as const;
const CEILING = 7_500_000;
const randomOf = (who: string) => nodeDigest.hash('sha256', new TextEncoder().encode(`the story's ${who}`));

async function publish({ play, send }: Stage, job: string, method: 'DRAW' | 'LOWEST_PRICE'): Promise<void> {
  await play([], demoAgencies.flatMap(enterMarket), '2026-03-30T09:00:00.000Z');
  await send(
    owner,
    'job',
    'PublishJob',
    { job },
    {
      ...{ project: null, node: null, title: '水土保持方案', service: service.soilConservation, method },
      ...{ ceiling: CEILING, buyer: owner.organization, serviceDays: 8, opensAt: null },
      contributors: method === 'DRAW' ? contributors.map(({ organization }) => organization) : null,
    },
  );
}

const applicants = demoAgencies.filter(({ services }) => services.includes(service.soilConservation));

/** A draw whose winner gives up, an objection to the substitute, and the contract. */
export const drawAndGivingUp: Story = {
  name: 'draw-and-giving-up',
  says: 'Seven apply, one of them recused on the record; a draw, a winner that gives up, an objection, the contract.',
  startsAt: '2026-02-02T01:00:00.000Z',
  async tell(stage) {
    const { pass, send, runtime } = stage;
    const key = { job: 'soil-2026-04' };
    await publish(stage, key.job, 'DRAW');
    await pass('2026-04-01T01:00:00.000Z');
    for (const [index, { creditCode }] of applicants.entries())
      await send(agent(creditCode), 'job', 'PlaceBid', key, { bid: `bid-${index + 1}`, price: null });
    await pass('2026-04-03T01:00:00.000Z');
    await send(operator, 'job', 'AnnounceDraw', key, {
      revealBy: '2026-04-07T09:00:00.000Z',
      replacements: [],
    });
    for (const who of contributors) {
      const commit = commitOf(nodeDigest, 'sha256', who.organization, randomOf(who.organization));
      await send(who, 'job', 'CommitDraw', key, { commit });
    }
    await pass('2026-04-03T09:00:00.000Z');
    for (const who of contributors)
      await send(who, 'job', 'RevealDraw', key, { value: toBase64url(randomOf(who.organization)) });
    await pass('2026-04-08T02:00:00.000Z');
    const winner = async () =>
      ((await runtime.stateOf('job', `job-${key.job}`)).data as JobData | undefined)?.award?.winner ?? '';
    await send(agent(await winner()), 'job', 'WinnerGivesUp', key, {
      reason: '项目组人员离职,无法按期履约。',
    });
    await send(agent(applicants[0]?.creditCode ?? ''), 'job', 'RaiseObjection', key, {
      grounds: '候补资格存疑。',
    });
    await pass('2026-04-10T02:00:00.000Z');
    await send(owner, 'job', 'AnswerObjection', key, {
      objection: '1',
      upheld: false,
      reasons: '资格经核无误。',
    });
    await pass('2026-04-20T09:00:00.000Z');
    await send(owner, 'job', 'SignContract', key, { sha256: documentOf('contract'), price: CEILING - 1 });
    await send(owner, 'job', 'SignContract', key, { sha256: documentOf('contract'), price: CEILING });
    await pass('2026-05-20T09:00:00.000Z');
  },
};

/** What becomes of jobs that end without a contract. */
export const jobsThatEnd: Story = {
  name: 'jobs-that-end',
  says: 'Jobs that lapse, are ended by the buyer, are annulled, and whose draw is void because somebody withheld.',
  startsAt: '2026-02-02T01:00:00.000Z',
  async tell(stage) {
    const { pass, send } = stage;
    const first = agent(applicants.find(({ name }) => !name.startsWith('万绿'))?.creditCode ?? '');
    for (const job of ['lapsed', 'ended', 'annulled']) await publish(stage, `soil-${job}`, 'LOWEST_PRICE');
    await publish(stage, 'soil-void', 'DRAW');
    await pass('2026-04-01T01:00:00.000Z');
    const bid = (who: typeof first, job: string, id: string, price: number | null) =>
      send(who, 'job', 'PlaceBid', { job: `soil-${job}` }, { bid: id, price });
    await bid(first, 'lapsed', 'bid-1', 6_000_000);
    await send(first, 'job', 'WithdrawBid', { job: 'soil-lapsed' }, { bid: 'bid-1' });
    const reason = '项目不再实施。';
    await send(owner, 'job', 'TerminateJob', { job: 'soil-ended' }, { reason });
    await send(operator, 'job', 'AnnulJob', { job: 'soil-annulled' }, { rule: 'S5', reasons: reason });
    for (const [index, { creditCode }] of applicants.entries())
      await bid(agent(creditCode), 'void', `bid-${index}`, null);
    await pass('2026-04-03T01:00:00.000Z');
    const key = { job: 'soil-void' };
    await send(operator, 'job', 'AnnounceDraw', key, {
      revealBy: '2026-04-07T09:00:00.000Z',
      replacements: [],
    });
    for (const who of contributors) {
      const commit = commitOf(nodeDigest, 'sha256', who.organization, randomOf(who.organization));
      await send(who, 'job', 'CommitDraw', key, { commit });
    }
    for (const who of contributors.slice(0, 2))
      await send(who, 'job', 'RevealDraw', key, { value: toBase64url(randomOf(who.organization)) });
    await pass('2026-05-20T09:00:00.000Z');
  },
};

/** Quotes under the floor, a tie that the time decides, and a notice that is extended. */
export const sealedPrices: Story = {
  name: 'sealed-prices',
  says: 'Sealed prices: a notice extended once, a quote under the floor that is explained, the lowest one selected.',
  startsAt: '2026-02-02T01:00:00.000Z',
  async tell(stage) {
    const { pass, send } = stage;
    const key = { job: 'soil-2026-05' };
    await publish(stage, key.job, 'LOWEST_PRICE');
    const bid = (index: number, price: number) => {
      const agency = applicants[index]?.creditCode ?? '';
      return send(agent(agency), 'job', 'PlaceBid', key, { bid: `bid-${index}`, price });
    };
    await pass('2026-04-01T01:00:00.000Z');
    await bid(0, CEILING + 1);
    await bid(0, CEILING);
    await bid(1, 6_000_000);
    await pass('2026-04-07T02:00:00.000Z');
    await bid(2, 6_000_000);
    await bid(3, 4_000_000);
    await pass('2026-04-09T02:00:00.000Z');
    await send(owner, 'job', 'SelectWinner', key);
    const explanation = '成本说明。';
    await send(owner, 'job', 'JudgeLowQuote', key, { bid: 'bid-3', explanation, accepted: true });
    await send(owner, 'job', 'SelectWinner', key);
    await pass('2026-05-20T09:00:00.000Z');
  },
};
