import type { Logger } from 'pino';
import { shownId } from './logger.ts';
import type { Answer, Request } from './runtime.ts';
import type { AnySlice } from './slices.ts';

/** How a command ended; `failed` is a bug, or a store that is out of order. */
export type Outcome = Answer['kind'] | 'failed';

/** A command as operators see it: which and by whom, and nothing of what it says. */
export interface Decided {
  readonly slice: string;
  readonly type: string;
  readonly sender: 'user' | 'saga';
  readonly outcome: Outcome;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly ms: number;
}

/** Told of every command. It must be quick, and must not throw. */
export interface CommandObserver {
  decided(command: Decided): void;
  /** Another writer was faster; the command is decided again. */
  conflicted(slice: string, type: string): void;
}

/** What carries a command out. */
export type Handle = (slice: AnySlice, request: Request, internal: boolean) => Promise<Answer>;

/** What is known of a command from outside. */
type Named = Pick<Request, 'type' | 'correlationId'> & { readonly slice: string };

/** Counts and logs a command that has ended. Its input and its stream are told to nobody. */
export const teller =
  (logger: Logger, observer: CommandObserver | undefined) =>
  (
    { slice, type, correlationId }: Named,
    sender: Decided['sender'],
    outcome: Outcome,
    ms: number,
    answer?: Answer,
  ) => {
    const code = answer?.kind === 'rejected' ? answer.code : undefined;
    observer?.decided({ slice, type, sender, outcome, code, ms });
    if (!logger.isLevelEnabled('info')) return;
    const position = answer === undefined || answer.kind === 'invalid' ? undefined : answer.position;
    logger.info(
      {
        correlationId: shownId(correlationId),
        slice,
        command: type,
        sender,
        outcome,
        code,
        position: position?.toString(),
        ms: Math.round(ms),
      },
      'command',
    );
  };

/** Tells of every command that passes, a saga's as well as a user's. */
export const watched =
  (handle: Handle, tell: ReturnType<typeof teller>): Handle =>
  async (slice, request, internal) => {
    const began = performance.now();
    const named = { slice: slice.name, type: request.type, correlationId: request.correlationId };
    const sender = internal ? 'saga' : 'user';
    try {
      const answer = await handle(slice, request, internal);
      tell(named, sender, answer.kind, performance.now() - began, answer);
      return answer;
    } catch (error) {
      tell(named, sender, 'failed', performance.now() - began);
      throw error;
    }
  };
