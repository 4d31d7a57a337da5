import { Metadata, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { StubLog } from './log.ts';
import { type Counts, OBEDIENT, type Orders, type Told } from './orders.ts';

/** A call that is open, as far as breaking it goes. */
export interface OpenCall {
  emit(event: 'error', error: unknown): boolean;
  end(): void;
}

/** What all calls share: the log, the orders, and who waits for new events. */
export class Node {
  readonly log: StubLog;
  port = 0;
  orders: Orders = OBEDIENT;
  readonly open = new Set<OpenCall>();
  readonly listeners = new Set<() => void>();
  appends = 0;
  cuts = 0;
  eventsRead = 0;
  subscriptions = 0;

  constructor(log: StubLog) {
    this.log = log;
  }

  obey(told: Told): Counts | undefined {
    switch (told.kind) {
      case 'orders':
        this.orders = { ...this.orders, ...told.orders };
        this.wake();
        return undefined;
      case 'forget':
        this.log.forget(told.appends);
        return undefined;
      case 'break':
        for (const call of [...this.open])
          if (told.how === 'end') call.end();
          else call.emit('error', unavailable());
        return undefined;
      case 'counts':
        return {
          appends: this.appends,
          cuts: this.cuts,
          eventsRead: this.eventsRead,
          subscriptions: this.subscriptions,
          openSubscriptions: this.listeners.size,
        };
    }
  }

  wake(): void {
    for (const listener of this.listeners) listener();
  }

  /** Why a call is refused before anything else; undefined: it is not. */
  refusal(metadata: Metadata, writes: boolean): ReturnType<typeof told> | undefined {
    const { unavailable: down, notLeader } = this.orders;
    if (down) return unavailable();
    if (notLeader === null || !(writes || metadata.get('requires-leader').includes('true'))) return undefined;
    return told(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': notLeader.host,
      'leader-endpoint-port': String(notLeader.port),
    });
  }

  /** A call that is answered from memory. */
  unary<Answer>(kind: 'features', answer: () => Answer) {
    return (_call: ServerUnaryCall<unknown, Answer>, reply: sendUnaryData<Answer>): void => {
      if (this.orders.unavailable) reply(unavailable());
      else if (!this.orders.silent.includes(kind)) reply(null, answer());
    };
  }

  readonly unimplemented = (_call: unknown, reply: sendUnaryData<never>): void =>
    reply({ code: status.UNIMPLEMENTED, details: 'not in this stub' });
}

/** An error as the server tells it: what went wrong is in the trailers. */
export function told(code: status, details: string, trailers: Readonly<Record<string, string>> = {}) {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return { code, details, metadata };
}

export const unavailable = () => told(status.UNAVAILABLE, 'the stub was told to be unavailable');
