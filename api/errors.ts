import { GraphQLError } from 'graphql';

/** An argument cannot be what it is; the message names it, its value and what is allowed. */
export const badInput = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** The viewer may not read this; the message says who may. */
export const forbidden = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
