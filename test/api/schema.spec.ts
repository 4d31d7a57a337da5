import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { makeSchema } from '../../api/schema/schema.ts';
import { slices } from '../../app/slices.ts';

const schema = makeSchema(slices);
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

/** Everything that has a name and could have a description. */
const described: [name: string, description: string][] = types.flatMap((type) => {
  const own: [string, string][] = [[type.name, type.description ?? '']];
  const add = (name: string, { description }: { readonly description?: string | null | undefined }) =>
    own.push([`${type.name}.${name}`, description ?? '']);
  if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      add(field.name, field);
      for (const arg of field.args) add(`${field.name}(${arg.name})`, arg);
    }
  if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) add(field.name, field);
  if (isEnumType(type)) for (const value of type.getValues()) add(value.name, value);
  return own;
});

describe('the schema', () => {
  it('is valid', () => expect(validateSchema(schema)).toEqual([]));
  it('stands in the documentation as it is served', () =>
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toMatchFileSnapshot(
      '../../docs/schema.graphql',
    ));
  it('describes everything', () =>
    expect(described.filter(([, description]) => description.trim() === '').map(([name]) => name)).toEqual(
      [],
    ));
  it('has no lookup by opaque id', () => {
    expect(schema.getQueryType()?.getFields()).not.toHaveProperty('node');
    expect(schema.getType('Node')).toBeUndefined();
  });
  it('gives every mutation the same two arguments and the same answer', () => {
    for (const { name, args, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
      expect(args.map((arg) => `${arg.name}: ${String(arg.type)}`).toSorted()).toEqual([
        'commandId: ID',
        `input: ${input}`,
      ]);
      expect(String(type)).toBe('CommandResult!');
    }
  });
  it('sends money as Fen, instants as Instant and days as Date', () => {
    const fieldOf = (input: string, field: string) => {
      const type = schema.getType(input);
      return isInputObjectType(type) ? String(type.getFields()[field]?.type) : undefined;
    };
    expect(fieldOf('PlaceBidInput', 'price')).toBe('Fen');
    expect(fieldOf('PublishJobInput', 'opensAt')).toBe('Instant');
    expect(fieldOf('PublishJobInput', 'method')).toBe('SelectionMethod!');
    expect(fieldOf('ImportHolidayNoticeDaysInput', 'date')).toBe('Date!');
    expect(fieldOf('ImportHolidayNoticeInput', 'year')).toBe('Int!');
  });
});
