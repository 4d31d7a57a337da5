import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const text = readFileSync(`${root}docs/promises.md`, 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, number = '', promise = '', proof = '', broken = '']) => ({ number, promise, proof, broken }));

/** Each test that a row names, with the file that was named last before it. */
function proofs(proof: string): readonly { readonly file: string; readonly name: string }[] {
  let file = '';
  return [...proof.matchAll(/`(test\/[^`]+)`|«([^»]+)»/g)].flatMap(([, path, name]) => {
    file = path ?? file;
    return name === undefined ? [] : [{ file, name }];
  });
}

describe('docs/promises.md', () => {
  it('has a row for each promise that this version keeps', () =>
    expect(rows.map(({ number }) => Number(number))).toEqual([
      ...Array.from({ length: 17 }, (_, index) => index + 1),
      ...[22, 23, 27, 28],
    ]));

  it.each(rows)(
    'promise $number has a proof, and a way in which it was seen to fail',
    ({ promise, proof, broken }) => {
      expect(promise).not.toBe('');
      expect(proofs(proof).length).toBeGreaterThan(0);
      expect(broken.length).toBeGreaterThan(20);
    },
  );

  it.each(
    rows.flatMap(({ number, proof }) => proofs(proof).map(({ file, name }) => [number, file, name] as const)),
  )('promise %s: %s has a test «%s»', (_, file, name) => {
    expect(existsSync(`${root}${file}`), file).toBe(true);
    // Names stand in the file as they are written there, with the places that a table fills.
    const titles = readFileSync(`${root}${file}`, 'utf8').replace(/\\'/g, "'");
    expect(titles).toContain(name);
  });
});
