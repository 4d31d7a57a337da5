import { addWorkingDays, announced } from '../../../domain/calendar/calendar.ts';
import { atTime, legalDayOf } from '../../../domain/calendar/day.ts';
import type { AgencyRecord } from '../../../domain/catalogue/organization.ts';
import { demoAgencies } from '../../../domain/catalogue/region/agencies.v1.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import type { Due } from '../../../domain/clock/facts.ts';
import { toBase64url } from '../../../domain/draw/base64url.ts';
import { commitOf } from '../../../domain/draw/draw.ts';
import { EngagementEvent } from '../../../domain/engagement/events.ts';
import type { Actor, Role } from '../../../domain/kernel/actor.ts';
import type { Instant } from '../../../domain/kernel/instant.ts';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { type JobTerms, JobTerms as JobTermsSchema } from '../../../domain/tender/terms.ts';
import { nodeDigest } from '../../digest.ts';
import {
  closingAfter,
  closingOf,
  closingOn,
  documentOf,
  type MarketScript,
  type ProjectScript,
  staff,
} from '../script.ts';
import type { Action, Player } from '../simulation.ts';
import type { PlayedNode } from './nodePlayer.ts';

/** Who brings randomness to a draw beside the buyer: the platform, and a unit that supervises. */
const contributors = { platform: unit.governmentServices, supervisor: unit.developmentAndReform };

/** Id of the job with which a scripted node buys. */
export const jobOf = (project: string, node: string) => `${project}-${node}`;

/** Publishes the job of a purchase node the instant it opens. */
export function publish(node: PlayedNode, at: Instant): readonly Action[] {
  const { script, terms } = node;
  const market = script.market[terms.key];
  if (market === undefined) return [];
  return [
    {
      at,
      request: {
        slice: 'job',
        key: { job: jobOf(terms.project, terms.key) },
        type: 'PublishJob',
        input: {
          project: terms.project,
          node: terms.key,
          title: `${script.title}·${terms.title}`,
          service: terms.service,
          method: market.method,
          ceiling: market.ceiling,
          buyer: terms.owner,
          serviceDays: market.serviceDays,
          contributors:
            market.method === 'DRAW' ? [terms.owner, contributors.platform, contributors.supervisor] : null,
          opensAt: null,
        },
        actor: staff('owner', terms.owner),
        commandId: `script|${terms.project}|${terms.key}|PublishJob`,
      },
    },
  ];
}

/** Plays the market around the jobs of one project: bidders, the platform, the buyer, the contributors of a draw. */
export function marketPlayer(script: ProjectScript, nodeDue: (node: string) => Due | undefined): Player {
  const jobs = new Map<string, JobTerms>();
  return {
    sees(fact) {
      const [, slice, job = ''] = /^(job|engagement)-(.+)$/.exec(fact.stream) ?? [];
      if (!job.startsWith(`${script.code}-`)) return [];
      if (slice === 'engagement') return serve(fact);
      if (fact.event.type === 'JobPublished') {
        const terms = JobTermsSchema.parse(fact.event.data);
        jobs.set(job, terms);
        return bids(terms, script.market[terms.node ?? '']?.bidders ?? offering(terms, demoAgencies));
      }
      const terms = jobs.get(job);
      const node = terms?.node ?? '';
      const market = script.market[node];
      return terms === undefined || market === undefined ? [] : goOn(terms, market, fact, nodeDue(node));
    },
  };
}

/** The agency delivers at 17:00 of its last day, and the buyer confirms at once. */
function serve({ event }: Recorded): readonly Action[] {
  const fact = EngagementEvent.parse(event);
  if (fact.type !== 'EngagementBegan') return [];
  const { contract, clocks } = fact.data;
  const delivery = clocks.find(({ op }) => op === 'opened');
  const at = delivery?.op === 'opened' ? closingOf(delivery.due) : undefined;
  if (at === undefined) return [];
  const deedOf = (actor: Actor, type: string, input: Readonly<Record<string, unknown>>): Action => ({
    at,
    request: {
      slice: 'engagement',
      key: { job: contract.job },
      type,
      input,
      actor,
      commandId: `script|${contract.job}|${type}`,
    },
  });
  return [
    deedOf(staff('intermediary', contract.agency), 'DeliverResult', {
      sha256: documentOf(`${contract.job}/result`),
      note: `${contract.title}成果`,
    }),
    deedOf(staff('owner', contract.buyer), 'ConfirmDelivery', {}),
  ];
}

const deedIn = (
  { job }: JobTerms,
  at: Instant,
  [role, organization]: readonly [Role, string],
  type: string,
  input: Readonly<Record<string, unknown>>,
  mayBeRefused = false,
): Action => ({
  at,
  mayBeRefused,
  request: {
    slice: 'job',
    key: { job },
    type,
    input,
    actor: staff(role, organization),
    commandId: `script|${job}|${type}|${organization}`,
  },
});

const offering = ({ service }: JobTerms, agencies: readonly AgencyRecord[]) =>
  agencies.filter(({ services }) => services.includes(service.code));

/** Everybody named bids during the notice; a tie of ownership is found and refused there (S10). */
function bids(terms: JobTerms, agencies: readonly AgencyRecord[]): readonly Action[] {
  const first = addWorkingDays(announced, legalDayOf(terms.publishedAt), 1).dueOn;
  return agencies.map(({ creditCode }, index) => {
    const at = atTime(
      first,
      `${String(9 + Math.floor(index / 4)).padStart(2, '0')}:${String(10 + 12 * (index % 4)).padStart(2, '0')}`,
    );
    const price = terms.method === 'DRAW' ? null : Math.round(terms.ceiling * (0.94 - 0.035 * index));
    return deedIn(
      terms,
      at,
      ['intermediary', creditCode],
      'PlaceBid',
      { bid: `${terms.job}-${index + 1}`, price },
      true,
    );
  });
}

/** Whoever lost objects on the day after the selection. */
function objections(
  terms: JobTerms,
  { bidders = [], objection }: MarketScript,
  { event, recordedAt }: Recorded,
) {
  const { winner } = event.data as { readonly winner: string };
  const loser = bidders.find(({ creditCode }) => creditCode !== winner);
  if (objection === undefined || loser === undefined) return [];
  const { dueOn } = addWorkingDays(announced, legalDayOf(recordedAt), 1);
  const grounds = { grounds: '中选单位业绩证明材料存疑,请予核实。' };
  return [
    deedIn(terms, atTime(dueOn, '10:00'), ['intermediary', loser.creditCode], 'RaiseObjection', grounds),
  ];
}

function goOn(
  terms: JobTerms,
  market: MarketScript,
  fact: Recorded,
  purchase: Due | undefined,
): readonly Action[] {
  const { event, recordedAt } = fact;
  const { platform, supervisor } = contributors;
  const buyer = ['owner', terms.buyer] as const;
  switch (event.type) {
    case 'BidsOpened':
      // Opened at 24:00 of the last day of the notice: selected at 17:00 of the day that then begins.
      return market.stopAt === 'OPENED'
        ? []
        : [deedIn(terms, closingOn(legalDayOf(recordedAt)), ['operator', platform], 'SelectWinner', {})];
    case 'PoolFixed': {
      const revealBy = closingOf({ dueOn: addWorkingDays(announced, legalDayOf(recordedAt), 1).dueOn });
      return market.stopAt === 'OPENED'
        ? []
        : [
            deedIn(terms, atTime(legalDayOf(recordedAt), '09:00'), ['operator', platform], 'AnnounceDraw', {
              revealBy,
              replacements: [],
            }),
          ];
    }
    case 'DrawAnnounced':
    case 'DrawCommitsClosed': {
      const reveals = event.type === 'DrawCommitsClosed';
      const at = reveals ? closingOn(legalDayOf(recordedAt)) : atTime(legalDayOf(recordedAt), '10:00');
      return (
        [
          ['owner', terms.buyer],
          ['operator', platform],
          ['supervisor', supervisor],
        ] as const
      ).map((who) => {
        const value = nodeDigest.hash(
          'sha256',
          new TextEncoder().encode(`demonstration ${terms.job} ${who[1]}`),
        );
        return reveals
          ? deedIn(terms, at, who, 'RevealDraw', { value: toBase64url(value) })
          : deedIn(terms, at, who, 'CommitDraw', {
              commit: commitOf(nodeDigest, terms.policy.drawHash, who[1], value),
            });
      });
    }
    case 'WinnerSelected':
      return objections(terms, market, fact);
    case 'ObjectionRaised': {
      const answer = { objection: '1', upheld: false, reasons: '经核实,材料真实有效,异议不成立。' };
      const on = closingAfter(legalDayOf(recordedAt), market.objection ?? 1);
      return [deedIn(terms, on, buyer, 'AnswerObjection', answer)];
    }
    case 'AwardConfirmed': {
      const { price } = event.data as { readonly price: number };
      const contractAt = purchase && closingOf(purchase);
      return market.stopAt === 'AWARDED' || contractAt === undefined
        ? []
        : [
            deedIn(terms, contractAt, buyer, 'SignContract', {
              sha256: documentOf(`${terms.job}/contract`),
              price,
            }),
          ];
    }
    default:
      return [];
  }
}
