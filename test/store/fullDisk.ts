import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { fact } from './facts.ts';

/**
 * A process of its own: `fullDisk.ts FOLDER` fills the small file system that FOLDER is with facts, makes room by taking the
 * file `ballast` away, and says as one line of JSON how that went.
 */
const folder = process.argv[2] ?? '';
const file = `${folder}/events.db`;
const store = new EmbeddedEventStore(file);
const acknowledged: string[] = [];
const append = async (): Promise<string> => {
  const eventId = randomUUID();
  const at = acknowledged.length - 1;
  const facts = [fact(eventId, { text: '字'.repeat(2000) })];
  try {
    await store.append('s-1', at < 0 ? 'noStream' : at, facts);
    acknowledged.push(eventId);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
};

let refused = 'taken';
while (refused === 'taken' && acknowledged.length < 10_000) refused = await append();
const full = acknowledged.length;
const again = await append();
const readable = (await store.read('s-1')).length;
rmSync(`${folder}/ballast`);
const withRoom = [await append(), await append()];
const kept = new Set((await store.readAll('start', 20_000)).map(({ eventId }) => eventId));
await store.close();
process.stdout.write(
  JSON.stringify({
    ...{ full, refused, again, readable, withRoom },
    lost: acknowledged.filter((id) => !kept.has(id)).length,
    tooMany: kept.size - acknowledged.length,
    problems: verifyFile(file).problems,
  }),
);
