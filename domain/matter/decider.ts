import { extendClock, mayExtend, openClock, pausedAt } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import { beyondCap } from '../clock/estimate.ts';
import { beyondBound } from '../clock/extension.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, nodeDeadlineId, pauseAll, rederiveAll, resumeAll } from '../clock/nodeClock.ts';
import { notByAccepter } from '../joint/authority.ts';
import { accept, type Command, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { MatterCommand } from './commands.ts';
import type { MatterEvent } from './events.ts';
import {
  acceptMatter,
  acceptUnderCommonReceipt,
  deemAccepted,
  lapseCorrection,
  receive,
  refuseAcceptance,
  requestCorrection,
  submitCorrection,
} from './intake.ts';
import { givePreReview, openInAdvance, openMatter } from './preReview.ts';
import { evolveMatter, type Matter, type MatterState, nodeClock, opened } from './state.ts';

type Of<Type extends MatterCommand['type']> = Extract<MatterCommand, { type: Type }>;
type Decided = Decision<MatterEvent>;

export const matterOutcomes = {
  OpenMatter: [['MatterOpened'], ['MatterOpened', 'MatterReceived', 'MatterAccepted']],
  OpenMatterInAdvance: [['MatterOpenedInAdvance']],
  GivePreReview: [['PreReviewGiven']],
  ReceiveMatter: [['MatterReceived']],
  ReceiveAndAcceptMatter: [['MatterReceived', 'MatterAccepted']],
  AcceptUnderCommonReceipt: [['MatterReceived', 'MatterAccepted']],
  RequestCorrection: [['CorrectionRequested']],
  SubmitCorrection: [['CorrectionSubmitted']],
  LapseCorrection: [['MatterDeemedWithdrawn'], ['AcceptanceDeemedRefused']],
  AcceptMatter: [['MatterAccepted']],
  DeemMatterAccepted: [['MatterDeemedAccepted']],
  RefuseAcceptance: [['AcceptanceRefused']],
  StartSpecialProcedure: [['SpecialProcedureStarted']],
  EndSpecialProcedure: [['SpecialProcedureEnded']],
  CapSpecialProcedure: [['SpecialProcedureEnded']],
  ExtendLimit: [['LimitExtended']],
  CompleteStep: [['StepCompleted']],
  DecideMatter: [['MatterDecided'], ['MatterRefused']],
  DeliverMatter: [['MatterDelivered']],
  WithdrawMatter: [['MatterWithdrawn']],
  RederiveDeadlines: [['DeadlineRederived']],
} as const satisfies Outcomes<MatterCommand['type'], MatterEvent['type']>;

export const matterDecider: Decider<MatterState, MatterCommand, MatterEvent, DecisionContext> = {
  initialState: undefined,
  evolve: evolveMatter,
  decide(state, command, context): Decided {
    if (command.type === 'OpenMatter') return openMatter(state, command, context);
    if (command.type === 'OpenMatterInAdvance') return openInAdvance(command);
    const matter = opened(state);
    switch (command.type) {
      case 'GivePreReview':
        return givePreReview(command);
      case 'ReceiveMatter':
        return receive(matter, command, context);
      case 'ReceiveAndAcceptMatter':
        return receiveAndAccept(matter, command, context);
      case 'AcceptUnderCommonReceipt':
        return acceptUnderCommonReceipt(matter, command, context);
      case 'RequestCorrection':
        return requestCorrection(matter, command, context);
      case 'SubmitCorrection':
        return submitCorrection(matter, command, context);
      case 'LapseCorrection':
        return lapseCorrection(matter, command);
      case 'AcceptMatter':
        return acceptMatter(matter, command, context);
      case 'DeemMatterAccepted':
        return deemAccepted(matter, command, context);
      case 'RefuseAcceptance':
        return refuseAcceptance(matter, command);
      case 'StartSpecialProcedure':
        return startSpecialProcedure(matter, command, context);
      case 'EndSpecialProcedure':
        return endSpecialProcedure(matter, command, context);
      case 'CapSpecialProcedure':
        return capSpecialProcedure(matter, command, context);
      case 'ExtendLimit':
        return extendLimit(matter, command, context);
      case 'CompleteStep':
        return completeStep(matter, command);
      case 'DecideMatter':
        return decideMatter(matter, command, context);
      case 'DeliverMatter':
        return deliver(matter, command);
      case 'WithdrawMatter':
        return withdraw(matter, command);
      case 'RederiveDeadlines':
        return rederive(matter, command, context);
    }
  },
};

function receiveAndAccept(
  matter: Matter,
  command: Of<'ReceiveAndAcceptMatter'>,
  context: DecisionContext,
): Decided {
  const received = receive(matter, command, context);
  const [receipt] = received.kind === 'accepted' ? received.events : [];
  if (receipt === undefined) return received;
  const accepted = acceptMatter(opened(evolveMatter(matter, receipt)), command, context);
  return accepted.kind === 'accepted' ? accept(receipt, ...accepted.events) : accepted;
}

/** 特别程序: only for a reason that the catalogue lists with its legal basis; told in writing (T10). */
function startSpecialProcedure(
  matter: Matter,
  { data, issuedAt }: Of<'StartSpecialProcedure'>,
  { calendar }: DecisionContext,
): Decided {
  const reason = matter.terms.pauses.find(({ key }) => key === data.reason);
  if (reason === undefined)
    return reject(
      'NoLegalReason',
      `«${data.reason}» is no legal reason to stop this clock; the catalogue lists ${
        matter.terms.pauses.map(({ key, title }) => `${key} (${title})`).join(', ') || 'none'
      }.`,
      'T10',
    );
  const tooLong = beyondCap(data.estimatedDays, reason);
  if (tooLong !== undefined) return tooLong;
  const { title, legalBasis, cap } = reason;
  return accept({
    type: 'SpecialProcedureStarted',
    data: {
      ...data,
      estimatedDays: data.estimatedDays ?? null,
      title,
      legalBasis,
      startedAt: issuedAt,
      clocks: pauseAll(calendar, matter.clocks, { reason: title, legalBasis, cap, from: issuedAt }),
    },
  });
}

const endSpecialProcedure = (
  { clocks }: Matter,
  { issuedAt }: Command,
  { calendar }: DecisionContext,
): Decided =>
  accept({
    type: 'SpecialProcedureEnded',
    data: { resumedAt: issuedAt, atCap: false, clocks: resumeAll(calendar, clocks, issuedAt) },
  });

/** The freeze ends at its cap whoever forgets it, and the day of the cap is the day it closes. */
function capSpecialProcedure(matter: Matter, { issuedAt }: Command, { calendar }: DecisionContext): Decided {
  const capAt = nodeClock(matter).pauses.at(-1)?.capAt ?? null;
  if (capAt === null) return reject('NoCap', 'This special procedure has no cap.', 'T10');
  if (issuedAt < capAt)
    return reject('CapNotReached', `The special procedure may last until ${capAt}.`, 'T10');
  return accept({
    type: 'SpecialProcedureEnded',
    data: { resumedAt: capAt, atCap: true, clocks: resumeAll(calendar, matter.clocks, capAt) },
  });
}

/** 延长: before the limit is over, within its bound, with reason and approver (T6). */
function extendLimit(
  matter: Matter,
  { data, issuedAt }: Of<'ExtendLimit'>,
  { calendar }: DecisionContext,
): Decided {
  const clock = nodeClock(matter);
  if (!mayExtend(clock, issuedAt))
    return reject(
      'LimitOver',
      `The limit ended at ${clock.due.dueAt}; it can be extended only before.`,
      'T6',
    );
  const beyond = beyondBound(matter.terms.extension, clock, data.days);
  if (beyond !== undefined) return beyond;
  return accept({
    type: 'LimitExtended',
    data: {
      ...data,
      extendedAt: issuedAt,
      clocks: [extendClock(calendar, clock, { ...data, at: issuedAt })],
    },
  });
}

function completeStep({ terms, clocks }: Matter, { data, issuedAt }: Of<'CompleteStep'>): Decided {
  const step = [...clocks.values()].find(
    ({ kind, id }) => kind === 'STEP' && id.endsWith(`/step/${data.step}`),
  );
  if (step === undefined)
    return reject(
      'UnknownStep',
      `${terms.title} has no step «${data.step}»; it has ${terms.steps.map(({ key }) => key).join(', ') || 'none'}.`,
    );
  if (step.closedAt !== null)
    return reject('StepAlreadyDone', `«${data.step}» was done at ${step.closedAt}.`);
  return accept({
    type: 'StepCompleted',
    data: { step: data.step, completedAt: issuedAt, clocks: closeAll(new Map([[step.id, step]]), issuedAt) },
  });
}

/** 办结: not by whoever accepted it; a refusal gives reasons (T18), lateness explains itself (T15). */
function decideMatter(
  matter: Matter,
  { data, issuedAt, actor }: Of<'DecideMatter'>,
  context: DecisionContext,
): Decided {
  const sameHand = notByAccepter(actor, matter.acceptedBy);
  if (sameHand !== undefined) return sameHand;
  const { dueAt } = nodeClock(matter).due;
  const late = dueAt !== null && issuedAt >= dueAt && !pausedAt(nodeClock(matter), issuedAt);
  if (late && data.lateness == null)
    return reject(
      'LatenessUnexplained',
      `The limit ended at ${dueAt}: say in «lateness» why the decision is late.`,
      'T15',
    );
  const outcome = {
    documentNumber: data.documentNumber ?? null,
    lateness: data.lateness ?? null,
    decidedBy: actor.subject,
    endedAt: issuedAt,
    clocks: closeAll(matter.clocks, issuedAt),
  };
  if (data.outcome === 'approved') {
    const clocks = [...outcome.clocks, ...deliveryClock(matter, issuedAt, context)];
    return accept({ type: 'MatterDecided', data: { outcome: 'approved', ...outcome, clocks } });
  }
  if (data.reasons == null) return reject('ReasonsMissing', 'A refusal says why: fill in «reasons».', 'T18');
  return accept({ type: 'MatterRefused', data: { outcome: 'refused', reasons: data.reasons, ...outcome } });
}

/** 颁发、送达 (T9): what was granted reaches the applicant in its days, which run against the window that hands it out. */
const deliveryClock = (
  { terms }: Matter,
  startedAt: Instant,
  { calendar }: DecisionContext,
): readonly ClockFact[] =>
  terms.delivery === undefined
    ? []
    : [
        openClock(calendar, {
          id: nodeDeadlineId(terms, 'delivery'),
          kind: 'DELIVERY',
          title: `${terms.title}: to deliver the document`,
          charged: terms.intake,
          project: terms.project,
          node: terms.key,
          terms: {
            promised: { days: terms.delivery.within, unit: 'workingDay' },
            statutory: null,
            pausePolicy: terms.pausePolicy,
            thresholds: terms.thresholds,
            closesAt: terms.closesAt,
            rules: terms.delivery.rules,
          },
          startedAt,
        }),
      ];

const deliver = ({ clocks }: Matter, { data, issuedAt }: Of<'DeliverMatter'>): Decided =>
  accept({
    type: 'MatterDelivered',
    data: {
      channel: data.channel,
      reference: data.reference ?? null,
      deliveredAt: issuedAt,
      clocks: closeAll(clocks, issuedAt),
    },
  });

const withdraw = ({ clocks }: Matter, { data, issuedAt }: Of<'WithdrawMatter'>): Decided =>
  accept({
    type: 'MatterWithdrawn',
    data: { ...data, outcome: 'withdrawn', endedAt: issuedAt, clocks: closeAll(clocks, issuedAt) },
  });

function rederive(
  { clocks }: Matter,
  { data }: Of<'RederiveDeadlines'>,
  { calendar }: DecisionContext,
): Decided {
  const moved = rederiveAll(calendar, clocks, data.notice);
  if (moved.length === 0) return reject('NothingMoved', `${data.notice} moves no running limit here.`, 'T1');
  return accept({ type: 'DeadlineRederived', data: { ...data, clocks: moved } });
}
