import * as z from 'zod';

/** A rule that was broken 违规, carried by the fact that shows it: an alert of kind VIOLATION follows from it. */
export const Violation = z.object({
  /** Id of the rule in `docs/rules.md`. */
  rule: z.string().min(1),
  /** Credit code of whoever answers for it. */
  charged: z.string().min(1),
  /** For people: what was done, and what the rule says. */
  text: z.string().min(1),
});
export type Violation = z.infer<typeof Violation>;

/** The refusal that a fact stands for, kept so that a repeated command gets the same answer. */
export const Refusal = z.object({ code: z.string(), message: z.string(), rule: z.string() });
export type Refusal = z.infer<typeof Refusal>;

const Carried = z.object({ violation: Violation.optional(), violations: z.array(Violation).optional() });

/** Every violation that a fact shows, with the id of its alert: one `violation`, or several `violations`. */
export function violationsIn(
  stream: string,
  revision: number,
  data: unknown,
): readonly (Violation & { readonly id: string })[] {
  const carried = Carried.safeParse(data);
  if (!carried.success) return [];
  const { violation, violations = [] } = carried.data;
  const id = `violation/${stream}@${revision}`;
  return [
    ...(violation === undefined ? [] : [{ id, ...violation }]),
    ...violations.map((each, index) => ({ id: `${id}.${index + 1}`, ...each })),
  ];
}
