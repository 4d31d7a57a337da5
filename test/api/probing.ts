import { expect } from 'vitest';
import type { Served } from './http.ts';

/** A client that knows the specification, and is answered with a status that says what is wrong. */
export const knowing = { accept: 'application/graphql-response+json' };
export const json = { 'content-type': 'application/json' };

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly headers: Headers;
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const [error] =
    (JSON.parse(text) as { errors?: { message: string; extensions?: { code?: string } }[] }).errors ?? [];
  return {
    status: response.status,
    text,
    code: error?.extensions?.code,
    message: error?.message ?? '',
    headers: response.headers,
  };
}

export const askOf = async (to: Served, query: string, headers: Record<string, string> = knowing) =>
  read(await to.ask(query, headers));

export const postTo = async (
  to: Served,
  body: BodyInit,
  headers: Record<string, string> = { ...json, ...knowing },
) => read(await fetch(`${to.url}/graphql`, { method: 'POST', headers, body }));

/** What no answer to a stranger may have. */
export function clean({ status, text }: Answer): void {
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/\.ts|node_modules|at [A-Z]\w+\.|stack/);
}
