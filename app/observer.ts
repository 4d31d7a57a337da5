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

type Handle = (slice: AnySlice, request: Request, internal: boolean) => Promise<Answer>;

/** Counts and logs every command that passes, a saga's as well as a user's. Its input and its stream are told to nobody. */
export const watched = (handle: Handle, logger: Logger, observer: CommandObserver | undefined): Handle => {
  const tell = (slice: AnySlice, { type, correlationId }: Request, internal: boolean, began: number) => {
    return (outcome: Outcome, answer?: Answer) => {
      const sender = internal ? 'saga' : 'user';
      const code = answer?.kind === 'rejected' ? answer.code : undefined;
      const ms = performance.now() - began;
      observer?.decided({ slice: slice.name, type, sender, outcome, code, ms });
      if (!logger.isLevelEnabled('info')) return;
      const position = answer === undefined || answer.kind === 'invalid' ? undefined : answer.position;
      logger.info(
        {
          correlationId: shownId(correlationId),
          slice: slice.name,
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
  };
  return async (slice, request, internal) => {
    const ended = tell(slice, request, internal, performance.now());
    try {
      const answer = await handle(slice, request, internal);
      ended(answer.kind, answer);
      return answer;
    } catch (error) {
      ended('failed');
      throw error;
    }
  };
};
