import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { fact } from './facts.ts';

/** A process of its own: `writer.ts FILE` appends until it is killed or refused, and prints the id of every answered fact. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Which file?');
const say = (line: string) => writeSync(1, `${line}\n`);

async function write(store: EmbeddedEventStore, stream: string): Promise<void> {
  for (let revision = -1; ; revision += 2) {
    const facts = [fact(randomUUID(), { text: '字'.repeat(100) }), fact(randomUUID())];
    await store.append(stream, revision < 0 ? 'noStream' : revision, facts);
    for (const { eventId } of facts) say(eventId);
  }
}

try {
  const store = new EmbeddedEventStore(file);
  say('open');
  const ends = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => write(store, `s-${i}`)));
  say(`refused: ${(ends[0] as PromiseRejectedResult).reason}`);
  const again = await store.append('another', 'noStream', [fact(randomUUID())]).then(
    () => 'taken',
    (error: Error) => error.message,
  );
  say(`again: ${again}`);
  say(`readable: ${(await store.readAll('start', 10)).length}`);
} catch (error) {
  say(String(error));
}
