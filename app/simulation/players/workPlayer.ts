import { closingOf, documentOf, staff } from '../script.ts';
import { publish } from './marketPlayer.ts';
import { deed, type NodePlayer } from './nodePlayer.ts';

/** Off-clock work by the book: bought where the script says so, done with evidence at 17:00 of the last planned day. */
export const workPlayer: NodePlayer = (node, fact) => {
  const { terms, script, due } = node;
  if (fact.event.type !== 'WorkOpened' || script.stalled.includes(terms.key)) return [];
  if (script.market[terms.key] !== undefined) return publish(node, fact.recordedAt);
  // What was bought is done when the market says so.
  if (Object.values(script.market).some(({ work }) => work === terms.key)) return [];
  const own = due.get(`${terms.project}/${terms.key}`);
  const at = (own && closingOf(own, script.late[terms.key] ?? 0)) ?? fact.recordedAt;
  const evidence = [{ name: `${terms.title}成果`, sha256: documentOf(`${terms.project}/${terms.key}`) }];
  return [deed(node, at, staff('owner', terms.owner), 'CompleteWork', { evidence })];
};
