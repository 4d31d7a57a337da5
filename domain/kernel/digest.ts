/** Which digest a statement names. SM3 is the national standard GB/T 32905. */
export type DigestName = 'sha256' | 'sm3';

/**
 * The digest port 摘要. The domain computes nothing of the kind itself; the runtime fills this from `node:crypto`.
 * Strings are UTF-8 before they get here.
 */
export interface Digest {
  hash(name: DigestName, bytes: Uint8Array): Uint8Array;
  hmac(name: DigestName, key: Uint8Array, bytes: Uint8Array): Uint8Array;
}
