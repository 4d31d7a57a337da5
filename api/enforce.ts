import {
  defaultFieldResolver,
  type GraphQLField,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { scopeOf } from './authority.ts';
import type { Context } from './context.ts';
import { forbidden } from './errors.ts';
import { connectionPolicy, edgePolicy, fieldPolicy, type Guard } from './fieldPolicy.ts';
import { guards } from './guards.ts';
import { queryPolicy, subscriptionPolicy } from './policy.ts';
import { connect, emptyPage } from './schema/connection.ts';

/**
 * Put the policy before every resolver. A schema with a field that the policy does not name is refused at start, so a new
 * field shows nothing to anybody until somebody has decided who may see it.
 */
export function enforce(schema: GraphQLSchema): GraphQLSchema {
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const type of objects)
    if (!type.name.startsWith('__') && type !== schema.getMutationType())
      for (const field of Object.values(type.getFields()))
        if (type === schema.getQueryType()) guardQuery(field);
        else if (type === schema.getSubscriptionType()) guardSubscription(field);
        else guardField(type, field);
  return schema;
}

const entriesOf = ({ name }: GraphQLObjectType): Readonly<Record<string, Guard>> | undefined => {
  if (name.endsWith('Connection')) return connectionPolicy;
  return name.endsWith('Edge') ? edgePolicy : fieldPolicy[name];
};

function guardField(type: GraphQLObjectType, field: GraphQLField<unknown, Context>): void {
  const guard = entriesOf(type)?.[field.name];
  if (guard === undefined) throw new Error(`Field ${type.name}.${field.name} has no entry in the policy.`);
  if (guard === 'open') return;
  const resolve = field.resolve ?? defaultFieldResolver;
  const isList = field.type instanceof GraphQLNonNull && field.type.ofType instanceof GraphQLList;
  field.resolve = async (object, args, context, info) => {
    if (await guards[guard](object as never, context)) return resolve(object, args, context, info);
    return isList ? [] : null;
  };
}

function guardQuery(field: GraphQLField<unknown, Context>): void {
  const reading = queryPolicy[field.name];
  if (reading === undefined) throw new Error(`Query ${field.name} has no entry in the policy.`);
  const resolve = field.resolve ?? defaultFieldResolver;
  const isConnection = String(field.type).endsWith('Connection!');
  field.resolve = (root, args: Record<string, unknown>, context, info) => {
    if (scopeOf(field.name, context.viewer) !== undefined) return resolve(root, args, context, info);
    if (reading.otherwise === 'forbidden')
      throw forbidden(
        `«${field.name}» is for ${Object.keys(reading.who).join(', ')}; you ask as ${context.viewer.roles.join(', ')}.`,
      );
    return isConnection
      ? connect(
          args,
          async () => emptyPage,
          (node) => node,
        )
      : [];
  };
}

/** Who may see nothing of what is waited for is told so, rather than left to wait. */
function guardSubscription(field: GraphQLField<unknown, Context>): void {
  const query = subscriptionPolicy[field.name];
  const reading = query === undefined ? undefined : queryPolicy[query];
  if (query === undefined || reading === undefined)
    throw new Error(`Subscription ${field.name} has no entry in the policy.`);
  const { subscribe } = field;
  field.subscribe = (root, args, context, info) => {
    const scope = scopeOf(query, context.viewer);
    // No fact tells of a fault.
    if (scope === undefined || scope === 'faults')
      throw forbidden(
        `«${field.name}» is for ${Object.keys(reading.who).join(', ')}; you ask as ${context.viewer.roles.join(', ')}.`,
      );
    return subscribe?.(root, args, context, info);
  };
}
