import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../projections/all.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { rowsIn, type TablesSeen, tablesIn } from './tables.ts';
import { factsOf, readTape } from './tape.ts';

const DEATHS = 12;
const recorded = JSON.parse(readFileSync(new URL('recorded/tables.json', import.meta.url), 'utf8')) as Record<
  string,
  TablesSeen
>;

/** Small and seeded, so that a run that fails can be had again: `KILL_SEED=… vitest run test/histories/kill.spec.ts`. */
const seed = Number(process.env['KILL_SEED'] ?? Math.trunc(performance.timeOrigin) % 1_000_000);
function randomFrom(start: number) {
  let state = start;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % most;
  };
}

async function work(folder: string, history: string, nth: number, when: string): Promise<string> {
  const script = new URL('worker.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, history, String(nth), when], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: new URL('../../node_modules/.cache/compile', import.meta.url).pathname,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  return `${(await text(child.stdout)).split(' ')[0]} ${await ended}`.trim();
}

describe(`promise 8: a process killed again and again between a row and its position (seed ${seed})`, () => {
  it.concurrent.each(['plant', 'draw-and-giving-up'])(
    'has at the end every row of %s once, and every saga where it belongs',
    async (history) => {
      const random = randomFrom(seed);
      const folder = temporaryFolder();
      const path = dirname(folder.file('x'));
      let deaths = 0;
      try {
        for (let round = 0; round < DEATHS; round += 1) {
          const nth = 1 + random(80);
          const when = random(2) === 0 ? 'before' : 'after';
          const ended = await work(path, history, nth, when);
          expect(ended, `round ${round}: ${when} ${nth}`).toMatch(/^(SIGKILL|done 0)$/);
          if (ended === 'SIGKILL') deaths += 1;
        }
        expect(deaths).toBeGreaterThan(4);
        expect(await work(path, history, 0, 'before')).toBe('done 0');
        expect(verifyFile(folder.file('events.db'))).toMatchObject({
          end: { position: factsOf(readTape(history)).length },
          problems: [],
        });
        const readModel = openReadModel<Tables>(folder.file('read.db'));
        expect(rowsIn(await tablesIn(readModel.read))).toMatchObject(rowsIn(recorded[history] ?? {}));
        await readModel.close();
      } finally {
        folder.remove();
      }
    },
    120_000,
  );
});
