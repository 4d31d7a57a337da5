import type { FetchAPI } from 'graphql-yoga';

interface Options<Answer> {
  readonly fetchAPI: FetchAPI;
  /** The id under which a client resumes after this answer. */
  readonly placeOf: (answer: Answer) => string | undefined;
  readonly pingMs: number;
}

/**
 * Answers as server-sent events in the «distinct connections» form of GraphQL over SSE: `next` for each, `complete` at
 * the end, a comment now and then so that nobody in between takes the line for dead. The next answer is made only when
 * the client has taken the last one.
 */
export function eventStream<Answer>(
  answers: AsyncIterator<Answer>,
  { fetchAPI, placeOf, pingMs }: Options<Answer>,
): Response {
  const encoder = new fetchAPI.TextEncoder();
  let ping: NodeJS.Timeout | undefined;
  const stop = () => {
    clearInterval(ping);
    void answers.return?.();
  };
  const body = new fetchAPI.ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(':\n\n'));
      ping = setInterval(() => {
        if (controller.desiredSize === null) stop();
        else if (controller.desiredSize > 0) controller.enqueue(encoder.encode(':\n\n'));
      }, pingMs).unref();
    },
    async pull(controller) {
      const { done, value } = await answers.next();
      if (done === true) {
        stop();
        controller.enqueue(encoder.encode('event: complete\ndata:\n\n'));
        controller.close();
        return;
      }
      const place = placeOf(value);
      const id = place === undefined ? '' : `id: ${place}\n`;
      controller.enqueue(encoder.encode(`${id}event: next\ndata: ${JSON.stringify(value)}\n\n`));
    },
    cancel: stop,
  });
  return new fetchAPI.Response(body, {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
