import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { record } from './recorder.ts';
import { foldAgain } from './replay.ts';
import { stories } from './stories.ts';
import type { TablesSeen } from './tables.ts';
import { readTape, tapeNames, writeTape } from './tape.ts';

const USAGE = `Usage: npm run record:history -- NAME | --tables

  NAME      tell this story with today's program and keep it for ever: ${stories.map(({ name }) => name).join(', ')}
  --tables  write the digests of the tables again, of read models and sagas whose version was raised`;

const digests = new URL('recorded/tables.json', import.meta.url).pathname;
const known = (): Record<string, TablesSeen> =>
  existsSync(digests) ? (JSON.parse(readFileSync(digests, 'utf8')) as Record<string, TablesSeen>) : {};
const keep = (all: Record<string, TablesSeen>) => {
  const ordered = Object.keys(all)
    .toSorted()
    .map((name) => [name, all[name]]);
  writeFileSync(digests, `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`);
};

async function keepStory(name: string): Promise<void> {
  const story = stories.find((candidate) => candidate.name === name);
  if (story === undefined) throw new Error(`There is no story «${name}».\n\n${USAGE}`);
  if (tapeNames().includes(name))
    throw new Error(
      `«${name}» is recorded, and what is recorded is never edited. Tell it under another name.`,
    );
  writeTape(await record(story));
  keep({ ...known(), [name]: (await foldAgain(readTape(name))).tables });
}

/** A table may only look different where its reader says that it is another version. */
async function renewTables(): Promise<void> {
  const all = known();
  for (const name of tapeNames()) {
    const { tables } = await foldAgain(readTape(name));
    for (const [reader, seen] of Object.entries(tables)) {
      const before = all[name]?.[reader];
      if (before?.version === seen.version && JSON.stringify(before) !== JSON.stringify(seen))
        throw new Error(
          `${name}: the tables of «${reader}» differ, and its version is still ${seen.version}. Raise it.`,
        );
    }
    all[name] = tables;
  }
  keep(all);
}

try {
  const { positionals, values } = parseArgs({
    options: { tables: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (values.help === true) process.stdout.write(`${USAGE}\n`);
  else if (values.tables === true) await renewTables();
  else if (name === undefined) throw new Error(USAGE);
  else await keepStory(name);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
