import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { requestError } from './clientError.ts';

/** The whole body, or undefined where it is longer than allowed: the rest is not kept. */
export function readBody(
  request: IncomingMessage,
  longest: number,
  hold: (bytes: number) => void,
): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > longest) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > longest) {
        chunks.length = 0;
        resolve(undefined);
        return;
      }
      hold(chunk.length);
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
    // Every request is closed in the end; an error costs more than to look whether it is one.
    request.on('close', () => {
      if (!request.readableEnded) reject(new Aborted());
    });
  });
}

/** The client went away before it had said everything. */
export class Aborted extends Error {}

/** The parameters in a body. Text that is not UTF-8 is refused, for it could not be given back as it came. */
export function parseBody(body: Buffer): Record<string, unknown> {
  if (!isUtf8(body)) throw requestError(400, 'BAD_REQUEST', 'The body is not UTF-8.');
  let params: unknown;
  try {
    params = JSON.parse(body.toString('utf8'));
  } catch {
    throw requestError(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    throw requestError(400, 'BAD_REQUEST', 'The body is not one JSON object; batches are not taken.');
  return params as Record<string, unknown>;
}
