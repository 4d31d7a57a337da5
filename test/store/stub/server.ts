import { randomUUID } from 'node:crypto';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { appendUnary, batchAppend } from './appending.ts';
import { gossip } from './gossip.ts';
import { StubLog } from './log.ts';
import { Node } from './node.ts';
import type { Told } from './orders.ts';
import { read } from './reading.ts';

/**
 * A process of its own: `server.ts PORT FOREIGN [FILE]` serves what the client of an EventStoreDB uses of it. It tells its
 * port to whoever started it, takes orders from there, and ends with it.
 */
const [port = '0', foreign = '0', file] = process.argv.slice(2);
const log = new StubLog(file);
const node = new Node(log);

/** The log of a server that others use too, and that writes of itself. */
function fillWithOthers(count: number): void {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  for (let i = 0; i < count; i += 1) {
    const [stream, type] = (
      [
        ['$$$settings', '$metadata'],
        ['$stats-0.0.0.0:2113', '$statsCollected'],
        [`order-${i % 7}`, 'OrderPlaced'],
        ['lianshen', 'NotOurs'],
      ] as const
    )[i % 4] as readonly [string, string];
    const event = { id: randomUUID(), type, contentType: 'application/json' };
    log.append(stream, 'any', [{ ...event, data: json({ i }), metadata: Buffer.alloc(0) }]);
  }
}
if (log.events.length === 0) fillWithOthers(Number(foreign));

const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
server.addService(StreamsService, {
  read: read(node),
  append: appendUnary(node),
  batchAppend: batchAppend(node),
  delete: node.unimplemented,
  tombstone: node.unimplemented,
});
server.addService(ServerFeaturesService, {
  getSupportedMethods: node.unary('features', () =>
    new features.SupportedMethods()
      .setEventStoreServerVersion('24.6.0')
      .setMethodsList(
        ['read', 'append', 'batchappend'].map((name) =>
          new features.SupportedMethod()
            .setServiceName('event_store.client.streams.streams')
            .setMethodName(name),
        ),
      ),
  ),
});
server.addService(GossipService, { read: node.unary('features', () => gossip(node)) });

process.on('message', (told: Told) => {
  const result = node.obey(told);
  process.send?.({ done: told.number, result });
});
process.on('disconnect', () => process.exit(0));

server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
  if (error !== null) throw error;
  node.port = bound;
  process.send?.({ port: bound });
});
