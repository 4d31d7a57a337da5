import { endedDayOf } from '../calendar/day.ts';
import { closeClock, openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { closeAll, nodeDeadlineId, openNodeClocks } from '../clock/nodeClock.ts';
import { commonStart } from '../clock/start.ts';
import type { ClockTerms } from '../clock/terms.ts';
import { accept, type Command, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { MatterCommand } from './commands.ts';
import type { Material, MatterEvent } from './events.ts';
import { correctionClock, lapseClockId, type Matter } from './state.ts';

type Of<Type extends MatterCommand['type']> = Extract<MatterCommand, { type: Type }>;
type Decided = Decision<MatterEvent>;
type Handed = Of<'ReceiveMatter'>['data']['materials'];

/** 收件 (T18): every material of the catalogue is either present with its digest or missing. */
export function receive(
  matter: Matter,
  { data, issuedAt }: Pick<Of<'ReceiveMatter'>, 'data' | 'issuedAt'>,
  { calendar }: DecisionContext,
): Decided {
  const { terms } = matter;
  const unknown = unknownMaterials(matter, data.materials);
  if (unknown.length > 0) return reject('UnknownMaterial', notAsked(matter, unknown), 'T3');
  return accept({
    type: 'MatterReceived',
    data: {
      receiptNumber: `SJ-${terms.project}-${terms.key}`,
      materials: together(matter, data.materials),
      receivedAt: issuedAt,
      clocks: [startCorrectionDays(matter, 1, issuedAt, calendar)],
    },
  });
}

/** 补正告知 (T3): within the days for it, and only what the matter may ask for; then the applicant's days run (T5). */
export function requestCorrection(
  matter: Matter,
  { data, issuedAt }: Of<'RequestCorrection'>,
  { calendar }: DecisionContext,
): Decided {
  const clock = correctionClock(matter);
  if (clock.due.dueAt !== null && issuedAt >= clock.due.dueAt)
    return reject(
      'CorrectionTooLate',
      `The days to ask for corrections ended at ${clock.due.dueAt}: the application counts as accepted from its receipt.`,
      'T3',
    );
  const unknown = data.missing.filter(
    (key) => !matter.terms.materials.some((material) => material.key === key),
  );
  if (unknown.length > 0) return reject('UnknownMaterial', notAsked(matter, unknown), 'T3');
  return accept({
    type: 'CorrectionRequested',
    data: {
      ...data,
      requestedAt: issuedAt,
      clocks: [closeClock(clock, issuedAt), ...startLapseDays(matter, issuedAt, calendar)],
    },
  });
}

/** 补正: adds to what is there; a material handed in again replaces the older one. */
export function submitCorrection(
  matter: Matter,
  { data, issuedAt }: Of<'SubmitCorrection'>,
  { calendar }: DecisionContext,
): Decided {
  const lapse = matter.clocks.get(lapseClockId(matter));
  const lapsesAt = lapse?.due.dueAt ?? null;
  if (lapsesAt !== null && issuedAt >= lapsesAt)
    return reject(
      'CorrectionLapsed',
      `The correction could be made until ${lapsesAt}; then the application ${lapsed(matter)}. Hand it in anew.`,
      'T5',
    );
  const unknown = unknownMaterials(matter, data.materials);
  if (unknown.length > 0) return reject('UnknownMaterial', notAsked(matter, unknown), 'T3');
  return accept({
    type: 'CorrectionSubmitted',
    data: {
      materials: together(matter, data.materials),
      submittedAt: issuedAt,
      clocks: [
        ...(lapse === undefined ? [] : [closeClock(lapse, issuedAt)]),
        startCorrectionDays(matter, matter.corrections + 1, issuedAt, calendar),
      ],
    },
  });
}

/** 逾期未补正 (T5): by itself at 24:00 of the last day, as what the law of the region takes it for. */
export function lapseCorrection(matter: Matter, { issuedAt }: Of<'LapseCorrection'>): Decided {
  const { lapse } = matter.terms.correction;
  const clock = matter.clocks.get(lapseClockId(matter));
  const dueAt = clock?.due.dueAt ?? null;
  if (lapse === undefined || clock === undefined || dueAt === null)
    return reject('NoLapse', 'No days for the correction run here; it may still be made.', 'T5');
  if (issuedAt < dueAt)
    return reject('StillInTime', `The applicant may make the correction until ${dueAt}.`, 'T5');
  const end = { endedAt: dueAt, clocks: closeAll(matter.clocks, dueAt) };
  return lapse.as === 'withdrawn'
    ? accept({ type: 'MatterDeemedWithdrawn', data: { outcome: 'withdrawn', ...end } })
    : accept({ type: 'AcceptanceDeemedRefused', data: { outcome: 'refused', ...end } });
}

const lapsed = ({ terms: { correction } }: Matter) =>
  correction.lapse?.as === 'refused' ? 'was refused' : 'counted as withdrawn';

/** 受理: only what is complete; the limit runs from this legal day, which is not counted (T1, T2). */
export function acceptMatter(
  matter: Matter,
  { issuedAt, actor }: Command,
  { calendar }: DecisionContext,
): Decided {
  const clock = correctionClock(matter);
  if (clock.due.dueAt !== null && issuedAt >= clock.due.dueAt)
    return reject(
      'AlreadyDeemedAccepted',
      `Nothing was said until ${clock.due.dueAt}: the application counts as accepted from its receipt.`,
      'T3',
    );
  const missing = matter.materials.filter(({ present }) => !present);
  if (missing.length > 0)
    return reject(
      'MaterialsMissing',
      `Not complete: ${missing.map(({ key, name }) => `${key} (${name})`).join(', ')}. Ask for them once, by ${clock.due.dueOn}.`,
      'T3',
    );
  return accept({
    type: 'MatterAccepted',
    data: {
      acceptedAt: issuedAt,
      acceptedBy: actor.subject,
      clocks: [closeClock(clock, issuedAt), ...openNodeClocks(calendar, matter.terms, issuedAt)],
    },
  });
}

/** 一窗受理 (T16): together with the receipt, or on the day on which the last predecessor was decided. */
export function acceptUnderCommonReceipt(
  matter: Matter,
  { data }: Of<'AcceptUnderCommonReceipt'>,
  { calendar }: DecisionContext,
): Decided {
  const { receiptNumber, acceptedAt, acceptedBy, decidedAt } = data;
  const materials = handedIn(matter.terms, data.materials);
  const decided = decidedAt === null ? [] : [{ startedAt: decidedAt, startDay: endedDayOf(decidedAt) }];
  const { startedAt, startDay } = commonStart(acceptedAt, decided);
  return accept<MatterEvent>(
    { type: 'MatterReceived', data: { receiptNumber, materials, receivedAt: acceptedAt, clocks: [] } },
    {
      type: 'MatterAccepted',
      data: { acceptedAt, acceptedBy, clocks: openNodeClocks(calendar, matter.terms, startedAt, startDay) },
    },
  );
}

/** 视为受理 (T3): what happens by itself at 24:00 of the last day dates back to the receipt. */
export function deemAccepted(matter: Matter, { issuedAt }: Command, { calendar }: DecisionContext): Decided {
  const clock = correctionClock(matter);
  const { dueAt } = clock.due;
  if (dueAt === null || issuedAt < dueAt)
    return reject('StillInTime', `The intake window may ask for corrections until ${dueAt}.`, 'T3');
  const acceptedAt = matter.receivedAt ?? dueAt;
  return accept({
    type: 'MatterDeemedAccepted',
    data: {
      acceptedAt,
      deemedAt: dueAt,
      clocks: [closeClock(clock, dueAt), ...openNodeClocks(calendar, matter.terms, acceptedAt)],
    },
  });
}

export const refuseAcceptance = ({ clocks }: Matter, { data, issuedAt }: Of<'RefuseAcceptance'>): Decided =>
  accept({
    type: 'AcceptanceRefused',
    data: { ...data, outcome: 'refused', endedAt: issuedAt, clocks: closeAll(clocks, issuedAt) },
  });

/** The days to ask for corrections run against the intake window, which its silence is charged to. */
const startCorrectionDays = (
  { terms }: Matter,
  round: number,
  startedAt: Instant,
  calendar: DecisionContext['calendar'],
): ClockFact =>
  openClock(calendar, {
    id: nodeDeadlineId(terms, `correction/${round}`),
    kind: 'CORRECTION',
    title: `${terms.title}: to ask for corrections`,
    charged: terms.intake,
    project: terms.project,
    node: terms.key,
    terms: correctionTerms(terms),
    startedAt,
  });

/** The days for the correction run against the applicant, where the law of the region lets it lapse (T5). */
const startLapseDays = (
  matter: Matter,
  startedAt: Instant,
  calendar: DecisionContext['calendar'],
): readonly ClockFact[] => {
  const { terms } = matter;
  const { lapse } = terms.correction;
  return lapse === undefined
    ? []
    : [
        openClock(calendar, {
          id: lapseClockId(matter),
          kind: 'CORRECTION',
          title: `${terms.title}: to make the correction`,
          charged: terms.owner,
          project: terms.project,
          node: terms.key,
          terms: { ...correctionTerms(terms), promised: { days: lapse.after, unit: 'workingDay' } },
          startedAt,
        }),
      ];
};

const correctionTerms = (terms: Matter['terms']): ClockTerms => ({
  promised: { days: terms.correction.askWithin, unit: 'workingDay' },
  statutory: null,
  pausePolicy: terms.pausePolicy,
  thresholds: terms.thresholds,
  closesAt: terms.closesAt,
  rules: terms.correction.rules,
});

/** What is handed in now, beside what was there before: the newer one replaces the older. */
const together = (matter: Matter, handed: Handed): Material[] =>
  handedIn(matter.terms, handed).map((now) =>
    now.present ? now : (matter.materials.find(({ key }) => key === now.key) ?? now),
  );

/** Every material that the matter asks for, present or missing. */
export const handedIn = (terms: Matter['terms'], handed: Handed): Material[] =>
  terms.materials.map(({ key, name }) => {
    const sha256 = handed.find((material) => material.key === key)?.sha256 ?? null;
    return { key, name, sha256, present: sha256 !== null };
  });

const unknownMaterials = ({ terms }: Matter, handed: Handed) =>
  handed.map(({ key }) => key).filter((key) => !terms.materials.some((material) => material.key === key));

const notAsked = ({ terms }: Matter, keys: readonly string[]) =>
  `${terms.title} does not ask for ${keys.join(', ')}; it asks for ${
    terms.materials.map(({ key, name }) => `${key} (${name})`).join(', ') || 'nothing'
  }.`;
