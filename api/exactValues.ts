import { requestError } from './clientError.ts';

/** Deeper than anything that an input has. */
const DEEPEST = 50;

/**
 * Values that cannot be kept as they were sent are refused and not bent: half a surrogate pair, and whole numbers that a
 * double does not hold.
 */
export function refuseInexact(value: unknown, path = 'variables', depth = 0): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw inexact(path, 'has half a surrogate pair, which is no text');
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw inexact(path, 'is a number beyond 2^53, which cannot be kept exactly; send it as text');
  } else if (typeof value === 'object' && value !== null) {
    if (depth === DEEPEST) throw inexact(path, `is nested deeper than ${DEEPEST} levels`);
    for (const [key, item] of Object.entries(value)) {
      if (!key.isWellFormed()) throw inexact(path, 'has a key with half a surrogate pair');
      refuseInexact(item, `${path}.${key.length > 100 ? `${key.slice(0, 100)}…` : key}`, depth + 1);
    }
  }
}

const inexact = (path: string, what: string) => requestError(400, 'BAD_USER_INPUT', `«${path}» ${what}.`);
