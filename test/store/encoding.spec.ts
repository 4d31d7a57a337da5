import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import { decode, encode } from '../../store/encoding.ts';
import { fact } from './facts.ts';

describe('the stored text of an append', () => {
  it('is canonical JSON, whatever the facts contain', () => {
    const json = fc.jsonValue({ stringUnit: 'binary', depthSize: 'medium' });
    fc.assert(
      fc.property(fc.array(json, { minLength: 1, maxLength: 3 }), (data) => {
        const events = data.map((value, i) => fact(`id-${i}`, value));
        expect(encode(events)).toBe(canonicalJson(events));
      }),
    );
  });

  it.each([
    ['keys like numbers', { 2026: 'a', 10: 'b', 9: 'c' }],
    ['what is left undefined', { a: undefined, b: [undefined, 1] }],
    ['a date', { at: new Date(0) }],
  ])('is canonical with %s', (_, data) =>
    expect(encode([fact('a', data)])).toBe(canonicalJson([fact('a', data)])),
  );

  it.each([
    ['NaN', { a: Number.NaN }],
    ['an infinite number', [Number.POSITIVE_INFINITY]],
    ['a bigint', { a: 1n }],
  ])('cannot carry %s', (_, data) => expect(() => encode([fact('a', data)])).toThrow());

  it('is limited to a mebibyte', () => {
    expect(() => encode([fact('a', '字'.repeat(349_000))])).not.toThrow();
    expect(() => encode([fact('a', '字'.repeat(350_000))])).toThrow('the most is 1048576');
  });

  it('gives every fact its place when it is read', () => {
    const facts = decode('s', 3, 7, encode([fact('a'), fact('b')]));
    expect(facts.map(({ stream, revision, position }) => [stream, revision, position])).toEqual([
      ['s', 3, 7n],
      ['s', 4, 8n],
    ]);
  });
});
