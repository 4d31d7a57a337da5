import { systemActor } from '../domain/kernel/actor.ts';
import type { Effect } from '../sagas/saga.ts';
import type { createHandler } from './handleCommand.ts';
import type { Answer } from './runtime.ts';
import { type AnySlice, sliceByName } from './slices.ts';

/** Refusals that a saga reckons with: the stream was faster, or the effect is there already. */
const EXPECTED = new Set([
  'StageForbids',
  'NothingMoved',
  'AlreadyRaised',
  'NotRaised',
  'StillInTime',
  'NoTacitConsent',
]);

export type Refused = Extract<Answer, { kind: 'rejected' }>;

interface Parts {
  readonly handle: ReturnType<typeof createHandler>;
  /** A saga was refused for a reason that it does not reckon with. */
  readonly onRefused: (saga: string, effect: Effect, answer: Refused, correlationId: string) => void;
}

export function sliceNamed(name: string): AnySlice {
  const slice = sliceByName.get(name);
  if (slice === undefined) throw new Error(`Unreachable: there is no slice «${name}».`);
  return slice;
}

/** Sends what a saga wants as the system: a refusal is an answer, and only a bug throws. */
export const effectSender =
  ({ handle, onRefused }: Parts) =>
  async (saga: string, effect: Effect, correlationId: string): Promise<void> => {
    const actor = systemActor(saga);
    const answer = await handle(sliceNamed(effect.slice), { ...effect, correlationId, actor }, true);
    if (answer.kind === 'invalid')
      throw new Error(`Saga ${saga} sent a wrong ${effect.type}: ${JSON.stringify(answer.issues)}`);
    if (answer.kind === 'rejected' && !EXPECTED.has(answer.code))
      onRefused(saga, effect, answer, correlationId);
  };
