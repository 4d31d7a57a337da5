import { nodeOfStream } from '../../domain/catalogue/nodeStream.ts';
import { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { acceptancePlayer } from './players/acceptancePlayer.ts';
import { drawingsPlayer } from './players/drawingsPlayer.ts';
import { marketPlayer } from './players/marketPlayer.ts';
import { matterPlayer } from './players/matterPlayer.ts';
import { type NodePlayer, noteClocks, type PlayedNode } from './players/nodePlayer.ts';
import { reviewPlayer } from './players/reviewPlayer.ts';
import { surveyPlayer } from './players/surveyPlayer.ts';
import { workPlayer } from './players/workPlayer.ts';
import { type ProjectScript, staff } from './script.ts';
import type { Action, Player } from './simulation.ts';

const players: Readonly<Record<string, NodePlayer>> = {
  matter: matterPlayer,
  survey: surveyPlayer,
  review: reviewPlayer,
  drawings: drawingsPlayer,
  acceptance: acceptancePlayer,
  work: workPlayer,
};

/** The registration with which a scripted project begins. */
export const registrationOf = ({ registeredAt, code, ...script }: ProjectScript): Action => ({
  at: registeredAt,
  request: {
    slice: 'project',
    key: { code },
    type: 'RegisterProject',
    input: {
      title: script.title,
      type: script.type,
      owner: script.owner,
      ownerName: script.ownerName,
      profile: script.profile,
      offClock: script.offClock,
      plannedDays: [],
    },
    actor: staff('owner', script.owner),
    commandId: `script|${code}|RegisterProject`,
  },
});

/** Plays everybody around one project: owner, window, departments and leads. */
export function projectPlayer(script: ProjectScript): Player {
  const nodes = new Map<string, PlayedNode>();
  const market = marketPlayer(script, (node) => nodes.get(node)?.due.get(`${script.code}/${node}`));
  return {
    sees(fact: Recorded): readonly Action[] {
      if (/^(job|engagement)-/.test(fact.stream)) return market.sees(fact);
      const place = nodeOfStream(fact.stream);
      if (place === undefined || place.project !== script.code) return [];
      const opening = NodeTerms.safeParse((fact.event.data as { readonly terms?: unknown }).terms);
      if (opening.success)
        nodes.set(place.node, { script, slice: place.slice, terms: opening.data, due: new Map() });
      const node = nodes.get(place.node);
      if (node === undefined) return [];
      noteClocks(node, fact);
      return players[place.slice]?.(node, fact) ?? [];
    },
  };
}
