import { canonicalJson } from '../kernel/canonical.ts';
import type { Digest, DigestName } from '../kernel/digest.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { byCodePoint, compareBytes, concat, utf8 } from './bytes.ts';
import type { DrawResult, DrawReveal, DrawStatement } from './proof.ts';

/**
 * draw-v1 摇号, step by step as `docs/draw-v1.md` explains it. H is the hash that the statement names, ‖ puts bytes one
 * after the other.
 */

/** c_p = H("draw-commit-v1\n" ‖ p ‖ "\n" ‖ r_p): binds a contributor to a value that nobody can see yet. */
export function commitOf(digest: Digest, hash: DigestName, contributor: string, value: Uint8Array): string {
  return toBase64url(digest.hash(hash, concat(utf8(`draw-commit-v1\n${contributor}\n`), value)));
}

/** seed = HMAC-H(key = H("draw-statement-v1\n" ‖ S), data = all r_p, one after the other in order of p). */
export function seedOf(digest: Digest, statement: DrawStatement, reveals: readonly DrawReveal[]): Uint8Array {
  const key = digest.hash(statement.hash, utf8(`draw-statement-v1\n${canonicalJson(statement)}`));
  const values = reveals
    .toSorted((a, b) => byCodePoint(a.contributor, b.contributor))
    .map(({ value }) => fromBase64url(value) ?? new Uint8Array());
  return digest.hmac(statement.hash, key, concat(...values));
}

/** position(l) = HMAC-H(seed, l ‖ 0x01): depends on no other label, so that removing one does not move the rest. */
export function positionOf(digest: Digest, hash: DigestName, seed: Uint8Array, label: string): Uint8Array {
  return digest.hmac(hash, seed, concat(utf8(label), Uint8Array.of(1)));
}

/** Labels by ascending position, ties by label. */
export function orderOf(
  digest: Digest,
  hash: DigestName,
  seed: Uint8Array,
  pool: readonly string[],
): string[] {
  return pool
    .map((label) => ({ label, position: positionOf(digest, hash, seed, label) }))
    .toSorted((a, b) => compareBytes(a.position, b.position) || byCodePoint(a.label, b.label))
    .map(({ label }) => label);
}

/** The first `pick` that no rule excludes win; the next are the substitutes, in order. */
export function drawResult(
  digest: Digest,
  statement: DrawStatement,
  reveals: readonly DrawReveal[],
): DrawResult {
  const order = orderOf(digest, statement.hash, seedOf(digest, statement, reveals), statement.pool);
  const excluded = new Set(statement.exclusions.map(({ label }) => label));
  const eligible = order.filter((label) => !excluded.has(label));
  return {
    order,
    winners: eligible.slice(0, statement.pick),
    substitutes: eligible.slice(statement.pick, statement.pick + statement.substitutes),
  };
}
