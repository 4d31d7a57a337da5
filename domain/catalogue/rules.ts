import { laws } from './laws.ts';
import { clockRules } from './rules/clock.ts';
import { jointRules } from './rules/joint.ts';
import { marketRules } from './rules/market.ts';
import { reformRules } from './rules/reform.ts';
import type { Rule } from './rules/rule.ts';
import { selectionRules } from './rules/selection.ts';
import { supervisionRules } from './rules/supervision.ts';

export type { Rule } from './rules/rule.ts';

/** Every rule that code and data may cite, by id; `docs/rules.md` is made from it. */
export const rules: Readonly<Record<string, Rule>> = {
  ...clockRules,
  ...marketRules,
  ...selectionRules,
  ...reformRules,
  ...jointRules,
  ...supervisionRules,
};

/** Whether a rule may be shipped only as an editable default, because no text confirms it. */
export const isEditableDefault = ({ evidence }: Rule): boolean => evidence.includes('U');

/** Whether `ruleOf` knows an id. */
export const isKnownRule = (id: string): boolean => Object.hasOwn(rules, id) || Object.hasOwn(laws, id);

/** What an id stands for: a rule of ours, or a law of the catalogue. An id that neither knows is a bug. */
export function ruleOf(id: string): { readonly id: string; readonly text: string } {
  const text = isKnownRule(id) ? (rules[id]?.text ?? laws[id]) : undefined;
  if (text === undefined) throw new Error(`«${id}» is no rule of docs/rules.md and no law of the catalogue.`);
  return { id, text };
}
