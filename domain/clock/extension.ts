import type { ExtensionPolicy } from '../catalogue/nodeTerms.ts';
import { type Decision, reject } from '../kernel/decider.ts';
import type { Clock } from './clock.ts';

/** An extension goes no further and comes no oftener than the law lets it (T6, T7); undefined where it may. */
export function beyondBound(
  bound: ExtensionPolicy | undefined,
  { extensions }: Pick<Clock, 'extensions'>,
  days: number,
): Decision<never> | undefined {
  if (bound === undefined) return undefined;
  if (extensions.length >= bound.times)
    return reject(
      'AlreadyExtended',
      `The limit was extended ${extensions.length} of ${bound.times} times, last by ${extensions.at(-1)?.days} days; decide within it.`,
      bound.rule,
    );
  const before = extensions.reduce((sum, extension) => sum + extension.days, 0);
  return before + days <= bound.days
    ? undefined
    : reject(
        'ExtensionTooLong',
        `The law lets this limit be extended by ${bound.days - before} days at most, not by ${days}.`,
        bound.rule,
      );
}
