import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../app/digest.ts';
import { fromBase64url, toBase64url } from '../../domain/draw/base64url.ts';
import { byCodePoint, utf8 } from '../../domain/draw/bytes.ts';
import { commitOf, drawResult, orderOf, positionOf, seedOf } from '../../domain/draw/draw.ts';
import { DrawProof, type DrawStatement } from '../../domain/draw/proof.ts';
import { verifyDraw } from '../../domain/draw/verify.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';

const file = new URL('../../docs/draw-v1.vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: {
    name: string;
    canonicalStatement: string;
    key: string;
    seed: string;
    positions: { label: string; position: string }[];
    proof: DrawProof;
  }[];
};

/** A whole honest draw over a pool. */
function honest(pool: readonly string[], extra: Partial<DrawStatement> = {}): DrawProof {
  const statement: DrawStatement = {
    alg: 'draw-v1',
    hash: 'sha256',
    draw: 'test-1',
    pool: [...new Set(pool)].toSorted(byCodePoint),
    exclusions: [],
    pick: 1,
    substitutes: 2,
    contributors: ['buyer', 'platform', 'supervisor'],
    revealBy: '2026-03-13T09:00:00.000Z',
    ...extra,
  };
  const values = statement.contributors.map((contributor) => ({ contributor, bytes: randomBytes(32) }));
  const reveals = values.map(({ contributor, bytes }) => ({ contributor, value: toBase64url(bytes) }));
  return {
    statement,
    commits: values.map(({ contributor, bytes }) => ({
      contributor,
      commit: commitOf(nodeDigest, statement.hash, contributor, bytes),
    })),
    reveals,
    result: drawResult(nodeDigest, statement, reveals),
  };
}

const twenty = Array.from({ length: 20 }, (_, index) => `candidate ${String(index).padStart(2, '0')}`);

describe.each(vectors)('published vector $name', ({ canonicalStatement, key, seed, positions, proof }) => {
  const { statement, reveals } = proof;
  it('has the canonical statement, key, seed and positions that it says', () => {
    expect(canonicalJson(statement)).toBe(canonicalStatement);
    expect(
      toBase64url(nodeDigest.hash(statement.hash, utf8(`draw-statement-v1\n${canonicalStatement}`))),
    ).toBe(key);
    expect(toBase64url(seedOf(nodeDigest, statement, reveals))).toBe(seed);
    for (const { label, position } of positions)
      expect(toBase64url(positionOf(nodeDigest, statement.hash, fromBase64url(seed)!, label))).toBe(position);
  });
  it('holds', () => expect(verifyDraw(DrawProof.parse(proof), nodeDigest)).toEqual({ ok: true }));
});

it('vectors are published for SHA-256 and for SM3', () =>
  expect(new Set(vectors.map(({ proof }) => proof.statement.hash))).toEqual(new Set(['sha256', 'sm3'])));

describe('draw-v1', () => {
  const labels = fc.uniqueArray(fc.string({ minLength: 1, unit: 'binary' }), { minLength: 1, maxLength: 40 });
  const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const hashes = fc.constantFrom('sha256' as const, 'sm3' as const);

  it('orders the pool as a permutation that does not depend on the order it came in', () => {
    fc.assert(
      fc.property(labels, seeds, hashes, (pool, seed, hash) => {
        const order = orderOf(nodeDigest, hash, seed, pool);
        expect(order.toSorted()).toEqual(pool.toSorted());
        expect(orderOf(nodeDigest, hash, seed, pool.toReversed())).toEqual(order);
      }),
    );
  });

  it('does not move the others when a candidate is removed', () => {
    fc.assert(
      fc.property(labels, seeds, fc.nat(), (pool, seed, nth) => {
        const gone = pool[nth % pool.length] as string;
        const rest = orderOf(nodeDigest, 'sha256', seed, pool).filter((label) => label !== gone);
        expect(
          orderOf(
            nodeDigest,
            'sha256',
            seed,
            pool.filter((label) => label !== gone),
          ),
        ).toEqual(rest);
      }),
    );
  });

  it('S10 orders an excluded candidate too, but never lets it win or stand by', () => {
    for (let run = 0; run < 50; run += 1) {
      const exclusions = [{ label: 'candidate 03', reason: 'owned by the authority', rule: 'S10' }];
      const { result } = honest(twenty.slice(0, 5), { exclusions, substitutes: 9 });
      expect(result.order).toHaveLength(5);
      expect([...result.winners, ...result.substitutes]).toEqual(
        result.order.filter((label) => label !== 'candidate 03'),
      );
    }
  });

  it('gives every candidate about the same chance', () => {
    const wins = new Map(twenty.slice(0, 4).map((label) => [label, 0]));
    for (let run = 0; run < 2000; run += 1) {
      const [first] = orderOf(nodeDigest, 'sha256', utf8(`seed ${run}`), [...wins.keys()]);
      wins.set(first as string, (wins.get(first as string) ?? 0) + 1);
    }
    for (const count of wins.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

describe('verifyDraw', () => {
  const proof = honest(twenty, { exclusions: [{ label: 'candidate 07', reason: 'recused', rule: 'S10' }] });
  const differenceOf = (change: (copy: DrawProof) => unknown) => {
    const copy = structuredClone(proof);
    change(copy);
    const verdict = verifyDraw(copy, nodeDigest);
    return verdict.ok ? 'none' : verdict.difference;
  };

  it('holds for an honest draw', () => expect(verifyDraw(proof, nodeDigest)).toEqual({ ok: true }));

  it('finds any one byte that was changed', () => {
    const text = new TextEncoder().encode(JSON.stringify(proof));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Uint8Array.from(text);
        changed[at] = ((changed[at] as number) + by) % 256;
        let json: unknown;
        try {
          json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(changed));
        } catch {
          return; // No JSON any more: found.
        }
        const parsed = DrawProof.safeParse(json);
        expect(parsed.success && verifyDraw(parsed.data, nodeDigest).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, (copy: DrawProof) => unknown, string]>([
    ['a swapped order', (p) => p.result.order.reverse(), 'result.order[0]'],
    ['another winner', (p) => p.result.winners.splice(0, 1, 'candidate 07'), 'result.winners[0]'],
    ['a substitute left out', (p) => p.result.substitutes.pop(), 'the draw gives'],
    ['an excluded candidate let in', (p) => p.statement.exclusions.pop(), 'result.'],
    ['a candidate added after the commits', (p) => p.statement.pool.push('zz'), 'result.order'],
    ['a pool out of order', (p) => p.statement.pool.reverse(), 'statement.pool'],
    ['a candidate twice', (p) => p.statement.pool.unshift('candidate 00'), 'statement.pool'],
    ['contributors out of order', (p) => p.statement.contributors.reverse(), 'statement.contributors'],
    ['exclusion of a stranger', (p) => (p.statement.exclusions[0]!.label = 'x'), 'statement.exclusions'],
    ['more winners than candidates', (p) => (p.statement.pick = 20), 'statement.pick'],
    ['a commit of nobody', (p) => p.commits.pop(), 'commits[2] is by nobody'],
    ['a withheld reveal', (p) => p.reveals.pop(), 'reveals[2] is by nobody'],
    [
      'a value that opens no commit',
      (p) => (p.reveals[1]!.value = toBase64url(randomBytes(32))),
      'revealed by «platform»',
    ],
  ])('names %s as the first difference', (_, change, expected) =>
    expect(differenceOf(change)).toContain(expected),
  );
});

describe('base64url', () => {
  it('is what Node writes, and reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64url(text)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });
  it.each(['A', 'AB', 'AA==', 'A+A', 'A A', 'Äö'])(
    'refuses «%s», which is not the one way of writing bytes',
    (text) => expect(fromBase64url(text)).toBeUndefined(),
  );
});
