import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { type Break, breakingAt } from './breaking.ts';
import { fact } from './facts.ts';

/**
 * A process of its own: `writer.ts FILE WRITERS [APPENDS] [BREAK]` appends two facts at a time until it has done so often
 * enough or is killed or refused. It says `try STREAM REVISION ID ID` before each append and `ack ID ID` after the answer.
 */
const [file, writers, appends, broken] = process.argv.slice(2);
if (file === undefined) throw new Error('Which file?');
const say = (line: string) => writeSync(1, `${line}\n`);

async function write(store: EmbeddedEventStore, stream: string, most: number): Promise<void> {
  for (let done = 0, revision = -1; done < most; done += 1, revision += 2) {
    const facts = [fact(randomUUID(), { text: '字'.repeat(100) }), fact(randomUUID())];
    const ids = facts.map(({ eventId }) => eventId).join(' ');
    say(`try ${stream} ${revision} ${ids}`);
    await store.append(stream, revision < 0 ? 'noStream' : revision, facts);
    say(`ack ${ids}`);
  }
}

try {
  const store = new EmbeddedEventStore(file, broken ? breakingAt(JSON.parse(broken) as Break) : undefined);
  say('open');
  const run = randomUUID().slice(0, 8);
  const most = Number(appends ?? 0) || Number.POSITIVE_INFINITY;
  const ends = await Promise.allSettled(
    Array.from({ length: Number(writers ?? 8) }, (_, i) => write(store, `s-${run}-${i}`, most)),
  );
  say('done');
  const refused = ends.find((end) => end.status === 'rejected');
  if (refused !== undefined) {
    say(`refused: ${refused.reason}`);
    const again = await store.append('another', 'noStream', [fact(randomUUID())]).then(
      () => 'taken',
      (error: Error) => error.message,
    );
    say(`again: ${again}`);
    say(`readable: ${(await store.readAll('start', 10)).length}`);
  }
  await store.close();
} catch (error) {
  say(String(error));
}
