import { matterSlice } from '../../domain/matter/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { system } from '../specification.ts';
import { at, G05, handedIn, officer, sha256 } from './facts.ts';

const issuedAt = at('2026-03-24');
const now = { issuedAt, actor: officer };
const materials = G05.materials.map(({ key, name }) => ({ key, name, sha256, present: true }));
const clocks = [] as const;
const endedAt = issuedAt;
/** Of the clocks that the deciders look for in their stages. */
const due = {
  dueOn: '2026-03-30',
  dueAt: '2026-03-30T16:00:00.000Z',
  amberAt: '2026-03-27T16:00:00.000Z',
  redAt: '2026-03-30T16:00:00.000Z',
  purpleAt: '2026-04-07T16:00:00.000Z',
  provisional: false,
  binding: 'PROMISED',
  calendarVersion: 0,
};
const opened = (id: string, kind: string) => ({
  op: 'opened',
  id: `${G05.project}/G05${id}`,
  kind,
  title: 'x',
  charged: G05.authority,
  project: G05.project,
  node: 'G05',
  terms: {
    promised: { days: 5, unit: 'workingDay' },
    statutory: null,
    pausePolicy: 'exclude',
    thresholds: G05.thresholds,
    closesAt: null,
    rules: ['T1'],
  },
  startedAt: at('2026-03-23'),
  due,
});
const paused = {
  op: 'paused',
  id: `${G05.project}/G05`,
  reason: 'x',
  legalBasis: 'T10',
  from: issuedAt,
  cap: null,
  capAt: null,
  due,
};

const fact = (type: string, data: object) => ({ type, data });

describeLifecycle(matterSlice, {
  facts: {
    MatterOpened: fact('MatterOpened', { terms: G05, openedAt: issuedAt }),
    MatterOpenedInAdvance: fact('MatterOpenedInAdvance', {
      terms: G05,
      receiptNumber: 'SJ-1',
      materials,
      receivedAt: issuedAt,
      receivedBy: 'clerk',
    }),
    PreReviewGiven: fact('PreReviewGiven', {
      outcome: 'ready',
      findings: 'x',
      reviewedBy: 'z',
      givenAt: issuedAt,
    }),
    MatterReceived: fact('MatterReceived', {
      receiptNumber: 'SJ-1',
      materials,
      receivedAt: at('2026-03-23'),
      clocks: [opened('/correction/1', 'CORRECTION')],
    }),
    CorrectionRequested: fact('CorrectionRequested', {
      missing: [materials[0]?.key],
      note: 'x',
      requestedAt: issuedAt,
      clocks: [opened('/supplement', 'CORRECTION')],
    }),
    CorrectionSubmitted: fact('CorrectionSubmitted', {
      materials,
      submittedAt: issuedAt,
      clocks: [opened('/correction/2', 'CORRECTION')],
    }),
    MatterDeemedWithdrawn: fact('MatterDeemedWithdrawn', { outcome: 'withdrawn', endedAt, clocks }),
    AcceptanceDeemedRefused: fact('AcceptanceDeemedRefused', { outcome: 'refused', endedAt, clocks }),
    MatterAccepted: fact('MatterAccepted', {
      acceptedAt: issuedAt,
      acceptedBy: 'clerk',
      clocks: [opened('', 'NODE')],
    }),
    MatterDeemedAccepted: fact('MatterDeemedAccepted', {
      acceptedAt: issuedAt,
      deemedAt: issuedAt,
      clocks: [opened('', 'NODE')],
    }),
    AcceptanceRefused: fact('AcceptanceRefused', { reasons: 'x', outcome: 'refused', endedAt, clocks }),
    SpecialProcedureStarted: fact('SpecialProcedureStarted', {
      reason: 'assessment',
      title: 'x',
      legalBasis: 'T10',
      notice: 'x',
      estimatedDays: null,
      startedAt: issuedAt,
      clocks: [paused],
    }),
    SpecialProcedureEnded: fact('SpecialProcedureEnded', { resumedAt: issuedAt, atCap: false, clocks }),
    LimitExtended: fact('LimitExtended', {
      days: 1,
      reason: 'x',
      approver: 'y',
      extendedAt: issuedAt,
      clocks,
    }),
    StepCompleted: fact('StepCompleted', { step: 'check', completedAt: issuedAt, clocks }),
    MatterDecided: fact('MatterDecided', {
      outcome: 'approved',
      documentNumber: null,
      lateness: null,
      decidedBy: 'z',
      endedAt,
      clocks,
    }),
    MatterRefused: fact('MatterRefused', {
      outcome: 'refused',
      documentNumber: null,
      reasons: 'x',
      lateness: null,
      decidedBy: 'z',
      endedAt,
      clocks,
    }),
    MatterDelivered: fact('MatterDelivered', {
      channel: 'post',
      reference: null,
      deliveredAt: issuedAt,
      clocks,
    }),
    MatterWithdrawn: fact('MatterWithdrawn', { reason: 'x', outcome: 'withdrawn', endedAt, clocks }),
    DeadlineRederived: fact('DeadlineRederived', { notice: '2027', clocks }),
  },
  commands: {
    OpenMatter: { type: 'OpenMatter', data: { terms: G05 }, ...now, actor: system },
    OpenMatterInAdvance: {
      type: 'OpenMatterInAdvance',
      data: {
        terms: G05,
        receiptNumber: 'SJ-1',
        ...handedIn(G05),
        receivedAt: issuedAt,
        receivedBy: 'clerk',
      },
      ...now,
      actor: system,
    },
    GivePreReview: { type: 'GivePreReview', data: { outcome: 'ready', findings: 'x' }, ...now },
    ReceiveMatter: { type: 'ReceiveMatter', data: handedIn(G05), ...now },
    ReceiveAndAcceptMatter: { type: 'ReceiveAndAcceptMatter', data: handedIn(G05), ...now },
    AcceptUnderCommonReceipt: {
      type: 'AcceptUnderCommonReceipt',
      data: {
        receiptNumber: 'SJ-1',
        acceptedAt: issuedAt,
        acceptedBy: 'clerk',
        ...handedIn(G05),
        decidedAt: null,
      },
      ...now,
    },
    RequestCorrection: {
      type: 'RequestCorrection',
      data: { missing: [materials[0]?.key], note: 'x' },
      ...now,
    },
    SubmitCorrection: { type: 'SubmitCorrection', data: handedIn(G05), ...now },
    LapseCorrection: { type: 'LapseCorrection', data: {}, ...now, issuedAt: due.dueAt },
    AcceptMatter: { type: 'AcceptMatter', data: {}, ...now },
    DeemMatterAccepted: { type: 'DeemMatterAccepted', data: {}, ...now, issuedAt: due.dueAt },
    RefuseAcceptance: { type: 'RefuseAcceptance', data: { reasons: 'x' }, ...now },
    StartSpecialProcedure: {
      type: 'StartSpecialProcedure',
      data: { reason: 'assessment', notice: 'x' },
      ...now,
    },
    EndSpecialProcedure: { type: 'EndSpecialProcedure', data: {}, ...now },
    CapSpecialProcedure: { type: 'CapSpecialProcedure', data: {}, ...now },
    ExtendLimit: { type: 'ExtendLimit', data: { days: 1, reason: 'x', approver: 'y' }, ...now },
    CompleteStep: { type: 'CompleteStep', data: { step: 'check' }, ...now },
    DecideMatter: { type: 'DecideMatter', data: { outcome: 'approved' }, ...now },
    DeliverMatter: { type: 'DeliverMatter', data: { channel: 'post' }, ...now },
    WithdrawMatter: { type: 'WithdrawMatter', data: { reason: 'x' }, ...now },
    RederiveDeadlines: { type: 'RederiveDeadlines', data: { notice: '2027' }, ...now },
  },
});
