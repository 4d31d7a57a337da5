import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

const leaves = (type: GraphQLObjectType): string[] =>
  Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0)
    .map(({ name }) => name);

/** The plain fields of a type, and those of the single objects that it has. */
function scalarsOf(type: GraphQLObjectType, lists: boolean): string {
  const objects = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    const many = isListType(getNullableType(field.type));
    return isObjectType(inner) && field.args.length === 0 && (lists || !many)
      ? [`${field.name} { ${leaves(inner).join(' ')} }`]
      : [];
  });
  return [...leaves(type), ...objects].join(' ');
}

/** A value that an argument that must be given may have. */
const REQUIRED: Readonly<Record<string, string>> = {
  code: '"2603-532390-04-01-482134"',
  id: '"job-1"',
  department: '"11532390MB0A001015"',
  stream: '"calendar-cn"',
};

const argumentsOf = ({ args }: GraphQLField<unknown, unknown>): string => {
  const given = args.flatMap(({ name, type }) =>
    name === 'first' ? ['first: 200'] : isNonNullType(type) ? [`${name}: ${REQUIRED[name]}`] : [],
  );
  return given.length === 0 ? '' : `(${given.join(', ')})`;
};

/** Every query with its pages at their longest and all plain fields: with `lists`, those of the lists within as well. */
export const longestQueries = (schema: GraphQLSchema, lists: boolean): [name: string, query: string][] =>
  Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => {
    const type = getNamedType(field.type) as GraphQLObjectType;
    const node = type.name.endsWith('Connection') ? getNamedType(type.getFields()['nodes']?.type) : undefined;
    const page = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount';
    const body = isObjectType(node) ? `nodes { ${scalarsOf(node, lists)} } ${page}` : scalarsOf(type, lists);
    return [field.name, `{ ${field.name}${argumentsOf(field)} { ${body} } }`];
  });
