import { legalDayOf } from '../../../domain/calendar/day.ts';
import { processDefinition } from '../../../domain/catalogue/catalogue.ts';
import type { Instant } from '../../../domain/kernel/instant.ts';
import type { Recorded } from '../../../domain/kernel/recorded.ts';
import { closingAfter, documentOf, staff } from '../script.ts';
import type { Action } from '../simulation.ts';
import { deed, lateness, type NodePlayer, nodeClosing, type PlayedNode, stepClosing } from './nodePlayer.ts';

/**
 * A matter by the book: handed in complete and accepted at once, each step and the decision at 17:00 of its last day, and
 * the document handed out with it.
 */
export const matterPlayer: NodePlayer = (node, fact) => {
  const { terms, script } = node;
  switch (fact.event.type) {
    case 'MatterOpened':
      return handIn(node, fact);
    case 'MatterReceived':
      return asksForMore(node)
        ? [
            deed(node, fact.recordedAt, staff('intake', terms.intake), 'RequestCorrection', {
              missing: terms.materials.slice(0, 1).map(({ key }) => key),
              note: '材料未加盖公章,请一次性补正。',
            }),
          ]
        : [];
    case 'CorrectionRequested': {
      const days = script.corrected[terms.key];
      return days === undefined ? [] : correct(node, closingAfter(legalDayOf(fact.recordedAt), days));
    }
    case 'MatterRefused':
    case 'MatterWithdrawn':
    case 'MatterDeemedWithdrawn':
    case 'AcceptanceDeemedRefused':
      return [giveUp(node, closingAfter(legalDayOf(fact.recordedAt), DAYS_TO_GIVE_UP))];
    case 'MatterAccepted':
      return [...stop(node, fact), ...(pauseOf(node) === undefined ? finish(node) : [])];
    case 'SpecialProcedureEnded':
      return finish(node);
    case 'MatterDecided':
      return [
        deed(node, fact.recordedAt, staff('intake', terms.intake), 'DeliverMatter', { channel: 'online' }),
      ];
    default:
      return [];
  }
};

/** Working days after which a project is given up that was refused or has lost an application. */
const DAYS_TO_GIVE_UP = 5;

const asksForMore = ({ terms, script }: PlayedNode): boolean =>
  script.correcting.includes(terms.key) || script.corrected[terms.key] !== undefined;

const documentsOf = ({ terms }: PlayedNode) =>
  terms.materials.map(({ key }) => ({ key, sha256: documentOf(`${terms.project}/${terms.key}/${key}`) }));

/** What was missing is handed in, and the application is accepted at once. */
function correct(node: PlayedNode, at: Instant): readonly Action[] {
  const { terms } = node;
  return [
    deed(node, at, staff('owner', terms.owner), 'SubmitCorrection', {
      materials: documentsOf(node).slice(0, 1),
    }),
    deed(node, at, staff('intake', terms.intake), 'AcceptMatter', {}),
  ];
}

const giveUp = ({ terms }: PlayedNode, at: Instant): Action => ({
  at,
  // Another node of the same project may have ended it before.
  mayBeRefused: true,
  request: {
    slice: 'project',
    key: { code: terms.project },
    type: 'TerminateProject',
    input: { reason: `${terms.title}未获办结,项目单位决定终止。` },
    actor: staff('owner', terms.owner),
    commandId: `script|${terms.project}|TerminateProject`,
  },
});

function handIn(node: PlayedNode, { recordedAt }: Recorded): readonly Action[] {
  const { terms, script } = node;
  if (script.idle.includes(terms.key)) return [];
  const materials = documentsOf(node);
  const intake = staff('intake', terms.intake);
  return asksForMore(node)
    ? [deed(node, recordedAt, intake, 'ReceiveMatter', { materials: materials.slice(1) })]
    : [deed(node, recordedAt, intake, 'ReceiveAndAcceptMatter', { materials })];
}

/** The pause of a node: a planned one of so many days, or one of the script that does not end. */
function pauseOf({
  terms,
  script,
}: PlayedNode): { readonly reason: string; readonly days: number | null } | undefined {
  const forced = script.pausedAt[terms.key];
  if (forced !== undefined) return { reason: forced, days: null };
  const unplanned = script.pausedFor[terms.key];
  if (unplanned !== undefined) return unplanned;
  if (script.offClock === 'none') return undefined;
  const [planned] =
    processDefinition(script.profile)?.nodes.find(({ key }) => key === terms.key)?.plannedPauses ?? [];
  return planned;
}

function stop(node: PlayedNode, { recordedAt }: Recorded): readonly Action[] {
  const pause = pauseOf(node);
  if (pause === undefined) return [];
  const officer = staff('officer', node.terms.authority);
  return [
    deed(node, recordedAt, officer, 'StartSpecialProcedure', {
      reason: pause.reason,
      notice: '依法不计入办理时限,预计时长及依据已书面告知。',
    }),
    ...(pause.days === null
      ? []
      : [deed(node, closingAfter(legalDayOf(recordedAt), pause.days), officer, 'EndSpecialProcedure', {})]),
  ];
}

function finish(node: PlayedNode): readonly Action[] {
  const { terms } = node;
  const officer = staff('officer', terms.authority);
  const at = nodeClosing(node);
  const steps = terms.steps.flatMap(({ key }) => {
    const last = stepClosing(node, key);
    if (last === undefined || node.script.stalled.includes(terms.key)) return [];
    // After a pause a step may have days left beyond the end of the whole.
    const done = at !== undefined && at < last ? at : last;
    return [deed(node, done, officer, 'CompleteStep', { step: key }, key)];
  });
  if (at === undefined) return steps;
  if (node.script.withdrawn.includes(terms.key))
    return [
      deed(node, at, staff('owner', terms.owner), 'WithdrawMatter', { reason: '建设方案调整,申请撤回。' }),
    ];
  if (node.script.refused.includes(terms.key))
    return [
      ...steps,
      deed(node, at, officer, 'DecideMatter', {
        outcome: 'refused',
        reasons: '不符合审批条件,依据及救济途径已书面告知。',
        ...lateness(node),
      }),
    ];
  const decision = {
    outcome: 'approved',
    documentNumber: `彝审〔${at.slice(0, 4)}〕${terms.key}号`,
    ...lateness(node),
  };
  return [...steps, deed(node, at, officer, 'DecideMatter', decision)];
}
