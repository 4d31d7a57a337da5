/** A call that was not answered in time. Whether the server acted on it nobody knows. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** The connection failed under another call, which has said so already. */
export class Replaced extends Error {
  override readonly name = 'Replaced';

  constructor() {
    super('the connection was given up');
  }
}

/** The server understood, and said no: asking again would change nothing. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Errors come as the client's own with a `type`, as gRPC's with a `code`, or as plain ones where no node was found. */
interface Told {
  readonly type?: unknown;
  readonly code?: unknown;
}

const toldBy = (error: unknown): Told => (typeof error === 'object' && error !== null ? error : {});

const REFUSING_TYPES: ReadonlySet<unknown> = new Set([
  'access-denied',
  'stream-deleted',
  'invalid-argument',
  'maximum-append-size-exceeded',
  'unsupported',
]);
/** INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED. */
const REFUSING_CODES: ReadonlySet<unknown> = new Set([3, 7, 12, 16]);
/** CANCELLED, DEADLINE_EXCEEDED, ABORTED, UNAVAILABLE: of the connection, and not of what was asked. */
const CONNECTION_CODES: ReadonlySet<unknown> = new Set([1, 4, 10, 14]);

/** Whoever is refused is told so; every other failure leaves the outcome open, and is tried again. */
export const isRefusal = (error: unknown): boolean => {
  const { type, code } = toldBy(error);
  return error instanceof Refused || REFUSING_TYPES.has(type) || REFUSING_CODES.has(code);
};

const CONNECTION_TYPES: ReadonlySet<unknown> = new Set(['unavailable', 'cancelled', 'deadline-exceeded']);

/** Whether a fresh client may fare better. Where the leader is elsewhere, the client itself goes there. */
export const isOfTheConnection = (error: unknown): boolean => {
  const { type, code } = toldBy(error);
  if (error instanceof Unanswered || CONNECTION_TYPES.has(type) || CONNECTION_CODES.has(code)) return true;
  return error instanceof Error && error.message.startsWith('Failed to discover');
};

export const isNotLeader = (error: unknown): boolean => toldBy(error).type === 'not-leader';

export const isMissingStream = (error: unknown): boolean => toldBy(error).type === 'stream-not-found';

/** The server answered, and its answer is that it cannot read there. */
export const isOfTheQuestion = (error: unknown): boolean => {
  const { type, code } = toldBy(error);
  return typeof code === 'number' && !CONNECTION_CODES.has(code) && type !== 'access-denied';
};

export const codeOfFailure = (error: unknown): string => {
  const { type, code } = toldBy(error);
  if (error instanceof Unanswered) return 'unanswered';
  return typeof type === 'string' ? type : `grpc-${typeof code === 'number' ? code : 'none'}`;
};

/** One line for the operator. */
export const reasonOf = (error: unknown): string => {
  if (toldBy(error).type === 'access-denied' || toldBy(error).code === 16)
    return 'the server refuses this user or this password.';
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line === '' ? codeOfFailure(error) : line;
};
