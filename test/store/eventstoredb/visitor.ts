import { randomUUID } from 'node:crypto';
import { EventStoreDb } from '../../../store/eventstoredb/eventStoreDb.ts';
import { fact } from '../facts.ts';

/** A process of its own: `visitor.ts URL` writes, reads, follows, closes, and has nothing left to stay for. */
const store = new EventStoreDb(process.argv[2] ?? '', { prefix: `visitor-${randomUUID()}.` });
await store.append('s', 'noStream', [fact(randomUUID())]);
for await (const _ of store.subscribe('start', new AbortController().signal)) break;
const waiting = store.subscribe('start', new AbortController().signal)[Symbol.asyncIterator]();
await waiting.next();
const never = waiting.next();
await store.close();
await never;
