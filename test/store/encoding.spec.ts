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
        const text = encode(events);
        expect(text).toBe(canonicalJson(JSON.parse(text)));
      }),
    );
  });

  it('gives back every envelope, whether its facts come of one command or of several', () => {
    const base = fact('id');
    const envelope = fc.record({
      causationId: fc.constantFrom('c', 'd'),
      correlationId: fc.constantFrom('k', 'l'),
      commandDigest: fc.constantFrom('0', '1'),
      recordedAt: fc.constantFrom('2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.001Z'),
      actor: fc.record({
        subject: fc.constantFrom('s', 't'),
        organization: fc.constantFrom(null, 'o'),
        role: fc.constantFrom('owner' as const, 'lead' as const),
        onBehalfOf: fc.constantFrom(null, 'o'),
      }),
    });
    fc.assert(
      fc.property(fc.array(envelope, { minLength: 1, maxLength: 4 }), fc.boolean(), (envelopes, same) => {
        const events = envelopes.map((each, i) => ({
          ...base,
          ...(same ? envelopes[0] : each),
          eventId: `id-${i}`,
        }));
        expect(decode('s', 0, 1, encode(events))).toEqual(
          events.map((event, i) => ({ ...event, stream: 's', revision: i, position: BigInt(i + 1) })),
        );
      }),
    );
  });

  it('says once what all facts of one command share', () => {
    const text = encode([fact('a'), fact('b'), fact('c')]);
    expect(text.match(/"commandDigest"/g)).toHaveLength(1);
    expect(decode('s', 0, 1, text)).toHaveLength(3);
  });

  it('is read in the form of the layout before, in which every fact says all', () => {
    const events = [fact('a'), fact('b')];
    expect(decode('s', 0, 1, canonicalJson(events))).toEqual(decode('s', 0, 1, encode(events)));
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
