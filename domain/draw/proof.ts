import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { fromBase64url } from './base64url.ts';

/** A name in the draw: a candidate's label or a contributor's name. Taken as it stands, never trimmed or folded. */
export const Label = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && ![...text].some((character) => character < ' '), {
    error: 'A label is well-formed text without control characters.',
  });

/** Thirty-two bytes as unpadded base64url: forty-three characters, and only one way of writing them. */
export const Bytes32 = z.string().refine((text) => fromBase64url(text)?.length === 32, {
  error: 'Must be 32 bytes in base64url without padding (43 characters).',
});

/** Who is in the pool and cannot win, by a rule that was fixed before the draw. */
export const DrawExclusion = z.strictObject({
  label: Label,
  reason: z.string().min(1),
  rule: z.string().min(1),
});
export type DrawExclusion = z.infer<typeof DrawExclusion>;

/**
 * What is announced before anybody commits 摇号公告: its canonical JSON (RFC 8785) is the S of the algorithm, so nothing
 * in it can be changed afterwards without changing the seed.
 */
export const DrawStatement = z.strictObject({
  alg: z.literal('draw-v1'),
  hash: z.enum(['sha256', 'sm3']),
  /** Id of this draw: a repeated draw has another one. */
  draw: z.string().min(1),
  /** Every candidate, excluded ones included, in order of code points. */
  pool: z.array(Label).min(1),
  exclusions: z.array(DrawExclusion),
  /** How many win, and how many of the next stand by as substitutes. */
  pick: z.int().positive(),
  substitutes: z.int().nonnegative(),
  /** Who brings randomness: at least three of different interests, in order of code points. */
  contributors: z.array(Label).min(3),
  revealBy: Instant,
});
export type DrawStatement = z.infer<typeof DrawStatement>;

export const DrawResult = z.strictObject({
  /** The whole pool as drawn, excluded ones included: leaving one out would not move the others. */
  order: z.array(Label),
  winners: z.array(Label),
  substitutes: z.array(Label),
});
export type DrawResult = z.infer<typeof DrawResult>;

/** One contributor's sealed value, and later the value itself. */
export const DrawCommit = z.strictObject({ contributor: Label, commit: Bytes32 });
export type DrawCommit = z.infer<typeof DrawCommit>;
export const DrawReveal = z.strictObject({ contributor: Label, value: Bytes32 });
export type DrawReveal = z.infer<typeof DrawReveal>;

/** All that anybody needs to run a draw again 摇号证明: what `job.proof` gives and `verify:draw` reads. */
export const DrawProof = z.strictObject({
  statement: DrawStatement,
  commits: z.array(DrawCommit),
  reveals: z.array(DrawReveal),
  result: DrawResult,
});
export type DrawProof = z.infer<typeof DrawProof>;
