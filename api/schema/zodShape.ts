import * as z from 'zod';

/** What a zod schema asks of a client, in the terms that GraphQL has. */
export type Shape =
  /** A scalar or an enum of the schema, by its name. */
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'object'; readonly fields: Fields };

export interface Field {
  readonly shape: Shape;
  readonly description: string | undefined;
  /** May be left out, or null where that means the same. */
  readonly optional: boolean;
  /** The schema knows null; else a null of the client is left out. */
  readonly nullable: boolean;
}
export type Fields = Readonly<Record<string, Field>>;

const named = (name: string): Shape => ({ kind: 'named', name });
/** What GraphQL has no input type for: the zod schema alone judges it. */
const JSON_SHAPE = named('JSON');
const GRAPHQL_NAME = /^[A-Za-z_][0-9A-Za-z_]*$/;

const known = new WeakMap<z.ZodObject, Fields>();

/** Found out once for each schema: every command is looked at by it. */
export function fieldsOf(schema: z.ZodObject): Fields {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const fields = Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => [name, fieldOf(field as z.ZodType)]),
  );
  known.set(schema, fields);
  return fields;
}

function fieldOf(schema: z.ZodType): Field {
  const { core, description } = unwrapped(schema);
  const optional = schema.safeParse(undefined).success;
  const nullable = schema.safeParse(null).success;
  return { shape: shapeOf(core), description, optional: optional || nullable, nullable };
}

/** Without the wrappers that say whether a value must be there; their description stands before that of the core. */
function unwrapped(schema: z.ZodType): {
  readonly core: z.ZodType;
  readonly description: string | undefined;
} {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  ) {
    const inner = unwrapped(schema.def.innerType as z.ZodType);
    return { core: inner.core, description: schema.description ?? inner.description };
  }
  return { core: schema, description: schema.description };
}

function shapeOf(schema: z.ZodType): Shape {
  const scalar = schema.meta()?.['scalar'];
  if (typeof scalar === 'string') return named(scalar);
  if (schema instanceof z.ZodObject) return { kind: 'object', fields: fieldsOf(schema) };
  if (schema instanceof z.ZodArray)
    return { kind: 'list', of: shapeOf(unwrapped(schema.element as z.ZodType).core) };
  if (schema instanceof z.ZodEnum) return enumOf(schema.options.map(String));
  if (schema instanceof z.ZodNumber) return named(schema.isInt ? 'Int' : 'Float');
  if (schema instanceof z.ZodBoolean) return named('Boolean');
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return named('String');
  if (schema instanceof z.ZodLiteral) return literalsOf([...schema.def.values]);
  if (schema instanceof z.ZodPipe) return shapeOf(unwrapped(schema.def.in as z.ZodType).core);
  if (schema instanceof z.ZodUnion && !(schema instanceof z.ZodDiscriminatedUnion)) return unionOf(schema);
  return JSON_SHAPE;
}

const enumOf = (values: readonly string[]): Shape =>
  values.every((value) => GRAPHQL_NAME.test(value)) ? { kind: 'enum', values } : named('String');

function literalsOf(values: readonly unknown[]): Shape {
  const words = values.filter((value) => typeof value === 'string');
  return words.length === values.length ? enumOf(words) : JSON_SHAPE;
}

/** A union of texts is a text, of enums one enum; anything else is JSON. */
function unionOf(schema: z.ZodUnion): Shape {
  const shapes = schema.options.map((option) => shapeOf(unwrapped(option as z.ZodType).core));
  if (shapes.every((shape) => shape.kind === 'enum'))
    return enumOf([...new Set(shapes.flatMap(({ values }) => values))]);
  return shapes.every((shape) => shape.kind === 'enum' || (shape.kind === 'named' && shape.name === 'String'))
    ? named('String')
    : JSON_SHAPE;
}

/** Several inputs as one: what is not in all of them is optional, what differs between them is JSON. */
export function merged(inputs: readonly Fields[]): Fields {
  const names = [...new Set(inputs.flatMap((fields) => Object.keys(fields)))];
  return Object.fromEntries(names.map((name) => [name, mergedField(inputs.map((fields) => fields[name]))]));
}

function mergedField(all: readonly (Field | undefined)[]): Field {
  const known = all.filter((field) => field !== undefined);
  const [first] = known as [Field];
  return {
    shape: known.every(({ shape }) => sameShape(shape, first.shape)) ? first.shape : JSON_SHAPE,
    description: known.find(({ description }) => description !== undefined)?.description,
    optional: known.length < all.length || known.some(({ optional }) => optional),
    nullable: known.every(({ nullable }) => nullable),
  };
}

const sameShape = (a: Shape, b: Shape): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A client's input as zod is to see it. GraphQL does not tell «left out» from «null» the way a schema does: null is left
 * out where the schema knows none, and added where the schema wants it said.
 */
export function normalised(
  input: Readonly<Record<string, unknown>>,
  fields: Fields,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = input[name] ?? null;
    if (value !== null) result[name] = normalisedValue(value, field.shape);
    else if (field.nullable) result[name] = null;
  }
  return result;
}

function normalisedValue(value: unknown, shape: Shape): unknown {
  if (shape.kind === 'list' && Array.isArray(value))
    return value.map((item) => normalisedValue(item, shape.of));
  if (shape.kind === 'object') return normalised(value as Record<string, unknown>, shape.fields);
  return value;
}
