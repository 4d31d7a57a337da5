import type { ServerResponse } from 'node:http';

/** An answer before GraphQL is asked, in the shape of a GraphQL error. What is still being sent is not read. */
export function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
