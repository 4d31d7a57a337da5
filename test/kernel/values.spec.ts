import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import {
  CreditCode,
  creditCheckCharacter,
  ProjectCode,
  projectCheckDigit,
  Text,
} from '../../domain/kernel/ids.ts';
import { Instant, LegalDay, later } from '../../domain/kernel/instant.ts';
import { Fen } from '../../domain/kernel/money.ts';
import { violationsIn } from '../../domain/kernel/violation.ts';

const problem = (
  schema: { safeParse(value: unknown): { error?: { issues: { message: string }[] } | undefined } },
  value: unknown,
) => schema.safeParse(value).error?.issues[0]?.message;

describe('values', () => {
  it('R27: a credit code of a real department passes, and no other last character does', () => {
    const real = '11440100MB2C91103Q';
    expect(CreditCode.safeParse(real).success).toBe(true);
    for (const last of '0123456789ABCDEFGHJKLMNPRTUWXY')
      expect(CreditCode.safeParse(`${real.slice(0, 17)}${last}`).success).toBe(false);
  });

  it('R23: exactly one last digit makes a project code', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^\d{19}$/), (digits) => {
        const check = projectCheckDigit(digits);
        const code = (last: number) =>
          `${digits.slice(0, 4)}-${digits.slice(4, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}-${digits.slice(14)}${last}`;
        for (let last = 0; last < 10; last += 1)
          expect(ProjectCode.safeParse(code(last)).success).toBe(last === check);
      }),
      { numRuns: 50 },
    ));

  it('R23: says what a project code looks like', () =>
    expect(problem(ProjectCode, 'x')).toContain('2603-532390-04-01-482134'));

  it('R27: the check is on every character', () =>
    expect(creditCheckCharacter('11532390MB0A00102')).not.toBe(creditCheckCharacter('11532390MB0A00101')));

  it.each(['2026-03-02T01:00:00Z', '2026-03-02T01:00:00.000+08:00', '2026-02-30T00:00:00.000Z', 'soon', 1])(
    'knows %s as no instant',
    (value) => expect(problem(Instant, value)).toBeDefined(),
  );

  it.each(['2026-02-29', '2026-13-01', '2026-3-2', '20260302'])('knows %s as no day', (value) =>
    expect(problem(LegalDay, value)).toBeDefined(),
  );

  it.each([-1, 0.5, 2 ** 53, Number.NaN])('knows %s as no money', (value) =>
    expect(problem(Fen, value)).toBeDefined(),
  );

  it.each(['', '   ', '\uD800', 'a\u0000b', 'x'.repeat(11)])('knows %j as no text', (value) =>
    expect(problem(Text(10), value)).toBeDefined(),
  );

  it('the later of two instants', () =>
    expect(later('2026-03-02T01:00:00.000Z', '2026-03-02T00:59:59.999Z')).toBe('2026-03-02T01:00:00.000Z'));

  it('RFC 8785: canonical JSON sorts keys by code unit and writes numbers one way', () =>
    expect(canonicalJson({ b: 1e21, a: [1.0, '\u20ac'], '\u{1f600}': null, ä: -0 })).toBe(
      '{"a":[1,"€"],"b":1e+21,"ä":0,"😀":null}',
    ));

  it('every violation of a fact has an id of its own', () => {
    const one = { rule: 'J1', charged: 'x', text: 'y' };
    expect(violationsIn('s', 3, { violation: one }).map(({ id }) => id)).toEqual(['violation/s@3']);
    expect(violationsIn('s', 3, { violations: [one, one] }).map(({ id }) => id)).toEqual([
      'violation/s@3.1',
      'violation/s@3.2',
    ]);
    expect(violationsIn('s', 3, {})).toEqual([]);
  });
});
