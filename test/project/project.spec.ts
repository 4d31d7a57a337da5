import { describe, expect, it } from 'vitest';
import { atTime } from '../../domain/calendar/day.ts';
import { projectSlice } from '../../domain/project/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { OWNER, PROJECT, termsOf } from '../nodeTerms.ts';
import { actor, specify, system } from '../specification.ts';

const given = specify(projectSlice);
const issuedAt = atTime('2026-03-02', '09:00');
const owner = actor('owner', OWNER);
const data = {
  code: PROJECT,
  title: '彝川县人民医院整体迁建项目',
  type: 'GOVERNMENT_BUILDING',
  owner: OWNER,
  ownerName: '彝川县人民医院',
  profile: 'CX-GOV-60',
  offClock: 'planned',
  plannedDays: [],
};
const register = { type: 'RegisterProject', data, issuedAt, actor: owner };
const registered = {
  type: 'ProjectRegistered',
  data: { ...(given().when(register).events[0]?.data as object) },
};

describe('registration of a project', () => {
  it('B46: pins the whole chain, approvals and off-clock work alike, to a version', () =>
    given()
      .when(register)
      .then({
        type: 'ProjectRegistered',
        data: {
          process: { code: 'CX-GOV-60', version: 3 },
          target: 60,
          permitNode: 'G14',
          nodes: expect.arrayContaining([
            expect.objectContaining({ key: 'G05', promised: 5, plannedDays: null, plannedPause: 10 }),
            expect.objectContaining({ key: 'M-FS', promised: null, plannedDays: 12, slice: 'work' }),
          ]),
        },
      }));

  it('plans no days off the clock where the owner says so', () =>
    given()
      .when({ ...register, data: { ...data, offClock: 'none' } })
      .then({
        type: 'ProjectRegistered',
        data: { nodes: expect.arrayContaining([expect.objectContaining({ key: 'M-FS', plannedDays: 0 })]) },
      }));

  it.each([
    ['R8: a process that there is none of', { profile: 'NO-1' }, 'UnknownProcess'],
    ['R8: a target that is no process', { profile: 'NAT-120' }, 'UnknownProcess'],
    ['R7: a type that the process is not made for', { type: 'WATER' }, 'TypeNotCovered'],
    ['B47: planned days for an approval', { plannedDays: [{ node: 'G05', days: 3 }] }, 'NotOffClock'],
    ['planned days for no node at all', { plannedDays: [{ node: 'X99', days: 3 }] }, 'NotOffClock'],
  ])('refuses %s', (_, wrong, code) =>
    given()
      .when({ ...register, data: { ...data, ...wrong } })
      .thenRejected({ code }),
  );

  it('refuses to register a project of somebody else', () =>
    given()
      .when({ ...register, actor: actor('owner', '91532390MA6K00301J') })
      .thenRejected({ code: 'Forbidden' }));

  it.each(['2603-532390-04-01-482133', '2603-532390-04-01-48213', 'hospital'])(
    'R23: knows «%s» as no project code',
    (code) => expect(projectSlice.key.safeParse({ code }).success).toBe(false),
  );
});

const G01 = termsOf('G01').materials.map(({ key }) => ({ key, sha256: 'a'.repeat(64) }));
const together = {
  type: 'AcceptTogether',
  data: { items: [{ node: 'G01', materials: G01 }] },
  issuedAt,
  actor: actor('intake', '11532390MB0A00106L', 'clerk'),
};

describe('a common receipt', () => {
  it('T16: names its items and who accepted them', () =>
    given(registered)
      .when(together)
      .then({
        type: 'AcceptedTogether',
        data: { items: [{ node: 'G01' }], acceptedBy: 'clerk', acceptedAt: issuedAt },
      }));

  it.each([
    ['T3: an incomplete item', { items: [{ node: 'G01', materials: G01.slice(1) }] }, 'MaterialsMissing'],
    ['T16: what is no matter', { items: [{ node: 'G02', materials: [] }] }, 'NotAMatter'],
    ['T16: an item twice', { items: [...together.data.items, ...together.data.items] }, 'AlreadyTogether'],
  ])('refuses %s', (_, wrong, code) =>
    given(registered)
      .when({ ...together, data: wrong })
      .thenRejected({ code }),
  );

  it('T16: takes no item that is under another one', () => {
    const { events } = given(registered).when(together);
    given(registered, ...events)
      .when(together)
      .thenRejected({ code: 'AlreadyTogether', rule: 'T16' });
  });
});

const early = {
  type: 'ReceiveInAdvance',
  data: { node: 'G05', materials: [], opened: false },
  issuedAt,
  actor: together.actor,
};

describe('an item that is handed in before the chain comes to it', () => {
  it('T17: is received with what there is already', () =>
    given(registered)
      .when(early)
      .then({ type: 'ReceivedInAdvance', data: { node: 'G05', receivedBy: 'clerk', receivedAt: issuedAt } }));

  it.each([
    ['a joint procedure', { node: 'G02' }, 'NoPreReview', 'T17'],
    ['off-clock work', { node: 'M-FS' }, 'NoPreReview', 'T17'],
    ['what the chain has come to', { opened: true }, 'AlreadyOpened', 'T17'],
    [
      'a material that it does not ask for',
      { materials: [{ key: 'x', sha256: 'a'.repeat(64) }] },
      'UnknownMaterial',
      'T3',
    ],
  ])('T17: is not %s', (_, wrong, code, rule) =>
    given(registered)
      .when({ ...early, data: { ...early.data, ...wrong } })
      .thenRejected({ code, rule }),
  );

  it('T17: is handed in once', () => {
    const { events } = given(registered).when(early);
    given(registered, ...events)
      .when(early)
      .thenRejected({ code: 'AlreadyHandedIn', rule: 'T17' });
  });

  it('T17: is none in a chain that is pinned to the version before', () =>
    given({
      type: 'ProjectRegistered',
      data: { ...registered.data, process: { code: 'CX-GOV-60', version: 1 } },
    })
      .when(early)
      .thenRejected({ code: 'NoPreReview' }));
});

describeLifecycle(projectSlice, {
  facts: {
    ProjectRegistered: registered,
    ProjectStarted: { type: 'ProjectStarted', data: { startedAt: issuedAt } },
    AcceptedTogether: {
      type: 'AcceptedTogether',
      data: { receiptNumber: 'SJ-1', items: together.data.items, acceptedAt: issuedAt, acceptedBy: 'clerk' },
    },
    ReceivedInAdvance: {
      type: 'ReceivedInAdvance',
      data: { node: 'G05', receiptNumber: 'SJ-1', materials: [], receivedAt: issuedAt, receivedBy: 'clerk' },
    },
    ProjectCompleted: { type: 'ProjectCompleted', data: { finishedAt: issuedAt } },
    ProjectTerminated: { type: 'ProjectTerminated', data: { reason: 'x', terminatedAt: issuedAt } },
  },
  commands: {
    RegisterProject: register,
    AcceptTogether: together,
    ReceiveInAdvance: early,
    StartProject: { type: 'StartProject', data: { startedAt: issuedAt }, issuedAt, actor: system },
    CompleteProject: { type: 'CompleteProject', data: { finishedAt: issuedAt }, issuedAt, actor: system },
    TerminateProject: { type: 'TerminateProject', data: { reason: 'x' }, issuedAt, actor: owner },
  },
});
