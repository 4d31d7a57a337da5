import { describe, expect, it } from 'vitest';
import { laws } from '../../domain/catalogue/laws.ts';
import { isEditableDefault, ruleOf, rules } from '../../domain/catalogue/rules.ts';
import { demands } from './demands.ts';
import { rulesDocument } from './rulesDocument.ts';
import { sourceFiles } from './sourceFiles.ts';

/** Ids in quotes or in brackets, as code and comments cite them: `'T3'`, `(J8, J9)`. */
const RULE = /(?<=['`(]|[(][^()\n]*[ ,])[TMSRJQK][1-9]\d?[a-z]?(?=[^\w-]*(?:['`)]|[,;:] ))/g;
const DEMAND = /(?<=[(][^()\n]*)\b[AB][1-9]\d?(?=[^\w-]*(?:\)|, ))/g;

const cited = (text: string) => [...new Set(text.match(RULE) ?? [])];

describe('docs/rules.md', () => {
  it('is made from the tables', async () =>
    expect(rulesDocument()).toMatchFileSnapshot('../../docs/rules.md'));
  it('has every rule from the first to the last of its section', () => {
    const last = { T: 23, M: 19, S: 27, R: 29, J: 16, Q: 5, K: 17 };
    for (const [letter, count] of Object.entries(last))
      for (let number = 1; number <= count; number += 1)
        expect(rules, `${letter}${number}`).toHaveProperty(`${letter}${number}`);
  });
  it.each(Object.entries(rules))(
    '%s says its text in one line and names a source where it was read',
    (_, rule) => {
      expect(rule.text).toMatch(/^[^|\n]+\.$/);
      if (rule.evidence.startsWith('R')) expect(rule.source).not.toBeNull();
    },
  );
  it('marks what no text confirms as an editable default', () => {
    expect(rules['M18'] && isEditableDefault(rules['M18'])).toBe(true);
    expect(rules['T3'] && isEditableDefault(rules['T3'])).toBe(false);
  });
});

describe('ruleOf', () => {
  it('explains a rule', () => expect(ruleOf('T1')).toEqual({ id: 'T1', text: rules['T1']?.text }));
  it('explains a law that a matter rests on', () =>
    expect(ruleOf('建筑法 8')).toEqual({ id: '建筑法 8', text: laws['建筑法 8'] }));
  it.each(['T99', '', 'constructor', '__proto__'])('throws on the unknown id «%s»', (id) =>
    expect(() => ruleOf(id)).toThrow('is no rule of docs/rules.md'),
  );
});

describe('cited ids', () => {
  const files = sourceFiles('domain', 'sagas', 'projections', 'app', 'api');

  it('looks at the sources', () => expect(files.length).toBeGreaterThan(50));
  it('finds ids where they are cited', () => {
    expect(cited("reject('X', 'y', 'T3') // why (J8, J9; S10) and `K2`")).toEqual([
      'T3',
      'J8',
      'J9',
      'S10',
      'K2',
    ]);
    expect(cited("key: 'M-FS', also 'K01'")).toEqual([]);
    expect(cited("rule: 'T99'").every((id) => Object.hasOwn(rules, id))).toBe(false);
  });
  it('every rule that is cited exists', () => {
    const unknown = files.flatMap(({ path, text }) =>
      cited(text)
        .filter((id) => !Object.hasOwn(rules, id))
        .map((id) => `${path}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });
  it('every demand that is cited exists', () => {
    const unknown = files.flatMap(({ path, text }) =>
      (text.match(DEMAND) ?? []).filter((id) => !Object.hasOwn(demands, id)).map((id) => `${path}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });
});
