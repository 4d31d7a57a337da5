import type { DecisionContext } from '../clock/context.ts';
import { beyondCap } from '../clock/estimate.ts';
import { pauseAll, resumeAll } from '../clock/nodeClock.ts';
import { accept, reject } from '../kernel/decider.ts';
import type { CommandsOf } from '../kernel/slice.ts';
import { onlyLead, onlySystem } from './authority.ts';
import { ownClocks } from './clocks.ts';
import type { specialCommands } from './commands.ts';
import { type Joint, termsOf } from './joint.ts';
import { nodeClockOf } from './life.ts';

type SpecialCommand = CommandsOf<typeof specialCommands>;
type Of<Type extends SpecialCommand['type']> = Extract<SpecialCommand, { type: Type }>;

export const specialOutcomes = {
  StartSpecialProcedure: [['SpecialProcedureStarted']],
  EndSpecialProcedure: [['SpecialProcedureEnded']],
  CapSpecialProcedure: [['SpecialProcedureEnded']],
} as const;

/**
 * 特别程序: time left out of the limit, for reasons that the law names and the node lists (T10, T11). Rectification is none
 * of them: it begins with the list of demands.
 */
export function decideSpecial(joint: Joint, command: SpecialCommand, context: DecisionContext) {
  switch (command.type) {
    case 'StartSpecialProcedure':
      return start(joint, command, context);
    case 'EndSpecialProcedure':
      return end(joint, command, context);
    case 'CapSpecialProcedure':
      return cap(joint, command, context);
  }
}

function start(
  joint: Joint,
  { data, issuedAt, actor }: Of<'StartSpecialProcedure'>,
  { calendar }: DecisionContext,
) {
  const terms = termsOf(joint);
  const denied = onlyLead(actor, terms);
  if (denied !== undefined) return denied;
  const listed = terms.pauses.filter(({ key }) => key !== 'rectification');
  const reason = listed.find(({ key }) => key === data.reason);
  if (reason === undefined)
    return reject(
      'NoLegalReason',
      `«${data.reason}» is no legal reason to stop this clock; the node lists ${
        listed.map(({ key, title }) => `${key} (${title})`).join(', ') || 'none'
      }.`,
      'T10',
    );
  const tooLong = beyondCap(data.estimatedDays, reason);
  if (tooLong !== undefined) return tooLong;
  const { title, legalBasis, cap: most } = reason;
  const clocks = pauseAll(calendar, ownClocks(terms, joint.clocks), {
    reason: title,
    legalBasis,
    cap: most,
    from: issuedAt,
  });
  return accept({
    type: 'SpecialProcedureStarted' as const,
    data: {
      ...data,
      estimatedDays: data.estimatedDays ?? null,
      title,
      legalBasis,
      startedAt: issuedAt,
      clocks,
    },
  });
}

function end(joint: Joint, { issuedAt, actor }: Of<'EndSpecialProcedure'>, { calendar }: DecisionContext) {
  const terms = termsOf(joint);
  const clocks = resumeAll(calendar, ownClocks(terms, joint.clocks), issuedAt);
  return (
    onlyLead(actor, terms) ??
    accept({ type: 'SpecialProcedureEnded' as const, data: { resumedAt: issuedAt, atCap: false, clocks } })
  );
}

/** The freeze ends at its cap whoever forgets it, and the day of the cap is the day it closes. */
function cap(joint: Joint, { issuedAt, actor }: Of<'CapSpecialProcedure'>, { calendar }: DecisionContext) {
  const denied = onlySystem(actor);
  if (denied !== undefined) return denied;
  const capAt = nodeClockOf(joint)?.pauses.at(-1)?.capAt ?? null;
  if (capAt === null) return reject('NoCap', 'This special procedure has no cap.', 'T10');
  if (issuedAt < capAt)
    return reject('CapNotReached', `The special procedure may last until ${capAt}.`, 'T10');
  const clocks = resumeAll(calendar, ownClocks(termsOf(joint), joint.clocks), capAt);
  return accept({ type: 'SpecialProcedureEnded' as const, data: { resumedAt: capAt, atCap: true, clocks } });
}
