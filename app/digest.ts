import { createHash, createHmac } from 'node:crypto';
import type { Digest } from '../domain/kernel/digest.ts';

/** The digest port, filled from Node: its OpenSSL knows SHA-256 and the national SM3 (GB/T 32905) alike. */
export const nodeDigest: Digest = {
  hash: (name, bytes) => createHash(name).update(bytes).digest(),
  hmac: (name, key, bytes) => createHmac(name, key).update(bytes).digest(),
};
