import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { nodeDigest } from '../../app/digest.ts';
import type { AgencySnapshot } from '../../domain/catalogue/agencySnapshot.ts';
import { type MarketPolicy, marketPolicyV1 } from '../../domain/catalogue/marketPolicy.ts';
import { toBase64url } from '../../domain/draw/base64url.ts';
import { commitOf } from '../../domain/draw/draw.ts';
import type { Actor } from '../../domain/kernel/actor.ts';
import type { DomainEvent } from '../../domain/kernel/recorded.ts';
import type { JobEvent, JobFact } from '../../domain/tender/events.ts';
import type { JobData } from '../../domain/tender/job.ts';
import { tenderSlice } from '../../domain/tender/slice.ts';
import { actor, context, system } from '../specification.ts';

export const hospital = '12532390MB0B00201A';
export const platform = '11532390MB0A00106L';
export const supervision = '11532390MB0A001015';
export const water = '11532390MB0A00105H';
export const waterStation = '12532390MB0B00203G';
export const wanlv = '91532390MA6K003075';
/** Agencies without any tie, in order of their codes. */
export const agencies = [
  '91530000MA6K00305B',
  '91532390MA6K00302M',
  '91532390MA6K00303Q',
  '91532390MA6K00304U',
  '91532390MA6K003062',
  '91532390MA6K003088',
] as const;
export const [a, b, c, d] = agencies;

/** A time of day in March 2026, in Asia/Shanghai. */
export const march = (day: number, time = '17:00', ms = '00.000') => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return new Date(Date.UTC(2026, 2, day, hour - 8, minute, Number(ms))).toISOString();
};
/** One millisecond before. */
export const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();
/** 24:00 of a day in March 2026. */
export const endOf = (day: number) => `2026-03-${String(day).padStart(2, '0')}T16:00:00.000Z`;

export const policy: MarketPolicy = marketPolicyV1;
const listing = {
  code: '539019001000',
  title: '水土保持方案编制',
  cancelledBecause: null,
  approvers: [{ unit: water, name: '彝川县水务局' }],
};
export const project = '2603-532390-04-01-482134';

export const owner = actor('owner', hospital);
export const operator = actor('operator', platform);
export const agent = (agency: string) => actor('intermediary', agency);

export const snapshot = (name: string, more: Partial<AgencySnapshot> = {}): AgencySnapshot => ({
  agencyName: name,
  listed: true,
  services: [listing.code],
  owners: [],
  ...more,
});
/** 万绿水保: 40 % are held by an institution of the approving authority. */
export const wanlvSnapshot = snapshot('万绿水保', {
  owners: [
    {
      holder: waterStation,
      holderName: '彝川县水利技术推广站',
      held: wanlv,
      percent: 40,
      institutionOf: water,
    },
  ],
});

/** A command as a test writes it, by whom it is usually given. */
export const job = {
  publish: (more: object = {}, issuedAt = march(9)) => ({
    type: 'PublishJob',
    actor: owner,
    issuedAt,
    data: {
      job: 'job-ws',
      project,
      node: 'M-WS',
      workNode: 'W-WS',
      title: '水保方案编制',
      service: listing.code,
      method: 'LOWEST_PRICE',
      ceiling: 10_000_000,
      buyer: hospital,
      serviceDays: 8,
      contributors: null,
      opensAt: null,
      policy,
      listing,
      ...more,
    },
  }),
  publishDraw: () => job.publish({ method: 'DRAW', contributors: [hospital, platform, supervision] }),
  bid: (agency: string, price: number | null, issuedAt = march(10), shot = snapshot(agency)) => ({
    type: 'PlaceBid',
    actor: agent(agency),
    issuedAt,
    data: { bid: `bid-${agency}`, price, snapshot: shot },
  }),
  withdraw: (agency: string, issuedAt = march(11)) => ({
    type: 'WithdrawBid',
    actor: agent(agency),
    issuedAt,
    data: { bid: `bid-${agency}` },
  }),
  close: (issuedAt = endOf(12)) => ({ type: 'CloseBidding', issuedAt, data: {} }),
  select: (issuedAt = march(13)) => ({ type: 'SelectWinner', actor: operator, issuedAt, data: {} }),
  announce: (replacements: object[] = [], issuedAt = march(13, '09:00'), revealBy = march(13, '12:00')) => ({
    type: 'AnnounceDraw',
    actor: operator,
    issuedAt,
    data: { revealBy, replacements },
  }),
  commit: (contributor: string, value: Uint8Array, issuedAt = march(13, '10:00')) => ({
    type: 'CommitDraw',
    actor: actor('supervisor', contributor),
    issuedAt,
    data: { commit: commitOf(nodeDigest, 'sha256', contributor, value) },
  }),
  reveal: (contributor: string, value: Uint8Array, issuedAt = march(13, '11:00')) => ({
    type: 'RevealDraw',
    actor: actor('supervisor', contributor),
    issuedAt,
    data: { value: toBase64url(value) },
  }),
  voidDraw: (issuedAt = march(13, '12:00')) => ({ type: 'VoidDraw', issuedAt, data: {} }),
  object: (by: string, issuedAt = march(16)) => ({
    type: 'RaiseObjection',
    actor: agent(by),
    issuedAt,
    data: { grounds: 'The winner has no qualified staff.' },
  }),
  answer: (upheld: boolean, issuedAt = march(17), objection = '1') => ({
    type: 'AnswerObjection',
    actor: owner,
    issuedAt,
    data: { objection, upheld, reasons: 'The staff list was checked.' },
  }),
  confirm: (issuedAt = endOf(18)) => ({ type: 'ConfirmAward', issuedAt, data: {} }),
  giveUp: (agency: string, issuedAt = march(20)) => ({
    type: 'WinnerGivesUp',
    actor: agent(agency),
    issuedAt,
    data: { reason: 'No capacity.' },
  }),
  sign: (price: number, issuedAt = march(25)) => ({
    type: 'SignContract',
    actor: owner,
    issuedAt,
    data: { price, sha256: 'ab'.repeat(32) },
  }),
};

interface Sent {
  readonly type: string;
  readonly issuedAt: string;
  readonly data: object;
  readonly actor?: Actor;
}

/** A job that is played command by command; its facts are parsed as they would be from the store. */
export class Market {
  state = tenderSlice.initialState;
  readonly facts: DomainEvent[] = [];

  constructor(...commands: readonly Sent[]) {
    for (const command of commands) this.accepts(command);
  }

  /** What would be decided; nothing happens. */
  ask(command: Sent) {
    return tenderSlice.decide(this.state, { actor: system, ...command }, context);
  }
  send(command: Sent) {
    const decision = this.ask(command);
    if (decision.kind !== 'rejected')
      for (const { type, data } of decision.events) {
        const fact = tenderSlice.parse(type, data, 1);
        this.facts.push(fact);
        this.state = tenderSlice.evolve(this.state, fact);
      }
    return decision;
  }
  accepts(...commands: readonly Sent[]): this {
    for (const command of commands)
      expect(this.send(command), command.type).toMatchObject({ kind: 'accepted' });
    return this;
  }
  /** Refused with this code, by this rule. */
  refuses(command: Sent, code: string, rule?: string): this {
    const rejection = rule === undefined ? { code } : { code, rule };
    expect(this.ask(command), command.type).toMatchObject({ kind: 'rejected', rejection });
    return this;
  }
  get stage() {
    return this.state.stage;
  }
  get data(): JobData {
    return this.state.data;
  }
  /** The last fact of a type. */
  last<Type extends JobEvent['type']>(type: Type): JobFact<Type> {
    const fact = this.facts.findLast((one) => one.type === type);
    expect(fact, type).toBeDefined();
    return fact?.data as JobFact<Type>;
  }
}

/** Bids of these prices by the agencies in order. */
export const bids = (...prices: readonly (number | null)[]) =>
  prices.map((price, index) => job.bid(agencies[index] as string, price, march(10, `09:0${index}`)));

export const values = () =>
  new Map(
    [hospital, platform, supervision].map((contributor) => [contributor, new Uint8Array(randomBytes(32))]),
  );

/** A draw carried through to its winner. */
export function drawn(market: Market, secret = values()): Map<string, Uint8Array> {
  market.accepts(
    ...[...secret].map(([who, value]) => job.commit(who, value)),
    ...[...secret].map(([who, value]) => job.reveal(who, value)),
  );
  return secret;
}
