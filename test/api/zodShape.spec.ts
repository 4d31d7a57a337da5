import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fieldsOf, merged, normalised } from '../../api/schema/zodShape.ts';
import { Instant, LegalDay } from '../../domain/kernel/instant.ts';
import { Fen } from '../../domain/kernel/money.ts';

const shapeOf = (schema: z.ZodType) => fieldsOf(z.object({ field: schema }))['field'];
const named = (name: string) => ({ kind: 'named', name });

describe('a zod schema as a GraphQL input', () => {
  it.each([
    ['text', z.string().trim().min(1).refine(Boolean), named('String')],
    ['a format', z.url(), named('String')],
    ['a whole number', z.int(), named('Int')],
    ['a number', z.number().multipleOf(0.5), named('Float')],
    ['a boolean', z.boolean(), named('Boolean')],
    ['money', Fen, named('Fen')],
    ['money with a least', Fen.min(1), named('Fen')],
    ['an instant with words', Instant.describe('When.'), named('Instant')],
    ['a day', LegalDay, named('Date')],
    ['an enum', z.enum(['a', 'b']), { kind: 'enum', values: ['a', 'b'] }],
    ['an enum that GraphQL cannot write', z.enum(['a b']), named('String')],
    ['text or nothing', z.string().min(3).or(z.literal('')), named('String')],
    ['a literal', z.literal(['x', 'y']), { kind: 'enum', values: ['x', 'y'] }],
    ['a union of kinds', z.discriminatedUnion('k', [z.object({ k: z.literal('a') })]), named('JSON')],
    ['a record', z.record(z.string(), z.number()), named('JSON')],
    ['a list', z.array(z.string()), { kind: 'list', of: named('String') }],
    ['a pipe', z.string().transform(Number), named('String')],
  ])('takes %s', (_, schema, shape) => expect(shapeOf(schema)).toMatchObject({ shape, optional: false }));

  it.each([
    ['optional', z.string().optional(), { optional: true, nullable: false }],
    ['nullable', z.string().nullable(), { optional: true, nullable: true }],
    ['nullish', z.string().nullish(), { optional: true, nullable: true }],
    ['with a default', z.string().default('x'), { optional: true, nullable: false }],
  ])('lets what is %s be left out', (_, schema, field) =>
    expect(shapeOf(schema)).toMatchObject({ shape: named('String'), ...field }),
  );

  it('keeps the words of the outermost', () =>
    expect(shapeOf(z.string().describe('inner').nullish().describe('outer'))?.description).toBe('outer'));
  it('finds words below a wrapper', () =>
    expect(shapeOf(z.string().describe('inner').nullable())?.description).toBe('inner'));
});

describe('several inputs as one', () => {
  const one = z.object({ both: z.string(), mine: z.string(), other: z.string() });
  const two = z.object({ both: z.string(), other: z.number() });
  const fields = merged([fieldsOf(one), fieldsOf(two)]);
  it('needs what all need', () =>
    expect(fields['both']).toMatchObject({ shape: named('String'), optional: false }));
  it('lets what only some have be left out', () => expect(fields['mine']).toMatchObject({ optional: true }));
  it('takes anything where they differ', () =>
    expect(fields['other']).toMatchObject({ shape: named('JSON') }));
});

describe('an input as zod is to see it', () => {
  const schema = z.object({
    gone: z.string().optional(),
    null: z.string().nullable(),
    list: z.array(z.object({ gone: z.string().optional() })),
  });
  it('leaves out a null that the schema does not know, and says one that it wants', () => {
    const input = normalised({ gone: null, list: [{ gone: null }] }, fieldsOf(schema));
    expect(input).toEqual({ null: null, list: [{}] });
    expect(schema.safeParse(input).success).toBe(true);
  });
  it('keeps nothing that the schema does not name', () =>
    expect(normalised({ other: 1, null: 'x', list: [] }, fieldsOf(schema))).toEqual({ null: 'x', list: [] }));
});
