import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

type Slot = GraphQLArgument | GraphQLInputField;
/** The way to a value within the arguments of a field. */
export type Path = readonly string[];

/** A value that passes where it has to be given, so that the one under test is reached. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  Fen: 100,
  Date: '2026-03-02',
  Instant: '2026-03-12T02:00:00.000Z',
  String: 'x',
  ID: 'x',
  JSON: 'x',
};

/** Scalars that arrive as text. */
const TEXTS = new Set(['String', 'ID', 'JSON', 'Date', 'Instant']);

export type Named = Readonly<Record<string, unknown>>;

export function sample(type: GraphQLInputType, name: string, named: Named): unknown {
  if (name in named) return named[name];
  const inner = getNullableType(type);
  if (isListType(inner)) return [sample(inner.ofType, name, named)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (isInputObjectType(inner)) return required(Object.values(inner.getFields()), named);
  return SAMPLES[inner.name];
}

/** What must be given, and nothing else. */
export const required = (slots: readonly Slot[], named: Named): Record<string, unknown> =>
  Object.fromEntries(
    slots
      .filter(({ type }) => isNonNullType(type))
      .map(({ name, type }) => [name, sample(type, name, named)]),
  );

/** The way to every text that a field takes, optional ones and those within lists included. */
export const textPaths = (slots: readonly Slot[]): Path[] =>
  slots.flatMap(({ name, type }) => within(type).map((path) => [name, ...path]));

function within(type: GraphQLInputType): Path[] {
  const inner = getNullableType(type);
  if (isListType(inner)) return within(inner.ofType).map((path) => ['0', ...path]);
  if (isInputObjectType(inner)) return textPaths(Object.values(inner.getFields()));
  return !isEnumType(inner) && TEXTS.has(inner.name) ? [[]] : [];
}

/** The same arguments with a value put in at the end of a path; what is on the way is made where it is not there. */
export function put(
  slots: readonly Slot[],
  args: Readonly<Record<string, unknown>>,
  path: Path,
  value: unknown,
  named: Named,
) {
  const [name, ...rest] = path;
  const slot = slots.find((candidate) => candidate.name === name);
  if (slot === undefined || name === undefined) throw new Error(`There is no ${path.join('.')}.`);
  return { ...args, [name]: putInto(slot.type, name, args[name], rest, value, named) };
}

function putInto(
  type: GraphQLInputType,
  name: string,
  present: unknown,
  path: Path,
  value: unknown,
  named: Named,
): unknown {
  const inner = getNullableType(type);
  if (path.length === 0) return value;
  if (isListType(inner)) return [putInto(inner.ofType, name, undefined, path.slice(1), value, named)];
  if (!isInputObjectType(inner)) throw new Error(`${name} has nothing within.`);
  const slots = Object.values(inner.getFields());
  const own = typeof present === 'object' && present !== null ? present : required(slots, named);
  return put(slots, own as Record<string, unknown>, path, value, named);
}
