import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slices } from '../../app/slices.ts';

const text = readFileSync(new URL('../../docs/glossary.md', import.meta.url), 'utf8');

/** The rows of the table under a heading, without its head. */
const rowsUnder = (heading: string): readonly (readonly string[])[] => {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};
const first = (rows: readonly (readonly string[])[]) => rows.map(([name]) => name ?? '');

describe('docs/glossary.md', () => {
  const events = rowsUnder('Events');
  const terms = rowsUnder('Terms');

  it.each(slices.map(({ name, machine }) => ({ name, types: machine.events.map(String) })))(
    'has every event of $name',
    ({ types }) => expect(types.filter((type) => !first(events).includes(type))).toEqual([]),
  );
  it('has no event that no slice knows', () => {
    const known = new Set(slices.flatMap(({ machine }) => machine.events.map(String)));
    expect(first(events).filter((name) => !known.has(name))).toEqual([]);
  });
  it.each([
    ['Terms', terms],
    ['Events', events],
  ])('%s: is in order, each row once and whole', (_, rows) => {
    expect(rows.length).toBeGreaterThan(0);
    expect(first(rows)).toEqual([...new Set(first(rows))].toSorted());
    for (const row of rows) {
      expect(row).toHaveLength(3);
      expect(row[1], row[0]).toMatch(/^[\p{Script=Han}、]+$/u);
      expect(row[2], row[0]).toMatch(/\.$/);
    }
  });
});
