import type { JobEvent } from '../../domain/tender/events.ts';
import { put, type Reader, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';
import type { BidView } from '../views.ts';

/** A bid 报价 without the opening of its job, which may still move. */
export type BidRow = Omit<BidView, 'opensAt'>;

/** A table of its own: a job with hundreds of bids would otherwise be written anew with each of them. */
export const bids = table<BidRow>()({
  name: 'bids',
  key: ['job', 'id'],
  columns: { agency: 'text', placed_at: 'text' },
  indexes: [{ current: ['agency', 'placed_at'] }],
  keyOf: ({ job, id }) => [job, id],
  cells: ({ agency, placedAt }) => ({ agency, placed_at: placedAt }),
});

const jobOf = (stream: string) => stream.slice('job-'.length);

const changed = async (rows: Reader, key: readonly [job: string, bid: string], change: Partial<BidRow>) => {
  const row = await rows.read(bids, key);
  return row === undefined ? [] : [put(bids, { ...row, ...change })];
};

export const bidsHandler = when<JobEvent>('job', {
  BidPlaced: ({ stream, event: { data } }) => {
    const { bid: id, agency, price, placedAt } = data;
    return [put(bids, { id, job: jobOf(stream), agency, price, placedAt, withdrawn: false, rank: null })];
  },
  BidWithdrawn: ({ stream, event: { data } }, rows) =>
    changed(rows, [jobOf(stream), data.bid], { withdrawn: true, rank: null }),
  BidsOpened: async ({ stream, event: { data } }, rows) => {
    const ranked = data.ranking.map(({ bid, rank }) => changed(rows, [jobOf(stream), bid], { rank }));
    return (await Promise.all(ranked)).flat();
  },
});
