import { GraphQLError } from 'graphql';

/** The request itself is refused, with a status that says so to every client. */
export const requestError = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
) => new GraphQLError(message, { extensions: { code, http: { status, headers } } });
