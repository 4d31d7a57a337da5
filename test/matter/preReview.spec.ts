import { describe, expect, it } from 'vitest';
import { system } from '../specification.ts';
import { at, G05, given, handedIn, officer } from './facts.ts';

const [missing = ''] = G05.materials.map(({ key }) => key);
const RECEIVED = at('2026-03-16');
/** When the earlier results were there, by themselves at 24:00 of 2026-03-23. */
const SINCE = '2026-03-23T16:00:00.000Z';

const advance = (...lacking: string[]) => ({
  type: 'OpenMatterInAdvance',
  data: {
    terms: G05,
    receiptNumber: 'SJ-1',
    ...handedIn(G05, ...lacking),
    receivedAt: RECEIVED,
    receivedBy: 'clerk',
  },
  issuedAt: RECEIVED,
});
const openedInAdvance = (...lacking: string[]) => given().when(advance(...lacking)).events;
const review = (outcome: 'ready' | 'notReady') => ({
  type: 'GivePreReview',
  data: { outcome, findings: '方案可行,待用地预审意见' },
  issuedAt: at('2026-03-18'),
  actor: officer,
});
const open = { type: 'OpenMatter', data: { terms: G05, since: SINCE }, issuedAt: SINCE };
const reviewed = (outcome: 'ready' | 'notReady', ...lacking: string[]) => {
  const before = openedInAdvance(...lacking);
  return [...before, ...given(...before).when(review(outcome)).events];
};

describe('T17: a review in advance', () => {
  it('pins the terms and what was handed in, and lets no limit run', () =>
    given()
      .when(advance(missing))
      .then({
        type: 'MatterOpenedInAdvance',
        data: {
          receivedAt: RECEIVED,
          materials: expect.arrayContaining([expect.objectContaining({ key: missing, present: false })]),
        },
      }));
  it('is said by the department, as often as it has something to say', () => {
    given(...openedInAdvance())
      .when(review('notReady'))
      .then({ type: 'PreReviewGiven', data: { outcome: 'notReady', reviewedBy: officer.subject } });
    given(...reviewed('notReady'))
      .when(review('ready'))
      .then({ type: 'PreReviewGiven' });
  });
  it('allows no decision before the earlier result is there', () =>
    given(...reviewed('ready'))
      .when({
        type: 'DecideMatter',
        data: { outcome: 'approved' },
        issuedAt: at('2026-03-18'),
        actor: officer,
      })
      .thenRejected({ code: 'StageForbids' }));
  it('complete and ready, it is accepted the moment the earlier result is there, from the day that ended then', () =>
    expect(given(...reviewed('ready')).when(open).events).toMatchObject([
      { type: 'MatterOpened' },
      { type: 'MatterReceived', data: { receiptNumber: 'SJ-1', receivedAt: SINCE } },
      {
        type: 'MatterAccepted',
        data: {
          acceptedAt: SINCE,
          acceptedBy: 'clerk',
          clocks: [{ op: 'opened', due: { startOn: '2026-03-23', dueOn: '2026-03-30' } }],
        },
      },
    ]));
  it('and may be decided at once, by somebody else than who received it', () => {
    const before = reviewed('ready');
    const facts = [...before, ...given(...before).when(open).events];
    given(...facts)
      .when({ type: 'DecideMatter', data: { outcome: 'approved' }, issuedAt: SINCE, actor: officer })
      .then({ type: 'MatterDecided', data: { endedAt: SINCE } });
  });
  it.each([
    ['not ready', reviewed('notReady')],
    ['not reviewed', openedInAdvance()],
    ['not complete', reviewed('ready', missing)],
  ])('%s, it waits for the window as usual', (_, facts) =>
    given(...facts)
      .when(open)
      .then({ type: 'MatterOpened' }),
  );
  it('what was handed in early need not be handed in again', () => {
    const before = reviewed('ready', missing);
    const facts = [...before, ...given(...before).when(open).events];
    given(...facts)
      .when({
        type: 'ReceiveAndAcceptMatter',
        data: { materials: [{ key: missing, sha256: 'b'.repeat(64) }] },
        issuedAt: at('2026-03-24'),
      })
      .then({ type: 'MatterReceived' }, { type: 'MatterAccepted' });
  });
  it('one that was never handed in early opens as ever', () =>
    given()
      .when({ ...open, actor: system })
      .then({ type: 'MatterOpened' }));
});
