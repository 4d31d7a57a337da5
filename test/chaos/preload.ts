import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place where a pause or a death does harm is made long enough to be met within minutes. */
const SLOW = 'await new Promise((resolve) => setTimeout(resolve, 300));';

const BROKEN: Readonly<Record<string, readonly (readonly [file: string, what: string, instead: string])[]>> =
  {
    /**
     * Whoever lost a lease in its sleep writes all the same, wherever the reader is by now. It is slow there, so that a
     * minute is long enough to see it.
     */
    fencing: [
      ['projections/engine.ts', 'await assertPlaces(transaction, steps);', ''],
      ['app/sagaStore.ts', 'await this.#assertPlaces(transaction, positions);', ''],
      ['app/processes/leaseBook.ts', 'throw new LeaseLost(name)', 'continue'],
      ['projections/engine.ts', 'await within.before?.(transaction);', SLOW],
    ],
    /** A command that is sent again is decided again, and its facts have other ids. */
    ids: [
      ['app/handleCommand.ts', 'if (again !== undefined) return again;', ''],
      ['app/handleCommand.ts', 'eventId: eventIdOf(', 'eventId: randomUUID() || eventIdOf('],
    ],
    /** The place of a projection is written before its rows, and not with them. */
    position: [
      ['projections/engine.ts', 'await assertPlaces(transaction, steps);', ''],
      ['projections/engine.ts', 'await store(transaction, reached);', ''],
      [
        'projections/engine.ts',
        'await database.transaction().execute(async (transaction) => {\n          await within',
        `await store(database, reached); ${SLOW}\n        await database.transaction().execute(async (transaction) => {\n          await within`,
      ],
    ],
  };

export const SAFETIES: readonly string[] = Object.keys(BROKEN);

/** Every process of a run has the same clock, which is not that of the machine. Only what the program itself calls now. */
const shift = process.env['CHAOS_CLOCK_SHIFT'];
const shifted =
  shift === undefined
    ? []
    : ([['app/clock.ts', 'new Date()', `new Date(Date.now() + ${Number(shift)})`]] as const);

/**
 * Preloaded into every server of a chaos run. Sets its clock, and takes one safety out of the program where the run is to
 * fail, as the negative control of what it shows: without that a run that is green would prove nothing.
 */
const broken = [...shifted, ...(BROKEN[process.env['CHAOS_WITHOUT'] ?? ''] ?? [])];
if (broken.length > 0)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const breaks = broken.filter(([file]) => url.endsWith(`/${file}`));
      if (breaks.length === 0) return loaded;
      let source = readFileSync(fileURLToPath(url), 'utf8');
      for (const [file, what, instead] of breaks) {
        if (!source.includes(what)) throw new Error(`${file} has no «${what}» any more: mend the sabotage.`);
        source = source.replace(what, instead);
      }
      return { ...loaded, source };
    },
  });
