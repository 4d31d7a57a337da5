import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * One JSON line per fact worth knowing, on standard error: standard output belongs to the program's answer. Nothing that
 * anybody sent is in it: no input of a command, no token, no name. What binds lines together is the correlation id.
 */
export const createLogger = (
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger =>
  pino(
    {
      level,
      base: null,
      serializers: { err: withoutWords },
      redact: {
        paths: ['token', 'authorization', 'cookie'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[withheld]',
      },
    },
    to,
  );

/** Errors whose messages are written for operators and quote nothing of what was sent. */
const SPEAKING = new Set(['StoreUnavailable', 'IdentityUnavailable']);
/** Causes that are followed. */
const DEEPEST = 5;

interface Told {
  readonly type: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Where it was thrown. */
  readonly at: readonly string[];
  readonly cause: Told | undefined;
}

/**
 * The message of an error may quote what somebody sent, so it is left out: what kind it is, its code and the place that
 * threw it say as much to whoever has the program before him.
 */
function withoutWords(error: unknown, depth = 0): Told | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { readonly code?: unknown };
  return {
    type: error.constructor.name,
    code: typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : undefined,
    message: SPEAKING.has(error.constructor.name) ? error.message : undefined,
    at: framesOf(error),
    cause: depth < DEEPEST ? withoutWords(error.cause, depth + 1) : undefined,
  };
}

/** The lines of a stack that name a place; the message stands before them, and may have lines of its own. */
function framesOf({ name, message, stack = '' }: Error): readonly string[] {
  const head =
    [`${name}: ${message}`, message].find((words) => words !== '' && stack.startsWith(words)) ?? '';
  return stack
    .slice(head.length)
    .split('\n')
    .flatMap((line) => /^ {4}at (.*(?:\.[cm]?[jt]s|node:[\w/]+):\d+:\d+\)?)$/.exec(line)?.[1] ?? []);
}

/** A correlation id as clients and this program make them. That of a wake-up names a stream, which is no such name. */
export const shownId = (id: string | undefined): string | undefined =>
  id !== undefined && /^[\w.:-]{1,100}$/.test(id) ? id : undefined;
