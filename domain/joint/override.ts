import { openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import { accept, reject } from '../kernel/decider.ts';
import type { CommandsOf } from '../kernel/slice.ts';
import { onlyLead } from './authority.ts';
import { closing, reasonsClockId } from './clocks.ts';
import { blocking } from './combine.ts';
import type { overrideCommands } from './commands.ts';
import { type Joint, seatId, termsOf } from './joint.ts';

type OverrideCommand = CommandsOf<typeof overrideCommands>;
type Of<Type extends OverrideCommand['type']> = Extract<OverrideCommand, { type: Type }>;

export const overrideOutcomes = {
  OverrideDisagreement: [['DisagreementOverridden']],
  SendReasons: [['ReasonsSent']],
} as const;

/** 主办否定协办意见 (J16): the lead may go on, says why at once, and sends its reasons within the days of the policy. */
export function decideOverride(joint: Joint, command: OverrideCommand, context: DecisionContext) {
  return command.type === 'OverrideDisagreement'
    ? override(joint, command, context)
    : sendReasons(joint, command);
}

function override(
  joint: Joint,
  { data, issuedAt, actor }: Of<'OverrideDisagreement'>,
  { calendar }: DecisionContext,
) {
  const terms = termsOf(joint);
  const denied = onlyLead(actor, terms);
  if (denied !== undefined) return denied;
  if (!blocking(joint).some((held) => seatId(held) === seatId(data)))
    return reject(
      'NothingToOverride',
      `No reasoned disagreement of ${data.unit} on «${data.discipline}» is open.`,
      'J16',
    );
  const clock = openClock(calendar, {
    id: reasonsClockId(terms, data),
    kind: 'OPINION',
    title: `${terms.title}: reasons for the override`,
    charged: terms.authority,
    project: terms.project,
    node: terms.key,
    terms: {
      promised: joint.policy.overrideReasons,
      statutory: null,
      pausePolicy: terms.pausePolicy,
      thresholds: terms.thresholds,
      closesAt: null,
      rules: ['J16'],
    },
    startedAt: issuedAt,
  });
  const reasonsDueOn = 'due' in clock ? clock.due.dueOn : null;
  return accept({
    type: 'DisagreementOverridden' as const,
    data: { ...data, overriddenAt: issuedAt, reasonsDueOn, clocks: [clock] },
  });
}

function sendReasons(joint: Joint, { data, issuedAt, actor }: Of<'SendReasons'>) {
  const terms = termsOf(joint);
  const denied = onlyLead(actor, terms);
  if (denied !== undefined) return denied;
  const clock = joint.clocks.get(reasonsClockId(terms, data));
  if (clock === undefined || clock.closedAt !== null)
    return reject('NoReasonsOwed', `No reasons are owed to ${data.unit} on «${data.discipline}».`, 'J16');
  const { dueAt } = clock.due;
  const late = dueAt !== null && issuedAt >= dueAt;
  const violation = {
    rule: 'J16',
    charged: terms.authority,
    text: `The reasons for the override on ${data.discipline} were due before ${dueAt} and were sent at ${issuedAt}.`,
  };
  return accept({
    type: 'ReasonsSent' as const,
    data: {
      ...data,
      sentAt: issuedAt,
      clocks: closing(joint.clocks, [clock.id], issuedAt),
      ...(late ? { violation } : {}),
    },
  });
}
