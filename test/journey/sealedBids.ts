import { jobAt } from './market.ts';
import { historyOf } from './reading.ts';
import type { Who, World } from './world.ts';

/** What somebody can find out about the prices in a job, by every way there is. */
export interface Findings {
  readonly prices: readonly (number | null)[];
  /** Of each bid of another: its price, or why it is not told. */
  readonly history: readonly unknown[] | 'FORBIDDEN';
  /** Bids of others among those that are called the own ones. */
  readonly mine: readonly string[];
  /** Own prices in this job. */
  readonly own: readonly (number | null)[];
}

export async function findings(world: World, job: string, who: Who, asOf?: string): Promise<Findings> {
  const ofOthers = ({ agency }: { readonly agency: string }) => agency !== who.organization;
  const { bids } = await jobAt(world, job, who, asOf);
  const { myBids } = await world.ask<{ myBids: { nodes: { job: string; agency: string; price: number }[] } }>(
    '{ myBids { nodes { job agency price } } }',
    {},
    who,
  );
  const own = myBids.nodes.filter((bid) => bid.job === job && !ofOthers(bid));
  return {
    prices: bids.filter(ofOthers).map(({ price }) => price),
    history: await toldBy(world, job, who),
    mine: myBids.nodes.filter(ofOthers).map((bid) => bid.job),
    own: own.map(({ price }) => price),
  };
}

async function toldBy(world: World, job: string, who: Who): Promise<Findings['history']> {
  try {
    const facts = await historyOf(world, `job-${job}`, who);
    return facts
      .filter(
        ({ type, data }) => type === 'BidPlaced' && (data === null || data['agency'] !== who.organization),
      )
      .map(({ data, withheld }) => withheld ?? data?.['price']);
  } catch (error) {
    if (error instanceof Error && error.message.includes('FORBIDDEN')) return 'FORBIDDEN';
    throw error;
  }
}
