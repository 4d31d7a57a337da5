import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueLint } from '../../cli/catalogueLint.ts';
import { cxSoc42V1 } from '../../domain/catalogue/processes/cxSoc42.v1.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const lintText = (text: string) => {
  const file = join(folder, 'process.json');
  writeFileSync(file, text);
  return catalogueLint([file]);
};

describe('catalogue:lint', () => {
  it('passes the released catalogue and says how much it looked at', () => {
    const { exitCode, lines } = catalogueLint([]);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toBe(
      'the released catalogue: 0 errors, 7 warnings in 18 matters, 8 services, 9 processes.',
    );
  });
  it('passes a sound process in a file', () => expect(lintText(JSON.stringify(cxSoc42V1)).exitCode).toBe(0));
  it('T15: fails a promise above the statute, and names node and values', () => {
    const nodes = cxSoc42V1.nodes.map((node) =>
      node.key === 'E07' ? { ...node, promised: { days: 21, unit: 'workingDay' } } : node,
    );
    const { exitCode, lines } = lintText(JSON.stringify({ ...cxSoc42V1, nodes }));
    expect(exitCode).toBe(1);
    expect(lines).toContain(
      'error PromiseAboveStatute [CX-SOC-42 v1 / E07] The promise of 21 working days is above the statutory limit of 20 working days (T15).',
    );
  });
  it('fails a cycle', () => {
    const nodes = cxSoc42V1.nodes.map((node) => (node.key === 'E01' ? { ...node, after: ['E10'] } : node));
    expect(lintText(JSON.stringify({ ...cxSoc42V1, nodes })).lines.join('\n')).toContain('error Cycle');
  });
  it('answers what is not JSON in one line', () => {
    const { exitCode, lines } = lintText('{"code": ');
    expect(exitCode).toBe(1);
    expect(lines).toEqual([expect.stringContaining('process.json: not JSON: ')]);
  });
  it('answers a wrong shape in one line that names the field', () => {
    const nodes = cxSoc42V1.nodes.map((node) => ({ ...node, kind: 'MAGIC' }));
    const { exitCode, lines } = lintText(JSON.stringify({ ...cxSoc42V1, nodes }));
    expect(exitCode).toBe(1);
    expect(lines).toEqual([expect.stringContaining('no process definition: nodes[0].kind: ')]);
  });
  it('answers a file that is not there in one line', () =>
    expect(catalogueLint([join(folder, 'none.json')]).lines).toEqual([
      expect.stringContaining('cannot be read: ENOENT'),
    ]));
  it('shows its usage for anything else', () => {
    expect(catalogueLint(['--fix']).lines).toEqual([expect.stringContaining('Usage: ')]);
    expect(catalogueLint(['a', 'b']).exitCode).toBe(1);
  });
});
