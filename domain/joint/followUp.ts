import type { Calendar } from '../calendar/calendar.ts';
import { endedDayOf } from '../calendar/day.ts';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { type Clock, openClock } from '../clock/clock.ts';
import type { ClockFact } from '../clock/facts.ts';
import { nodeDeadlineId } from '../clock/nodeClock.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { CommandsOf } from '../kernel/slice.ts';
import { onlyBy, onlyLead } from './authority.ts';
import { closing } from './clocks.ts';
import type { followUpCommands } from './commands.ts';
import { type Joint, termsOf } from './joint.ts';
import type { DeemedOpinion } from './opinion.ts';

type FollowUpCommand = CommandsOf<typeof followUpCommands>;
type Of<Type extends FollowUpCommand['type']> = Extract<FollowUpCommand, { type: Type }>;

export const followUpOutcomes = {
  FollowUpConsent: [['ConsentFollowedUp']],
  CheckConsent: [['ConsentChecked']],
} as const;

const followUpClockId = (terms: NodeTerms, unit: string) => nodeDeadlineId(terms, `followUp/${unit}`);
const checkClockId = (terms: NodeTerms, unit: string) => nodeDeadlineId(terms, `check/${unit}`);

/**
 * What a consent by silence or absence leaves to be done (Q5): the unit puts its view in writing, and the lead looks at the
 * consent. What happened by itself at 24:00 belongs to the day that ended.
 */
export const openFollowUps = (
  calendar: Calendar,
  terms: NodeTerms,
  deemed: readonly DeemedOpinion[],
): ClockFact[] => {
  const { followUp } = terms;
  if (followUp === undefined) return [];
  return [...new Map(deemed.map(({ unit, at }) => [unit, at]))].flatMap(([unit, startedAt]) => {
    const name = terms.participants.find((seat) => seat.unit === unit)?.name ?? unit;
    const open = (id: string, title: string, charged: string, days: number) =>
      openClock(calendar, {
        id,
        kind: 'DUTY',
        title: `${terms.title}: ${title}`,
        charged,
        project: terms.project,
        node: terms.key,
        terms: {
          promised: { days, unit: 'workingDay' },
          statutory: null,
          pausePolicy: terms.pausePolicy,
          thresholds: terms.thresholds,
          closesAt: terms.closesAt,
          rules: followUp.rules,
        },
        startedAt,
        startDay: endedDayOf(startedAt),
      });
    return [
      open(followUpClockId(terms, unit), `the view of ${name} in writing`, unit, followUp.within),
      open(
        checkClockId(terms, unit),
        `check of the consent of ${name}`,
        terms.authority,
        followUp.checkWithin,
      ),
    ];
  });
};

export function decideFollowUp(joint: Joint, command: FollowUpCommand) {
  return command.type === 'FollowUpConsent' ? followUp(joint, command) : check(joint, command);
}

const openAt = (joint: Joint, id: string): Clock | undefined => {
  const clock = joint.clocks.get(id);
  return clock === undefined || clock.closedAt !== null ? undefined : clock;
};

/** 补具意见 (Q5): by the unit that was taken to agree; it changes nothing, and stands on the record. */
function followUp(joint: Joint, { data, issuedAt, actor }: Of<'FollowUpConsent'>) {
  const terms = termsOf(joint);
  const id = followUpClockId(terms, data.unit);
  return (
    onlyBy(actor, 'the unit that was taken to agree', data.unit) ??
    nothingOwed(joint, id, data.unit) ??
    accept({
      type: 'ConsentFollowedUp' as const,
      data: { ...data, followedUpAt: issuedAt, clocks: closing(joint.clocks, [id], issuedAt) },
    })
  );
}

/** 事后核查 (Q5): by the lead; a consent that should not have been is a violation of the unit that was silent. */
function check(joint: Joint, { data, issuedAt, actor }: Of<'CheckConsent'>) {
  const terms = termsOf(joint);
  const id = checkClockId(terms, data.unit);
  const violation = {
    rule: 'Q5',
    charged: data.unit,
    text: `Its consent by silence does not hold: ${data.note}`,
  };
  return (
    onlyLead(actor, terms) ??
    nothingOwed(joint, id, data.unit) ??
    accept({
      type: 'ConsentChecked' as const,
      data: {
        ...data,
        checkedAt: issuedAt,
        clocks: closing(joint.clocks, [id], issuedAt),
        ...(data.holds ? {} : { violation }),
      },
    })
  );
}

const nothingOwed = (joint: Joint, id: string, unit: string): Decision<never> | undefined =>
  openAt(joint, id) === undefined
    ? reject('NothingOwed', `Nothing is owed after a consent of ${unit} here, or it was done.`, 'Q5')
    : undefined;
