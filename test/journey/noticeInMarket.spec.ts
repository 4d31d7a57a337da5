import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { service } from '../../domain/catalogue/services.v1.ts';
import { notice2027 } from '../calendar/notice2027.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { agent, type JobSeen, jobAt, marketOpens } from './market.ts';
import { historyOf, justBefore, outcomeOf } from './reading.ts';
import { openWorld, type World } from './world.ts';

const folder = temporaryFolder();
const owner = { role: 'owner', organization: '12532390MB0B00201A' } as const;
const bidders = demoAgencies
  .filter(({ services, owners }) => services.includes(service.eia) && owners.length === 0)
  .map(({ creditCode }) => creditCode);
/** Published on 12-30, three working days: 12-31, 01-04, 01-05; with 01-04 off, 01-06. */
const open = 'eia-open';
const OPENS = '2027-01-05T16:00:00.000Z';
const MOVED_OPENING = '2027-01-06T16:00:00.000Z';
/** Selected on 12-29, public on 12-30, 12-31 and 01-04; with 01-04 off, on 01-05. */
const selected = 'eia-selected';
const PUBLIC_UNTIL = '2027-01-04T16:00:00.000Z';
const MOVED_PUBLICITY = '2027-01-05T16:00:00.000Z';
const IMPORTED = '2026-12-31T02:00:00.000Z';
/** 2027 as it might be announced, with a Monday off that nobody could foresee. */
const notice = {
  ...notice2027,
  days: [...notice2027.days, { name: '元旦', date: '2027-01-04', isOffDay: true }],
};

let world: World;
let late: string;
const seen: Record<string, JobSeen> = {};
beforeAll(async () => {
  world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  await world.play([], marketOpens(), '2026-12-23T02:00:00.000Z');
  const publish = (job: string) =>
    world.mutate(
      'publishJob',
      {
        job,
        title: '环评',
        service: service.eia,
        method: 'LOWEST_PRICE',
        ceiling: 9_000_000,
        buyer: owner.organization,
      },
      owner,
    );
  const bid = async (job: string, bidder: string | undefined, price: number) =>
    outcomeOf(await world.mutate('placeBid', { job, bid: 'bid-1', price }, agent(bidder ?? '')));
  await publish(selected);
  for (const [index, bidder] of bidders.entries())
    await world.mutate(
      'placeBid',
      { job: selected, bid: `bid-${index}`, price: 8_000_000 + index },
      agent(bidder),
    );
  await world.pass('2026-12-29T09:00:00.000Z');
  await world.mutate('selectWinner', { job: selected }, owner);
  await world.pass('2026-12-30T02:00:00.000Z');
  await publish(open);
  await world.pass(IMPORTED);
  const look = async (what: string) => {
    seen[`open ${what}`] = await jobAt(world, open);
    seen[`selected ${what}`] = await jobAt(world, selected);
  };
  await look('before');
  await world.mutate('importHolidayNotice', notice, { role: 'system' });
  await look('after');
  await world.pass(PUBLIC_UNTIL);
  await look('at the old end');
  await world.pass(MOVED_PUBLICITY);
  await look('at the new end');
  late = await bid(open, bidders[0], 8_000_000);
  await world.pass(MOVED_OPENING);
}, 60_000);
afterAll(async () => {
  await world.close();
  folder.remove();
});

describe('a holiday notice in the market', () => {
  it('M18: an opening keeps its three working days', () => {
    expect(bidders.length).toBeGreaterThan(2);
    expect(seen['open before']?.opensAt).toBe(OPENS);
    expect(seen['open after']?.opensAt).toBe(MOVED_OPENING);
  });
  it('M18: bids are taken until the new opening, by the facts and by time itself', async () => {
    expect(late).toBe('Accepted');
    const closed = (await historyOf(world, `job-${open}`)).find(({ type }) => type === 'NoticeExtended');
    expect(closed).toMatchObject({
      recordedAt: MOVED_OPENING,
      data: { applicants: 1, before: MOVED_OPENING },
    });
  });
  it('S12: a publicity keeps its three working days, and the award is confirmed at the new end', () => {
    expect(seen['selected before']?.result?.publicityEndsAt).toBe(PUBLIC_UNTIL);
    expect(seen['selected after']?.result?.publicityEndsAt).toBe(MOVED_PUBLICITY);
    expect(seen['selected at the old end']?.status).toBe('PUBLICITY');
    expect(seen['selected at the new end']?.status).toBe('CONTRACTING');
  });
  it('says before and after as a fact of each job, once', async () => {
    const moved = async (job: string) =>
      (await historyOf(world, `job-${job}`)).filter(({ type }) => type === 'DeadlineRederived');
    expect(await moved(open)).toMatchObject([{ data: { opensAt: { before: OPENS, after: MOVED_OPENING } } }]);
    // The days to contract, which begin when the publicity ends, were never reckoned with the old calendar.
    expect(await moved(selected)).toMatchObject([
      { data: { publicityEndsAt: { before: PUBLIC_UNTIL, after: MOVED_PUBLICITY } } },
    ]);
  });
  it('answers the old instants to whoever asks for what was known before', async () =>
    expect((await jobAt(world, open, { role: 'public' }, justBefore(IMPORTED))).opensAt).toBe(OPENS));
});
