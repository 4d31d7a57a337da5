import type { Answer } from '../app/runtime.ts';
import { actorOf, agentDenial, hasRoleFor, permitFor, type Situation, whoMay } from './authority.ts';
import { allowedTo } from './available.ts';
import { beforeBeginning, mayBegin, rejected } from './beforeBeginning.ts';
import { addressIssues, inputFor, keyOf } from './commandShape.ts';
import type { Context } from './context.ts';
import type { AnySlice, Input, Offer } from './offer.ts';

/** Give a command: its shape, then the policy, then the law of its slice. */
export async function give(
  context: Context,
  offer: Offer,
  input: Input,
  commandId: string | null,
): Promise<Answer> {
  const { runtime, viewer, correlationId } = context;
  const { command } = offer;
  /** Of what never reaches the runtime it is told, for whoever counts. */
  const told = (answer: Answer): Answer => {
    runtime.declined({ slice: offer.slices[0].name, type: command, correlationId }, answer);
    return answer;
  };
  const issues = addressIssues(offer, input, commandId);
  if (issues.length > 0) return told({ kind: 'invalid', issues });

  const key = keyOf(offer, input);
  const named = { ...input, ...key };
  const begun = await begunSlice(context, offer, key);
  if (begun === undefined && !mayBegin(offer.slices[0], command))
    return told(
      hasRoleFor(command, viewer)
        ? only(context, await beforeBeginning(context, offer, key), {})
        : forbidden(context, command, { parties: {}, named }, []),
    );

  const slice = begun ?? offer.slices[0];
  const state = await runtime.stateOf(slice.name, slice.streamOf(key));
  const parties = slice.parties(state);
  const permit = permitFor(command, viewer, { parties, named });
  if (permit === undefined)
    return told(forbidden(context, command, { parties, named }, slice.available(state.stage)));
  const answer = await runtime.execute({
    slice: slice.name,
    key,
    type: command,
    input: inputFor(slice, command, input),
    actor: actorOf(viewer, permit),
    commandId: commandId ?? undefined,
    correlationId,
  });
  return only(context, answer, parties);
}

/** The slice whose stream has begun: a command that several kinds of node know goes to the one that carries this node. */
async function begunSlice(
  { runtime }: Context,
  { slices }: Offer,
  key: Readonly<Record<string, string>>,
): Promise<AnySlice | undefined> {
  for (const slice of slices) {
    const { stage } = await runtime.stateOf(slice.name, slice.streamOf(key));
    if (stage !== slice.initialState.stage) return slice;
  }
  return undefined;
}

/** A refusal names what is allowed now: to this viewer. */
const only = (context: Context, answer: Answer, parties: Situation['parties']): Answer =>
  answer.kind === 'rejected' ? { ...answer, allowed: allowedTo(context, answer.allowed, parties) } : answer;

function forbidden(context: Context, command: string, situation: Situation, allowed: readonly string[]) {
  const { viewer } = context;
  const { code, message, rule } = agentDenial(command, viewer, situation) ?? {
    code: 'Forbidden',
    message: whoMay(command, viewer, situation),
  };
  return only(context, { ...rejected(code, message, allowed), rule }, situation.parties);
}
