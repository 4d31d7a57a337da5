import { legalDayOf } from '../../../domain/calendar/day.ts';
import { processDefinition } from '../../../domain/catalogue/catalogue.ts';
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
      return script.correcting.includes(terms.key)
        ? [
            deed(node, fact.recordedAt, staff('intake', terms.intake), 'RequestCorrection', {
              missing: terms.materials.slice(0, 1).map(({ key }) => key),
              note: '材料未加盖公章,请一次性补正。',
            }),
          ]
        : [];
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

function handIn(node: PlayedNode, { recordedAt }: Recorded): readonly Action[] {
  const { terms, script } = node;
  if (script.idle.includes(terms.key)) return [];
  const materials = terms.materials.map(({ key }) => ({
    key,
    sha256: documentOf(`${terms.project}/${terms.key}/${key}`),
  }));
  const intake = staff('intake', terms.intake);
  return script.correcting.includes(terms.key)
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
  const steps = terms.steps.flatMap(({ key }) => {
    const at = stepClosing(node, key);
    return at === undefined || node.script.stalled.includes(terms.key)
      ? []
      : [deed(node, at, officer, 'CompleteStep', { step: key }, key)];
  });
  const at = nodeClosing(node);
  if (at === undefined) return steps;
  const decision = {
    outcome: 'approved',
    documentNumber: `彝审〔${at.slice(0, 4)}〕${terms.key}号`,
    ...lateness(node),
  };
  return [...steps, deed(node, at, officer, 'DecideMatter', decision)];
}
