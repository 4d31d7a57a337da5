import { sha256Hex } from '../../app/ids.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import { record } from '../histories/recorder.ts';
import { foldAgain } from '../histories/replay.ts';
import { stories } from '../histories/stories.ts';
import { rowsIn } from '../histories/tables.ts';
import { factsOf, readTape } from '../histories/tape.ts';

/**
 * A process of its own: `zoned.ts NAME …` folds each recorded history and tells each story anew, and says what came of it and
 * where it believes to be. Not a word of it may depend on the zone or the locale of the machine.
 */
for (const name of process.argv.slice(2)) {
  const story = stories.find((each) => each.name === name);
  if (story === undefined) throw new Error(`There is no story «${name}».`);
  const told = factsOf(await record(story)).map((fact) =>
    canonicalJson({ ...fact, position: Number(fact.position) }),
  );
  const { tables } = await foldAgain(readTape(name));
  process.stdout.write(`${name} ${sha256Hex(told.join('\n'))} ${canonicalJson(rowsIn(tables))}\n`);
}
const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
process.stdout.write(`${timeZone} ${locale} ${new Date('2026-03-08T07:00:00.000Z').getHours()}\n`);
