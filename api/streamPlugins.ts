import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { AppClock } from '../app/runtime.ts';
import type { Asked } from './asked.ts';
import type { Change } from './changes/change.ts';
import { mapped } from './changes/mapped.ts';
import type { Context } from './context.ts';
import { eventStream } from './eventStream.ts';
import type { Limits } from './limits.ts';

/** The place of the change that an answer is about, which becomes its event id. No part of the answer itself. */
const PLACE = Symbol('place in the log');
export type Placed = ExecutionResult & { readonly [PLACE]?: string };
const placeOf = (result: Placed): string | undefined => result[PLACE];

/** Each change is answered as if it were asked about just now: policy judges it with the clock and the rights of its own moment. */
const freshAnswers = (clock: AppClock): Plugin<object, Asked> => ({
  onSubscribe: ({ setSubscribeFn }) =>
    setSubscribeFn(async (args: ExecutionArgs) => {
      const source = await createSourceEventStream(args);
      if (!isAsyncIterable<Change>(source)) return source;
      return mapped(source[Symbol.asyncIterator]() as AsyncIterator<Change, undefined>, async (change) => {
        const asked = args.contextValue as Context;
        const viewer = await (asked.viewer.now?.() ?? asked.viewer);
        const contextValue: Context = { ...asked, viewer, now: clock.now() };
        const result = await execute({ ...args, rootValue: change, contextValue });
        return { ...result, [PLACE]: String(change.position) };
      });
    }),
});

/** Answers to a subscription as server-sent events, each with the id to resume from. */
const eventsWithIds = ({ pingMs }: Limits['streams']): Plugin<object, Asked> => ({
  onResultProcess: ({ result, request, serverContext, acceptableMediaTypes, setResultProcessor }) => {
    if (!isAsyncIterable<Placed>(result)) return;
    acceptableMediaTypes.push('text/event-stream');
    const asked = serverContext as Asked;
    const iterator = result[Symbol.asyncIterator]();
    // From here on it is a stream, which is bounded by the hub, and no request under way.
    asked.held.release();
    if (!accepts(request.headers.get('accept'))) {
      void iterator.return?.();
      return;
    }
    asked.onClose(() => void iterator.return?.());
    setResultProcessor(
      (_, fetchAPI) => eventStream(iterator, { fetchAPI, placeOf, pingMs }),
      'text/event-stream',
    );
  },
});

const accepts = (accept: string | null) => /text\/(event-stream|\*)|\*\/\*/.test(accept ?? '*/*');

export const streamPlugins = (clock: AppClock, limits: Limits['streams']): Plugin<object, Asked>[] => [
  freshAnswers(clock),
  eventsWithIds(limits),
];
