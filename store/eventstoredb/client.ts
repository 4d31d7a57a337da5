import { readFileSync } from 'node:fs';
import {
  type ChannelCredentialOptions,
  type Credentials,
  type DNSClusterOptions,
  EventStoreDBClient,
  type GossipClusterOptions,
  type SingleNodeOptions,
} from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Channel } from '@grpc/grpc-js';
import type { EsdbUrl } from './url.ts';

/** What is used of the stream of appends: requests out, answers in, in any order. */
export interface AppendCall {
  write(request: BatchAppendReq): boolean;
  cancel(): void;
  on(event: 'data', told: (answer: BatchAppendResp) => void): unknown;
  on(event: 'error', told: (error: Error) => void): unknown;
  on(event: 'end', told: () => void): unknown;
}

/** The client takes each of these by itself, and its types know no union of them. */
type Settings = SingleNodeOptions | GossipClusterOptions | DNSClusterOptions;

/**
 * The client of the store, with two things that it keeps to its subclasses. It finds the nodes, follows the leader and
 * speaks TLS; and it opens one stream for all appends, which then have their answers told apart by us (`lane.ts`).
 */
class Client extends EventStoreDBClient {
  #channel: Channel | undefined;

  constructor(settings: Settings, secure: ChannelCredentialOptions, user: Credentials | undefined) {
    super(settings as SingleNodeOptions, secure, user);
    const connect = this.getChannel;
    this.getChannel = async () => {
      this.#channel = await connect();
      return this.#channel;
    };
  }

  openAppends(): Promise<AppendCall> {
    const open = this.GRPCStreamCreator(StreamsClient, 'appends', (streams) =>
      streams.batchAppend(...this.callArguments({}, { deadline: Number.POSITIVE_INFINITY })),
    );
    return open();
  }

  /** Ends its streams and its connection, which `dispose` alone would leave open. */
  end(): void {
    this.dispose().catch(() => undefined);
    this.#channel?.close();
  }
}

export type { Client };

/** Members are asked for at most this often and this long, so that a call can end in time and be tried anew. */
const DISCOVERY = { maxDiscoverAttempts: 3, gossipTimeout: 2 };

/**
 * gRPC gives all channels of a process that are set up alike one connection, and one that cannot be made is tried again
 * after up to two minutes. So no two clients are set up quite alike: each has its connection, and a fresh one tries at once.
 */
const KEEP_ALIVE = 10_000;
const KINDS = 1000;
let made = 0;

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
  made = (made + 1) % KINDS;
  const keepAliveInterval = (numbers.keepAliveInterval ?? KEEP_ALIVE) + made;
  const own = { ...numbers, keepAliveInterval };
  const leader = { nodePreference: 'leader', ...DISCOVERY, ...own } as const;
  if (discover) return new Client({ discover: first, ...leader }, secure, user);
  if (others.length > 0) return new Client({ endpoints: [first, ...others], ...leader }, secure, user);
  return new Client({ endpoint: first, ...own }, secure, user);
}
