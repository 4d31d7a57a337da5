import type { Calendar } from '../calendar/calendar.ts';
import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import { openClock } from '../clock/clock.ts';
import type { DecisionContext } from '../clock/context.ts';
import type { ClockFact } from '../clock/facts.ts';
import { nodeDeadlineId } from '../clock/nodeClock.ts';
import { onlyBy } from '../joint/authority.ts';
import { closing, closingStep, openOpinionClocks } from '../joint/clocks.ts';
import { conclude, groundOf } from '../joint/conclude.ts';
import { type Joint, termsOf, unitsOf } from '../joint/joint.ts';
import { acceptNode, extendLimit, limitOutcomes, openNode, rederive, withdraw } from '../joint/life.ts';
import { decideOpinion, opinionOutcomes } from '../joint/opinions.ts';
import {
  decideRectification,
  rectificationOutcomes,
  rectificationPause,
  resubmit,
} from '../joint/rectification.ts';
import { decideSpecial, specialOutcomes } from '../joint/special.ts';
import { accept, type Decider, type Decision } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { DrawingsCommand } from './commands.ts';
import type { DrawingsEvent } from './events.ts';
import { drawingsList, drawingsOpinions, evolveDrawings, noDrawings } from './state.ts';

type Of<Type extends DrawingsCommand['type']> = Extract<DrawingsCommand, { type: Type }>;
type Decided = Decision<DrawingsEvent>;

export const drawingsOutcomes = {
  OpenDrawings: [['DrawingsOpened']],
  AcceptDrawings: [['DrawingsAccepted']],
  ...opinionOutcomes,
  IssueFirstOpinion: [['FirstOpinionIssued'], ['FirstOpinionClean']],
  SubmitRevision: [['RevisionSubmitted']],
  ...rectificationOutcomes,
  ...specialOutcomes,
  ...limitOutcomes,
  ConcludeDrawings: [['DrawingsConcluded'], ['DrawingsRefused']],
  SubmitFiling: [['DrawingsFiled']],
  WithdrawDrawings: [['DrawingsWithdrawn']],
} as const satisfies Outcomes<DrawingsCommand['type'], DrawingsEvent['type']>;

export const drawingsDecider: Decider<Joint, DrawingsCommand, DrawingsEvent, DecisionContext> = {
  initialState: noDrawings,
  evolve: evolveDrawings,
  decide(drawings, command, context): Decided {
    switch (command.type) {
      case 'OpenDrawings':
        return openNode('DrawingsOpened', 'JOINT_DRAWING_REVIEW', command);
      case 'AcceptDrawings': {
        const opinions = openOpinionClocks(
          context.calendar,
          termsOf(drawings),
          'firstOpinion',
          command.issuedAt,
        );
        return acceptNode('DrawingsAccepted', drawings, command, context, opinions);
      }
      case 'GiveOpinion':
      case 'DeemOpinions':
        return decideOpinion(drawings, command, drawingsOpinions, context);
      case 'IssueFirstOpinion':
        return issueFirstOpinion(drawings, command, context);
      case 'SubmitRevision':
        return resubmit('RevisionSubmitted', drawings, command, context, {
          ...drawingsList,
          mustChange: true,
        });
      case 'RecheckDemand':
      case 'AddDemand':
      case 'ReturnForRevision':
        return decideRectification(drawings, command, context, drawingsList);
      case 'StartSpecialProcedure':
      case 'EndSpecialProcedure':
      case 'CapSpecialProcedure':
        return decideSpecial(drawings, command, context);
      case 'ExtendLimit':
        return extendLimit(drawings, command, context);
      case 'RederiveDeadlines':
        return rederive(drawings, command, context);
      case 'ConcludeDrawings':
        return concludeDrawings(drawings, command, context);
      case 'SubmitFiling':
        return submitFiling(drawings, command);
      case 'WithdrawDrawings':
        return withdraw('DrawingsWithdrawn', drawings, command);
    }
  },
};

/**
 * 首次审查意见 (J8): by the lead or the review body, for all disciplines, and once. With demands it hands the drawings back;
 * without any there is nothing to check again, and that step is done with this one.
 */
function issueFirstOpinion(
  drawings: Joint,
  { data, issuedAt, actor }: Of<'IssueFirstOpinion'>,
  context: DecisionContext,
): Decided {
  const terms = termsOf(drawings);
  const denied = onlyBy(actor, 'the lead or the review body', terms.authority, ...unitsOf(terms));
  if (denied !== undefined) return denied;
  const opinion = { number: data.number, issuedBy: actor.subject, issuedAt };
  if (drawings.raised.length === 0)
    return accept({
      type: 'FirstOpinionClean',
      data: { ...opinion, clocks: closingStep(terms, drawings.clocks, 'recheck', issuedAt) },
    });
  const done = closingStep(terms, drawings.clocks, 'firstOpinion', issuedAt);
  return accept({
    type: 'FirstOpinionIssued',
    data: {
      ...opinion,
      demands: [...drawings.raised],
      ...rectificationPause(drawings, done, issuedAt, context, drawingsList),
    },
  });
}

/** 审查合格书 (J9): only over what is met; then the days to file it run against the review body. */
function concludeDrawings(
  drawings: Joint,
  command: Of<'ConcludeDrawings'>,
  { calendar }: DecisionContext,
): Decided {
  const ground = groundOf(drawings, command.data.outcome, { block: true, rule: 'J9' });
  const names = { approved: 'DrawingsConcluded', refused: 'DrawingsRefused' } as const;
  const decision = conclude(names, drawings, command, ground, {});
  const [fact] = decision.kind === 'accepted' ? decision.events : [];
  if (fact?.type !== 'DrawingsConcluded') return decision;
  const clocks = [...fact.data.clocks, ...filingClock(calendar, termsOf(drawings), command.issuedAt)];
  return accept({ ...fact, data: { ...fact.data, clocks } });
}

const filingClock = (calendar: Calendar, terms: NodeTerms, startedAt: Instant): readonly ClockFact[] =>
  terms.filing === undefined
    ? []
    : [
        openClock(calendar, {
          id: nodeDeadlineId(terms, 'filing'),
          kind: 'DUTY',
          title: `${terms.title}: to file the review`,
          charged: unitsOf(terms)[0] ?? terms.authority,
          project: terms.project,
          node: terms.key,
          terms: {
            promised: { days: terms.filing.within, unit: 'workingDay' },
            statutory: null,
            pausePolicy: terms.pausePolicy,
            thresholds: terms.thresholds,
            closesAt: terms.closesAt,
            rules: terms.filing.rules,
          },
          startedAt,
        }),
      ];

function submitFiling(drawings: Joint, { data, issuedAt, actor }: Of<'SubmitFiling'>): Decided {
  const terms = termsOf(drawings);
  return (
    onlyBy(actor, 'the lead or the review body', terms.authority, ...unitsOf(terms)) ??
    accept({
      type: 'DrawingsFiled',
      data: {
        ...data,
        filedBy: actor.subject,
        filedAt: issuedAt,
        clocks: closing(drawings.clocks, [nodeDeadlineId(terms, 'filing')], issuedAt),
      },
    })
  );
}
