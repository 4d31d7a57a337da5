import {
  type GraphQLEnumType,
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  isIntrospectionType,
  print,
} from 'graphql';

/** An unknown value of an enum is answered with the values there are: nobody has to guess. */
export function listEnumValues(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap()))
    if (isEnumType(type) && !isIntrospectionType(type)) answerWithValues(type);
  return schema;
}

function answerWithValues(type: GraphQLEnumType): void {
  const names = type.getValues().map(({ name }) => name);
  const values = new Set(names);
  const unknown = (value: string) => `${value} is no value of ${type.name}; it has ${names.join(', ')}.`;
  const { parseLiteral, parseValue } = type;
  type.parseLiteral = (node, variables) => {
    if (node.kind === 'EnumValue' && values.has(node.value))
      return parseLiteral.call(type, node, variables) as unknown;
    throw new GraphQLError(unknown(print(node)), { nodes: node });
  };
  type.parseValue = (value) => {
    if (typeof value === 'string' && values.has(value)) return parseValue.call(type, value) as unknown;
    throw new GraphQLError(unknown(JSON.stringify(value)));
  };
}
