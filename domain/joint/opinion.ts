import * as z from 'zod';
import { CreditCode, Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';

/** The ways to reply 协办意见 (J15); a technical review knows pass (`agree`) and fail (`disagree`) only. */
export const Reply = z.enum(['agree', 'agreeWithConditions', 'disagree', 'agreeGoesUp', 'other']);
export type Reply = z.infer<typeof Reply>;

const Words = Text(2000).or(z.literal(''));

/** An opinion as it is written; which of the fields count depends on the reply. */
export const WrittenOpinion = z.object({
  reply: Reply,
  conditions: z.array(Text(500)),
  /** The reason of a disagreement, the superior of one that must go up, or what was said instead. */
  text: Words,
  /** The clause on which a disagreement rests. */
  clause: Text(200).nullable(),
});
export type WrittenOpinion = z.infer<typeof WrittenOpinion>;

/** An opinion 意见 as it is kept. */
export const Opinion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agree') }),
  z.object({ kind: z.literal('agreeWithConditions'), conditions: z.array(Text(500)).min(1) }),
  z.object({ kind: z.literal('disagree'), reason: Words, clause: Text(200).nullable() }),
  z.object({ kind: z.literal('agreeGoesUp'), to: Text(2000) }),
  z.object({ kind: z.literal('other'), text: Words }),
]);
export type Opinion = z.infer<typeof Opinion>;

/** What an opinion comes to: only a reasoned disagreement blocks. */
export const Effect = z.enum(['agree', 'conditions', 'block']);
export type Effect = z.infer<typeof Effect>;

/** An absent 缺席 or silent 沉默 participant, taken to agree by the pinned policy at an instant (Q5). */
export const DeemedOpinion = z.object({
  unit: CreditCode,
  discipline: Text(80),
  because: z.enum(['absent', 'silent']),
  at: Instant,
});
export type DeemedOpinion = z.infer<typeof DeemedOpinion>;

/** The opinion that stands for one seat: given by the unit, or deemed. */
export interface HeldOpinion {
  readonly unit: string;
  readonly discipline: string;
  readonly opinion: Opinion;
  readonly effect: Effect;
  readonly how: 'given' | 'absent' | 'silent';
}

export function opinionOf({ reply, conditions, text, clause }: WrittenOpinion): Opinion {
  switch (reply) {
    case 'agreeWithConditions':
      return conditions.length > 0 ? { kind: reply, conditions } : { kind: 'other', text };
    case 'disagree':
      return { kind: reply, reason: text, clause };
    case 'agreeGoesUp':
      return text === '' ? { kind: 'other', text } : { kind: reply, to: text };
    case 'other':
      return { kind: reply, text };
    case 'agree':
      return { kind: reply };
  }
}

/** Anything but one of the three replies, or a disagreement without reasons, counts as agreement (J15). */
export function effectOf(opinion: Opinion): Effect {
  switch (opinion.kind) {
    case 'disagree':
      return opinion.reason === '' ? 'agree' : 'block';
    case 'agreeWithConditions':
      return 'conditions';
    default:
      return 'agree';
  }
}

/** The reply was none, so that its author answers for what follows (J15). */
export const evasive = (opinion: Opinion): boolean =>
  opinion.kind === 'other' || (opinion.kind === 'disagree' && opinion.reason === '');
