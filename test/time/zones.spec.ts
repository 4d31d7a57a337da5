import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import { rowsIn, type TablesSeen } from '../histories/tables.ts';

/** The hospital runs from 2 March to July 2026: over the change of clocks in New York (8 March), London and Lord Howe. */
const STORIES = ['hospital', 'correction-and-pause', 'holiday-notice'];
const recorded = JSON.parse(
  readFileSync(new URL('../histories/recorded/tables.json', import.meta.url), 'utf8'),
) as Record<string, TablesSeen>;

const places = [
  ['Asia/Shanghai', 'zh_CN.UTF-8', 'zh-CN', 15],
  ['America/New_York', 'en_US.UTF-8', 'en-US', 3],
  ['Europe/London', 'en_GB.UTF-8', 'en-GB', 7],
  ['Pacific/Apia', 'tr_TR.UTF-8', 'tr-TR', 20],
  ['Australia/Lord_Howe', 'ar_EG.UTF-8', 'ar-EG', 18],
] as const;

async function foldedIn(TZ: string, LC_ALL: string): Promise<readonly string[]> {
  const script = new URL('zoned.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, ...STORIES], {
    env: { ...process.env, TZ, LC_ALL, LANG: LC_ALL },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).trim().split('\n');
}

describe('promises 9 and 13: facts, read models and alerts do not know where the machine stands', () => {
  const said = new Map<string, readonly string[]>();
  beforeAll(async () => {
    for (const [zone, locale] of places) said.set(zone, await foldedIn(zone, locale));
  }, 120_000);

  it.each(places)('the process in %s (%s) was really there', (zone, _, locale, hour) =>
    expect(said.get(zone)?.at(-1)).toBe(`${zone} ${locale} ${hour}`),
  );

  it.each(places)('in %s (%s) every fact, row and alert is the same, byte for byte', (zone) => {
    const lines = said.get(zone)?.slice(0, -1);
    expect(lines).toHaveLength(STORIES.length);
    expect(lines).toEqual(said.get('Asia/Shanghai')?.slice(0, -1));
  });

  it('and the rows are those that were recorded', () => {
    const tables = said
      .get('America/New_York')
      ?.slice(0, -1)
      .map((line) => JSON.parse(line.slice(line.indexOf('{'))));
    expect(tables).toMatchObject(
      STORIES.map((name) => JSON.parse(canonicalJson(rowsIn(recorded[name] ?? {})))),
    );
  });
});
