import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** What a client of server-sent events has got so far. */
export interface Listening {
  readonly status: number;
  readonly type: string | undefined;
  /** Resolves with the next event that is no ping. */
  next(): Promise<Event>;
  /** What was got and not yet asked for. */
  readonly waiting: readonly Event[];
  pause(): void;
  drop(): void;
  readonly closed: Promise<void>;
}
export interface Event {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: {
    data?: Record<string, never>;
    errors?: { message: string; extensions: { code: string } }[];
  };
}

const parse = (block: string): Event | undefined => {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const event = field('event');
  if (event === undefined) return undefined;
  return { id: field('id'), event, data: JSON.parse(field('data') || '{}') as Event['data'] };
};

/** Subscribe as a browser or an agent does, and resolve once the line stands. */
export function listen(url: string, query: string, headers: Record<string, string> = {}): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      `${url}/graphql`,
      {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      },
      (response: IncomingMessage) => {
        const events: Event[] = [];
        const waiters: ((event: Event) => void)[] = [];
        const { promise: closed, resolve: close } = Promise.withResolvers<void>();
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          rest += chunk;
          for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
            const event = parse(rest.slice(0, end));
            rest = rest.slice(end + 2);
            if (event === undefined) continue;
            const waiter = waiters.shift();
            if (waiter === undefined) events.push(event);
            else waiter(event);
          }
        });
        response.on('close', close);
        response.on('error', () => close());
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          waiting: events,
          next: () => {
            const event = events.shift();
            return event === undefined ? new Promise((told) => waiters.push(told)) : Promise.resolve(event);
          },
          pause: () => void response.pause(),
          drop: () => void sent.destroy(),
          closed,
        });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ query }));
  });
}
