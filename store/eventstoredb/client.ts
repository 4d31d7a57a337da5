import { readFileSync } from 'node:fs';
import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { EsdbUrl } from './url.ts';

/** What is used of the stream of appends: requests out, answers in, in any order. */
export interface AppendCall {
  write(request: BatchAppendReq): boolean;
  cancel(): void;
  on(event: 'data', told: (answer: BatchAppendResp) => void): unknown;
  on(event: 'error', told: (error: Error) => void): unknown;
  on(event: 'end', told: () => void): unknown;
}

/**
 * The client of the store, with two things that it keeps to its subclasses. It finds the nodes, follows the leader and
 * speaks TLS; and it opens one stream for all appends, which then have their answers told apart by us (`lane.ts`).
 */
class Client extends EventStoreDBClient {
  #used = false;

  openAppends(): Promise<AppendCall> {
    this.#used = true;
    const open = this.GRPCStreamCreator(StreamsClient, 'appends', (streams) =>
      streams.batchAppend(...this.callArguments({}, { deadline: Number.POSITIVE_INFINITY })),
    );
    return open();
  }

  reading(): this {
    this.#used = true;
    return this;
  }

  /** Ends its streams and its connection, which `dispose` alone would leave open. */
  async end(): Promise<void> {
    await this.dispose();
    if (this.#used) (await this.getChannel()).close();
  }
}

export type { Client };

/** Members are asked for at most this often and this long, so that a call can end in time and be tried anew. */
const DISCOVERY = { maxDiscoverAttempts: 3, gossipTimeout: 2 };

/** The password goes to the client apart from its address: the client's own log would show a connection string whole. */
export function clientOf({ hosts, discover, tls, tlsCaFile, credentials, numbers }: EsdbUrl): Client {
  const [first, ...others] = hosts;
  const secure = tls
    ? {
        insecure: false,
        ...(tlsCaFile === undefined ? {} : { rootCertificate: readFileSync(tlsCaFile) }),
      }
    : { insecure: true };
  const user = credentials === undefined ? undefined : { ...credentials };
  const leader = { nodePreference: 'leader', ...DISCOVERY, ...numbers } as const;
  if (discover) return new Client({ discover: first, ...leader }, secure, user);
  if (others.length > 0) return new Client({ endpoints: [first, ...others], ...leader }, secure, user);
  return new Client({ endpoint: first, ...numbers }, secure, user);
}
