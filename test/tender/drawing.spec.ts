import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../app/digest.ts';
import { verifyDraw } from '../../domain/draw/verify.ts';
import { proofOf } from '../../domain/tender/proof.ts';
import {
  agencies,
  before,
  bids,
  drawn,
  endOf,
  hospital,
  job,
  Market,
  march,
  operator,
  owner,
  platform,
  supervision,
  values,
  wanlv,
  wanlvSnapshot,
  water,
} from './market.ts';

/** A pool of three, the draw announced. */
const announced = () => new Market(job.publishDraw(), ...bids(null, null, null), job.close(), job.announce());
const random = () => new Uint8Array(randomBytes(32));

describe('draw', () => {
  it('is announced with every label, the exclusions and the terms of the notice', () => {
    const market = new Market(job.publishDraw(), ...bids(null, null, null));
    market.send(job.bid(wanlv, null, march(11), wanlvSnapshot));
    market.accepts(job.close(), job.announce());
    expect(market.last('DrawAnnounced').statement).toMatchObject({
      alg: 'draw-v1',
      hash: 'sha256',
      draw: 'job-ws/1',
      pool: [...agencies.slice(0, 3), wanlv],
      exclusions: [{ label: wanlv, rule: 'S10' }],
      pick: 1,
      substitutes: 2,
      contributors: [supervision, platform, hospital],
      revealBy: march(13, '12:00'),
    });
  });
  it('ends in a winner at the announced price, two substitutes and a proof that anybody can run', () => {
    const market = announced();
    drawn(market);
    const proof = proofOf(market.data);
    expect(proof && verifyDraw(proof, nodeDigest)).toEqual({ ok: true });
    expect(market.last('WinnerSelected')).toMatchObject({
      basis: 'DRAW',
      winner: proof?.result.winners[0],
      reserves: proof?.result.substitutes,
      price: 10_000_000,
    });
    expect(market.stage).toBe('publicity.undisputed');
  });
  it('has no proof before it is concluded', () => expect(proofOf(announced().data)).toBeNull());
  it('S10 never lets an excluded applicant win or stand by', () => {
    for (let run = 0; run < 20; run += 1) {
      const market = new Market(job.publishDraw(), ...bids(null, null, null));
      market.send(job.bid(wanlv, null, march(11), wanlvSnapshot));
      drawn(market.accepts(job.close(), job.announce()));
      const { winner, reserves } = market.last('WinnerSelected');
      expect([winner, ...reserves].toSorted()).toEqual(agencies.slice(0, 3));
    }
  });
  it('takes one commit of each contributor, and of nobody else', () => {
    const market = announced().accepts(job.commit(hospital, random()));
    market.refuses(job.commit(hospital, random()), 'AlreadyCommitted', 'S4');
    market.refuses(job.commit(water, random()), 'Forbidden', 'S4');
    market.refuses(
      { ...job.commit(platform, random()), actor: { ...owner, organization: null } },
      'Forbidden',
    );
  });
  it('takes reveals only after the last commit', () => {
    const value = random();
    announced().accepts(job.commit(hospital, value)).refuses(job.reveal(hospital, value), 'StageForbids');
  });
  it('refuses a value that does not open its commit, and a second one', () => {
    const secret = values();
    const market = announced().accepts(...[...secret].map(([who, value]) => job.commit(who, value)));
    market.refuses(job.reveal(hospital, random()), 'RevealMismatch', 'S23');
    market.refuses(job.reveal(hospital, secret.get(platform)!), 'RevealMismatch', 'S23');
    market.accepts(job.reveal(hospital, secret.get(hospital)!));
    market.refuses(job.reveal(hospital, secret.get(hospital)!), 'AlreadyRevealed', 'S23');
  });
  it('takes values until one millisecond before the reveal deadline', () => {
    const noon = march(13, '12:00');
    announced()
      .refuses(job.commit(hospital, random(), noon), 'RevealOver')
      .accepts(job.commit(hospital, random(), before(noon)));
  });
  it('cannot be escaped by the buyer once it is announced', () => {
    const stop = { type: 'TerminateJob', actor: owner, issuedAt: march(13), data: { reason: 'Never mind.' } };
    announced().refuses(stop, 'StageForbids').accepts(job.voidDraw()).refuses(stop, 'DrawUnderWay');
    new Market(job.publishDraw(), ...bids(null, null, null), job.close()).accepts(stop);
  });
  it('needs a reveal deadline that is to come', () => {
    const market = new Market(job.publishDraw(), ...bids(null, null, null), job.close());
    market.refuses(job.announce([], march(13, '12:00'), march(13, '12:00')), 'RevealDeadlinePast', 'S23');
  });
});

describe('a withheld reveal', () => {
  /** The platform commits and stays silent. */
  const withheld = () => {
    const secret = values();
    const market = announced().accepts(...[...secret].map(([who, value]) => job.commit(who, value)));
    for (const [who, value] of secret) if (who !== platform) market.accepts(job.reveal(who, value));
    return market;
  };
  it('S23 voids the draw at the very deadline and is charged to who withheld', () => {
    const market = withheld().refuses(job.voidDraw(before(march(13, '12:00'))), 'DrawRunning', 'S23');
    market.accepts(job.voidDraw());
    expect(market.last('DrawVoided')).toMatchObject({
      draw: 'job-ws/1',
      withholders: [platform],
      violation: { rule: 'S23', charged: platform },
    });
    expect(proofOf(market.data)).toBeNull();
  });
  it('S23 is repeated with new commits, under another id, with the withholder replaced', () => {
    const market = withheld().accepts(job.voidDraw());
    const again = (replacements: object[]) =>
      job.announce(replacements, march(13, '13:00'), march(13, '15:00'));
    market.refuses(again([]), 'WithholderNotReplaced', 'S23');
    market.refuses(again([{ contributor: hospital, by: water }]), 'ReplacementNotDue', 'S23');
    market.refuses(again([{ contributor: platform, by: hospital }]), 'ContributorRepeated', 'S4');
    market.accepts(again([{ contributor: platform, by: water }]));
    expect(market.last('DrawAnnounced').statement).toMatchObject({
      draw: 'job-ws/2',
      contributors: [supervision, water, hospital],
    });
    const secret = new Map([supervision, water, hospital].map((who) => [who, random()]));
    drawn(market, secret);
    expect(verifyDraw(proofOf(market.data)!, nodeDigest)).toEqual({ ok: true });
  });
  it('S23 excludes the withholder where it is a candidate', () => {
    const [candidate] = agencies;
    const publish = job.publish({ method: 'DRAW', contributors: [hospital, platform, candidate] });
    const market = new Market(publish, ...bids(null, null, null), job.close(), job.announce());
    market.accepts(job.commit(hospital, random()), job.commit(platform, random()), job.voidDraw());
    expect(market.last('DrawVoided').withholders).toEqual([candidate]);
    market.accepts(
      job.announce([{ contributor: candidate, by: supervision }], march(13, '13:00'), march(13, '15:00')),
    );
    expect(market.last('DrawAnnounced').statement.exclusions).toMatchObject([
      { label: candidate, rule: 'S23' },
    ]);
  });
});

it('A1 A7 S10 S12 S13 S23 scenario 3: seven applicants, one excluded, winner gives up, reserve no. 2 signs on day 5', () => {
  const market = new Market(job.publishDraw(), ...bids(null, null, null, null, null, null));
  expect(market.send(job.bid(wanlv, null, march(10), wanlvSnapshot)).kind).toBe('refused');
  market.accepts(job.close(), job.announce());
  drawn(market);
  const proof = proofOf(market.data)!;
  expect(proof.statement.pool).toHaveLength(7);
  const [winner, second] = proof.result.order.filter((label) => label !== wanlv);

  market.accepts(job.giveUp(winner!, march(16)));
  expect(market.last('WinnerGaveUp')).toMatchObject({
    agency: winner,
    violation: { rule: 'S23', charged: winner },
  });
  expect(market.last('SubstituteCalled')).toMatchObject({ winner: second, publicityEndsAt: endOf(19) });
  market.accepts(job.confirm(endOf(19)));
  const sign = job.sign(10_000_000, march(26));
  market.refuses({ ...sign, actor: operator }, 'Forbidden').accepts(sign);
  expect(market.last('ContractSigned')).toMatchObject({
    winner: second,
    price: 10_000_000,
    signedAt: march(26),
  });
});
