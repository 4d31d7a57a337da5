import { nodeDigest } from '../app/digest.ts';
import type { Answer } from '../app/runtime.ts';
import { makeCommand } from '../domain/kernel/slice.ts';
import { actorOf } from './authority.ts';
import type { Context } from './context.ts';
import type { AnySlice, Offer } from './offer.ts';

type Key = Readonly<Record<string, string>>;

/** A refusal by the API itself. */
export const rejected = (
  code: string,
  message: string,
  allowed: readonly string[] = [],
): Extract<Answer, { kind: 'rejected' }> => ({
  kind: 'rejected',
  code,
  message,
  rule: undefined,
  allowed,
  position: undefined,
});

/**
 * The answer to a command whose stream has not begun, and which cannot be its first. Nobody has a part in such a stream,
 * so the policy cannot tell whose it will be; nothing is sent to it, for by then it may have begun with other parties.
 */
export const beforeBeginning = (context: Context, offer: Offer, key: Key): Promise<Answer> | Answer => {
  const { project, node } = key;
  return project === undefined || node === undefined
    ? stageForbids(context, offer)
    : nodeWaits(context, offer, project, node);
};

/** A node of a chain: unknown, of a kind that has no such command, or still waiting. */
async function nodeWaits(
  { runtime, now }: Context,
  { command, slices }: Offer,
  code: string,
  key: string,
): Promise<Answer> {
  const project = await runtime.queries.project(code, now);
  if (project === undefined)
    return rejected('ProjectUnknown', `No project has the code ${code}; register it first.`);
  const node = project.nodes.find((candidate) => candidate.key === key);
  if (node === undefined)
    return rejected(
      'NodeUnknown',
      `Project ${code} has no node ${key}; it has ${project.nodes.map((known) => known.key).join(', ')}.`,
    );
  if (!slices.some(({ name }) => name === node.slice))
    return rejected(
      'CommandUnknownHere',
      `«${command}» is no command of node ${key}, ${node.title}; see its availableCommands.`,
    );
  const waitsFor = node.predecessors.join(', ');
  return rejected(
    'StageForbids',
    `«${command}» has no place before node ${key}, ${node.title}, begins${waitsFor === '' ? '' : `; it comes after ${waitsFor}`}.`,
  );
}

/** What the machine of the slice says to a command before the first fact. */
function stageForbids({ runtime, viewer, now }: Context, { command, slices: [slice] }: Offer): Answer {
  const actor = actorOf(viewer, { role: viewer.roles[0] ?? 'public', party: 'none' });
  const decision = slice.decide(slice.initialState, makeCommand(command, {}, now, actor), {
    calendar: runtime.calendar(),
    digest: nodeDigest,
  });
  if (decision.kind === 'accepted')
    throw new Error(`Unreachable: «${command}» has no place before the first fact.`);
  const { code, message, rule, allowed = [] } = decision.rejection;
  return { kind: 'rejected', code, message, rule, allowed, position: undefined };
}

/** Whether a command may be the first of a stream of this slice. */
export const mayBegin = (slice: AnySlice, command: string): boolean =>
  slice.available(slice.initialState.stage).includes(command);
