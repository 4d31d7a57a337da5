import { hash } from 'node:crypto';

/** What an append says, as it is chained: its place, its stream and its facts. */
export interface Link {
  readonly position: number;
  readonly name: string;
  readonly revision: number;
  readonly count: number;
  readonly body: string;
}

/** Where the chain begins: the hash before the first append. */
export const GENESIS = '0'.repeat(64);

/**
 * The chain 哈希链: the hash of an append is the SHA-256, in hexadecimal, of the hash of the append before it and its own
 * contents, in UTF-8. The length of the name is part of them, so that no two contents are written alike.
 */
export class Chain {
  readonly #encoder = new TextEncoder();
  #bytes = Buffer.allocUnsafe(64 * 1024);

  /** The hash, and the body in bytes, which hold until the next call: what was encoded once is stored as it is. */
  next(previous: string, { position, name, revision, count, body }: Link): { hash: string; body: Buffer } {
    const head = `${previous}\n${position} ${revision} ${count} ${name.length} ${name}\n`;
    const most = (head.length + body.length) * 3;
    if (most > this.#bytes.length) this.#bytes = Buffer.allocUnsafe(most);
    const bytes = this.#bytes;
    const start = bytes.write(head, 'utf8');
    const end = start + this.#encoder.encodeInto(body, bytes.subarray(start)).written;
    return { hash: hash('sha256', bytes.subarray(0, end), 'hex'), body: bytes.subarray(start, end) };
  }
}

const chain = new Chain();

/** The hash alone, for whoever checks it. */
export const hashAfter = (previous: string, link: Link): string => chain.next(previous, link).hash;
