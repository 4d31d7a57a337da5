import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'verify-draw-'));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/node', ['cli/verifyDraw.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, said: (stdout + stderr).trimEnd() };
};
const fileOf = (name: string, text: string) => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};
const { vectors } = JSON.parse(readFileSync('docs/draw-v1.vectors.json', 'utf8'));
const proof = vectors[0].proof;

describe('verify:draw', () => {
  it('exits 0 and says so when all holds', () => {
    const { status, said } = run(fileOf('good.json', JSON.stringify(proof)));
    expect({ status, said }).toEqual({
      status: 0,
      said: expect.stringMatching(/^holds: draw .+ winners \S+;/),
    });
  });
  it.each([
    [
      'a difference',
      () => [fileOf('bad.json', JSON.stringify({ ...proof, reveals: proof.reveals.slice(1) }))],
      'does not hold',
    ],
    ['a file that is not there', () => [join(directory, 'nowhere.json')], 'ENOENT'],
    ['text that is no JSON', () => [fileOf('text.json', 'hello')], 'is not JSON'],
    ['another shape', () => [fileOf('shape.json', '{"statement": 1}')], 'is no draw-v1 proof: statement'],
    ['a proof that is null yet', () => [fileOf('null.json', 'null')], 'is no draw-v1 proof: whole file'],
    ['no file named', () => [], 'Usage'],
  ])('exits 1 with one line for %s', (_, args, expected) => {
    const { status, said } = run(...args());
    expect(status).toBe(1);
    expect(said).toContain(expected);
    expect(said.split('\n')).toHaveLength(1);
  });
});
