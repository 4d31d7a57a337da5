import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { fact } from '../store/facts.ts';

/** A process of its own: `pausedWriter.ts FILE` appends one fact for each line that it is told, and says how that went. */
const store = new EmbeddedEventStore(process.argv[2] ?? '');
process.stdout.write('open\n');
let revision = -1;
for await (const _ of createInterface({ input: process.stdin })) {
  const eventId = randomUUID();
  try {
    const answer = await store.append('paused', revision < 0 ? 'noStream' : revision, [fact(eventId)]);
    process.stdout.write(`${answer.kind} ${eventId}\n`);
    if (answer.kind === 'appended') revision = answer.revision;
  } catch (error) {
    process.stdout.write(`refused ${(error as Error).message}\n`);
  }
}
await store.close();
