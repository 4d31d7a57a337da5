import * as fc from 'fast-check';
import { marketPolicyV1 } from '../../domain/catalogue/marketPolicy.ts';
import { handedIn, intakeClerk, officer } from '../matter/facts.ts';
import { OWNER, PROJECT, termsOf } from '../nodeTerms.ts';
import { actor } from '../specification.ts';
import { job, snapshot } from '../tender/market.ts';
import { shift, World } from './world.ts';

export const owner = actor('owner', OWNER);
export const START = '2026-03-02T01:00:00.000Z';
export const AGENCY = '91532390MA6K00302M';

export const registration = (code = PROJECT, issuedAt = START, more: object = {}) => ({
  type: 'RegisterProject',
  issuedAt,
  actor: owner,
  data: {
    code,
    title: '彝川县人民医院整体迁建项目',
    type: 'GOVERNMENT_BUILDING',
    owner: OWNER,
    ownerName: '彝川县人民医院',
    profile: 'CX-GOV-60',
    offClock: 'planned',
    plannedDays: [],
    ...more,
  },
});

export const agencyRegistration = (code: string, issuedAt = START, name = '一号') => ({
  type: 'RegisterAgency',
  issuedAt,
  actor: actor('intermediary', code),
  data: { agency: code, name, services: ['539019001000'], owners: [], policy: marketPolicyV1 },
});

/** Commands that may be given at any time; those that the law forbids just then change nothing. */
const moves: readonly ((world: World, issuedAt: string, recordedAt: string) => unknown)[] = [
  ...['G05', 'G10'].flatMap((node) => {
    const terms = termsOf(node);
    const key = { project: PROJECT, node };
    const matter =
      (type: string, data: object, by = officer) =>
      (world: World, issuedAt: string, recordedAt: string) =>
        world.send('matter', key, { type, data, issuedAt, actor: by }, recordedAt);
    return [
      matter('OpenMatter', { terms }),
      matter('ReceiveMatter', handedIn(terms), intakeClerk),
      matter('ReceiveAndAcceptMatter', handedIn(terms), intakeClerk),
      matter('AcceptMatter', {}),
      matter('StartSpecialProcedure', { reason: terms.pauses[0]?.key ?? 'none', notice: 'Told.' }),
      matter('EndSpecialProcedure', {}),
      matter('ExtendLimit', { days: 2, reason: 'Needed.', approver: 'Head' }),
      matter('DecideMatter', { outcome: 'approved', documentNumber: '1', lateness: 'Late.' }),
    ];
  }),
  (world, issuedAt) =>
    world.send(
      'matter',
      { project: PROJECT, node: 'G10' },
      { type: 'WithdrawMatter', data: { reason: 'No need.' }, issuedAt, actor: owner },
    ),
  (world, issuedAt) => world.send('project', { code: PROJECT }, registration(PROJECT, issuedAt)),
  (world, issuedAt) =>
    world.send(
      'project',
      { code: PROJECT },
      { type: 'StartProject', data: { startedAt: issuedAt }, issuedAt },
    ),
  (world, issuedAt, recordedAt) =>
    world.send(
      'work',
      { project: PROJECT, node: 'M-FS' },
      { type: 'OpenWork', data: { terms: termsOf('M-FS') }, issuedAt },
      recordedAt,
    ),
  (world, issuedAt) =>
    world.send(
      'work',
      { project: PROJECT, node: 'M-FS' },
      {
        type: 'CompleteWork',
        data: { evidence: [{ name: '合同', sha256: 'b'.repeat(64) }] },
        issuedAt,
        actor: owner,
      },
    ),
  (world, issuedAt) =>
    world.send(
      'agency',
      { agency: AGENCY },
      {
        type: 'RegisterAgency',
        issuedAt,
        actor: actor('intermediary', AGENCY),
        data: {
          agency: AGENCY,
          name: '一号',
          services: ['539019001000'],
          owners: [],
          policy: marketPolicyV1,
        },
      },
    ),
  (world, issuedAt) =>
    world.send(
      'agency',
      { agency: AGENCY },
      { type: 'ListAgency', issuedAt, actor: actor('operator', marketPolicyV1.operator), data: {} },
    ),
  (world, issuedAt) => world.send('job', { job: 'job-ws' }, job.publish({}, issuedAt)),
  (world, issuedAt) => world.send('job', { job: 'job-ws' }, job.bid(AGENCY, 900, issuedAt, snapshot('一号'))),
  (world, issuedAt) => world.send('job', { job: 'job-ws' }, job.withdraw(AGENCY, issuedAt)),
  (world, _, recordedAt) =>
    world.tell(
      `alert-alert/${PROJECT}/G05`,
      { type: 'AlertSeen', data: { alert: `alert/${PROJECT}/G05`, by: 'x', note: null, seenAt: recordedAt } },
      recordedAt,
    ),
  (world, _, recordedAt) =>
    world.tell(
      `survey-${PROJECT}-G02`,
      { type: 'Unheard', data: { violation: { rule: 'J1', charged: OWNER, text: 'A second visit.' } } },
      recordedAt,
    ),
  (world, issuedAt) =>
    world.send(
      'mandate',
      { organization: OWNER, agent: 'agent-1' },
      authority(OWNER, 'agent-1', { issuedAt }),
    ),
  (world, issuedAt) =>
    world.send(
      'mandate',
      { organization: OWNER, agent: 'agent-1' },
      {
        type: 'RevokeAuthority',
        data: { organization: OWNER, agent: 'agent-1', reason: 'Left.' },
        issuedAt,
        actor: actor('owner', OWNER),
      },
    ),
  (world, _, recordedAt) => world.tell('something-1', { type: 'Unheard', data: null }, recordedAt),
];

/** An owner lets an agent of another firm act for it. */
export function authority(
  organization: string,
  agent: string,
  {
    issuedAt = START,
    ...change
  }: { issuedAt?: string; agentOrganization?: string; validFrom?: string; validUntil?: string } = {},
) {
  return {
    type: 'GrantAuthority',
    data: {
      organization,
      agent,
      agentName: '李代办',
      agentOrganization: '91532390MA6K00399K',
      role: 'owner',
      validUntil: '2030-01-01T00:00:00.000Z',
      documentTitle: '授权委托书',
      documentSha256: 'a'.repeat(64),
      ...change,
    },
    issuedAt,
    actor: actor('owner', organization),
  };
}

/** Histories in which anything that the law allows happens, several things at one instant, and some of it told late. */
const historiesOf = (late: fc.Arbitrary<number>) =>
  fc
    .array(
      fc.record({
        move: fc.nat(moves.length - 1),
        minutes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3000 })),
        late,
      }),
      { minLength: 40, maxLength: 120, size: 'max' },
    )
    .map((steps) => {
      const world = new World();
      let now = START;
      for (const { move, minutes, late: seconds } of steps) {
        now = shift(now, minutes * 60_000);
        moves[move]?.(world, now, shift(now, -seconds * 1000));
      }
      return world.facts;
    });

/** In the order of the instants at which they were recorded, as one process writes them. */
export const histories = historiesOf(fc.constant(0));
/** Now and then out of that order, as two processes with two clocks would write them. */
export const unevenHistories = historiesOf(
  fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 60 })),
);
