import { EngagementEvent, ServiceContract } from '../domain/engagement/events.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import { JobEvent } from '../domain/tender/events.ts';
import { JobTerms } from '../domain/tender/terms.ts';
import { PurchaseDoubled } from '../domain/work/events.ts';
import type { Effect, Saga } from './saga.ts';

/** What one job was announced with, and what was handed in last. */
interface Link {
  readonly terms: JobTerms;
  readonly delivered: string | null;
}

const STREAM = /^(job|engagement)-(.+)$/;

/**
 * 市场与审批链衔接: a published job is noted at its node, and annulled where another one is open for it (S11); a signed contract completes the purchase node and begins the service; a confirmed result completes the
 * node of the work; a winner that gives up is marked with its breach (S23).
 */
export const marketLink: Saga<Link> = {
  name: 'market-link',
  version: 1,
  instancesOf: ({ stream, event }) => {
    if (event.type === 'PurchaseDoubled') return [PurchaseDoubled.parse(event).data.job];
    const [, , job] = STREAM.exec(stream) ?? [];
    return job === undefined ? [] : [job];
  },
  evolve: (state, { stream, event }) => {
    if (event.type === 'JobPublished') return { terms: JobTerms.parse(event.data), delivered: null };
    if (state === undefined || !stream.startsWith('engagement-')) return state;
    const fact = EngagementEvent.parse(event);
    return fact.type === 'ResultDelivered' ? { ...state, delivered: fact.data.sha256 } : state;
  },
  react: (state, fact) =>
    state === undefined
      ? []
      : fact.event.type === 'PurchaseDoubled'
        ? annul(fact)
        : fact.stream.startsWith('job-')
          ? afterJob(state, fact)
          : afterEngagement(state, fact),
};

function afterJob({ terms }: Link, { event, recordedAt }: Recorded): readonly Effect[] {
  const fact = JobEvent.parse(event);
  if (fact.type === 'WinnerGaveUp')
    return [
      {
        commandId: `breach|${terms.job}|${fact.data.agency}`,
        slice: 'agency',
        key: { agency: fact.data.agency },
        type: 'RecordBreach',
        input: {
          job: terms.job,
          rule: fact.data.violation.rule,
          text: fact.data.violation.text.slice(0, 1000),
          breachedAt: recordedAt,
        },
      },
    ];
  const ending = endings[fact.type];
  if (fact.type === 'JobPublished') return note(terms, 'NotePurchase', {});
  if (ending !== undefined) return note(terms, 'NotePurchaseEnd', { how: ending });
  if (fact.type !== 'ContractSigned') return [];
  const { winner, winnerName, price, sha256, signedAt } = fact.data;
  const contract = ServiceContract.parse({
    job: terms.job,
    project: terms.project,
    node: terms.workNode,
    title: terms.title,
    agency: winner,
    agencyName: winnerName,
    buyer: terms.buyer,
    price,
    days: terms.serviceDays,
    sha256,
    policy: terms.policy,
  });
  return [
    {
      commandId: `begin|${terms.job}`,
      slice: 'engagement',
      key: { job: terms.job },
      type: 'BeginEngagement',
      input: { contract },
    },
    ...complete(terms, terms.node, `${terms.service.title}合同`, sha256, signedAt),
  ];
}

/** How a job ends without a contract. */
const endings: Readonly<Partial<Record<JobEvent['type'], string>>> = {
  JobLapsed: 'lapsed',
  JobTerminated: 'terminated',
  JobAnnulled: 'annulled',
};

/** What the node that a job buys for must know of it. */
const note = ({ project, node, job }: JobTerms, type: string, more: object): readonly Effect[] =>
  project === null || node === null
    ? []
    : [
        {
          commandId: `${type}|${project}|${node}|${job}`,
          slice: 'work',
          key: { project, node },
          type,
          input: { job, ...more },
        },
      ];

function annul(fact: Recorded): readonly Effect[] {
  const { job, open } = PurchaseDoubled.parse(fact.event).data;
  return [
    {
      commandId: `doubled|${job}`,
      slice: 'job',
      key: { job },
      type: 'AnnulJob',
      input: { rule: 'S11', reasons: `The node that it buys for has an open job already: ${open}.` },
    },
  ];
}

function afterEngagement({ terms, delivered }: Link, { event }: Recorded): readonly Effect[] {
  const fact = EngagementEvent.parse(event);
  return (fact.type === 'DeliveryConfirmed' || fact.type === 'DeliveryDeemedConfirmed') && delivered !== null
    ? complete(terms, terms.workNode, `${terms.service.title}成果`, delivered, fact.data.confirmedAt)
    : [];
}

/** The node of the chain is done when the market says so, even where that happened by itself at 24:00. */
const complete = (
  { project, job }: JobTerms,
  node: string | null,
  name: string,
  sha256: string,
  at: Instant,
): readonly Effect[] =>
  project === null || node === null
    ? []
    : [
        {
          commandId: `complete|${project}|${node}|${job}`,
          slice: 'work',
          key: { project, node },
          type: 'CompleteWork',
          input: { evidence: [{ name, sha256 }], note: job, at },
        },
      ];
