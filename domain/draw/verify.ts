import type { Digest } from '../kernel/digest.ts';
import { fromBase64url } from './base64url.ts';
import { byCodePoint } from './bytes.ts';
import { commitOf, drawResult } from './draw.ts';
import type { DrawProof, DrawStatement } from './proof.ts';

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly difference: string };

/** Run a draw again from its public data and name the first thing that does not hold. */
export function verifyDraw(proof: DrawProof, digest: Digest): Verdict {
  const difference =
    statementFault(proof) ?? commitFault(proof) ?? revealFault(proof, digest) ?? resultFault(proof, digest);
  return difference === undefined ? { ok: true } : { ok: false, difference };
}

/** What is wrong with a statement in itself, before any randomness: also asked before one is announced. */
export function statementFault({ statement }: { readonly statement: DrawStatement }): string | undefined {
  const { pool, contributors, exclusions, pick } = statement;
  const strange = exclusions.find(({ label }) => !pool.includes(label));
  const excluded = exclusions.map(({ label }) => label);
  if (!ascending(pool)) return 'statement.pool is not in order of code points without repetition';
  if (!ascending(contributors))
    return 'statement.contributors is not in order of code points without repetition';
  if (strange !== undefined) return `statement.exclusions names «${strange.label}», which is not in the pool`;
  if (!ascending(excluded)) return 'statement.exclusions is not in order of code points without repetition';
  if (pool.length - excluded.length < pick)
    return `statement.pick is ${pick}, but only ${pool.length - excluded.length} of the pool are not excluded`;
  return undefined;
}

function commitFault({ statement, commits }: DrawProof): string | undefined {
  return listFault('commits', statement, commits);
}

function revealFault({ statement, commits, reveals }: DrawProof, digest: Digest): string | undefined {
  const missing = listFault('reveals', statement, reveals);
  if (missing !== undefined) return missing;
  const wrong = reveals.find(
    ({ contributor, value }, index) =>
      commitOf(digest, statement.hash, contributor, fromBase64url(value) ?? new Uint8Array()) !==
      commits[index]?.commit,
  );
  return wrong === undefined
    ? undefined
    : `the value revealed by «${wrong.contributor}» does not open its commit`;
}

function resultFault({ statement, reveals, result }: DrawProof, digest: Digest): string | undefined {
  const again = drawResult(digest, statement, reveals);
  for (const part of ['order', 'winners', 'substitutes'] as const) {
    const said = result[part];
    const drawn = again[part];
    const at = Array.from({ length: Math.max(said.length, drawn.length) }).findIndex(
      (_, i) => said[i] !== drawn[i],
    );
    if (at >= 0)
      return `result.${part}[${at}] is ${quoted(said[at])}, but the draw gives ${quoted(drawn[at])}`;
  }
  return undefined;
}

/** One entry per contributor, in the order of the statement: a missing one and a swapped one are both found. */
function listFault(
  list: string,
  { contributors }: DrawStatement,
  entries: readonly { readonly contributor: string }[],
): string | undefined {
  const at = Array.from({ length: Math.max(contributors.length, entries.length) }).findIndex(
    (_, index) => entries[index]?.contributor !== contributors[index],
  );
  return at < 0
    ? undefined
    : `${list}[${at}] is by ${quoted(entries[at]?.contributor)}, but the statement says ${quoted(contributors[at])}`;
}

const quoted = (label: string | undefined) => (label === undefined ? 'nobody' : `«${label}»`);

const ascending = (labels: readonly string[]) =>
  labels.every((label, index) => index === 0 || byCodePoint(labels[index - 1] as string, label) < 0);
