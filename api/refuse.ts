import type { ServerResponse } from 'node:http';

const refusals = new WeakMap<ServerResponse, string>();

/** Why a request was refused, if it was: for whoever counts. */
export const refusalOf = (response: ServerResponse): string | undefined => refusals.get(response);

/**
 * An answer before GraphQL is asked, in the shape of a GraphQL error. What is still being sent is thrown away as it
 * comes: to cut the line would take the answer with it.
 */
export function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  refusals.set(response, code);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
