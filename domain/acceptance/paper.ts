import type { DecisionContext } from '../clock/context.ts';
import { notByAccepter, onlyBy, onlyLead } from '../joint/authority.ts';
import { closingStep } from '../joint/clocks.ts';
import { results } from '../joint/combine.ts';
import { conclude, groundOf } from '../joint/conclude.ts';
import { seatOf, termsOf } from '../joint/joint.ts';
import { rectificationPause } from '../joint/rectification.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AcceptanceCommand } from './commands.ts';
import type { AcceptanceEvent } from './events.ts';
import { type Acceptance, acceptanceList } from './state.ts';

type Of<Type extends AcceptanceCommand['type']> = Extract<AcceptanceCommand, { type: Type }>;
type Decided = Decision<AcceptanceEvent>;

/** 受理核对 (J10): the scope is every discipline of the node, and all of them use the one set of materials. */
export function completeIntake(acceptance: Acceptance, { issuedAt, actor }: Of<'CompleteIntake'>): Decided {
  const terms = termsOf(acceptance);
  return (
    onlyBy(actor, 'the intake window or the lead', terms.intake, terms.authority) ??
    accept({
      type: 'AcceptanceMaterialsChecked',
      data: {
        scope: terms.participants.map(seatOf),
        materials: [...acceptance.materials],
        checkedAt: issuedAt,
        clocks: closingStep(terms, acceptance.clocks, 'intake', issuedAt),
      },
    })
  );
}

/** 整改通知 (J13, J14): everything that any discipline demands, at once and in writing; the clock stands still. */
export function issueCorrections(
  acceptance: Acceptance,
  { issuedAt, actor }: Of<'IssueCorrections'>,
  context: DecisionContext,
): Decided {
  const demands = [...acceptance.raised];
  return (
    onlyLead(actor, termsOf(acceptance)) ??
    (demands.length === 0
      ? reject('NothingToDemand', 'Every discipline has passed; issue the opinion paper.', 'J13')
      : accept({
          type: 'CorrectionsIssued',
          data: {
            demands,
            issuedAt,
            ...rectificationPause(acceptance, [], issuedAt, context, acceptanceList),
          },
        }))
  );
}

/** 联合验收意见书 (J10, J11): one paper with a number and the result of every discipline; it is the decision. */
export function issueOpinionPaper(
  acceptance: Acceptance,
  { data, issuedAt, actor }: Of<'IssueOpinionPaper'>,
): Decided {
  const terms = termsOf(acceptance);
  const refused =
    onlyLead(actor, terms) ??
    notByAccepter(actor, acceptance.acceptedBy) ??
    groundOf(acceptance, data.outcome, { block: true, rule: 'J14' }) ??
    (data.outcome === 'refused' && data.reasons == null
      ? reject('ReasonsMissing', 'A refusal says why: fill in «reasons».', 'T18')
      : undefined);
  return (
    refused ??
    accept({
      type: 'OpinionPaperIssued',
      data: {
        number: data.number,
        verdict: data.outcome,
        reasons: data.reasons ?? null,
        results: results(acceptance),
        issuedAt,
        clocks: closingStep(terms, acceptance.clocks, 'opinionPaper', issuedAt),
      },
    })
  );
}

/** 竣工备案: files what the paper says, and nothing else. */
export function fileAcceptance(acceptance: Acceptance, command: Of<'FileAcceptance'>): Decided {
  const { paper } = acceptance;
  if (paper === undefined)
    throw new Error('Unreachable: the lifecycle files nothing without an opinion paper.');
  const { verdict: outcome, reasons } = paper;
  const data = { ...command.data, outcome, reasons };
  const names = { approved: 'AcceptanceFiled', refused: 'AcceptanceFailed' } as const;
  return conclude(names, acceptance, { ...command, data }, undefined, {});
}
