import { StoreUnavailable } from '../storeUnavailable.ts';

/** By the first characters of the codes of SQL: what goes away by itself, so that the same work may be tried again. */
const PASSING = [
  '08', // the connection is lost
  '40001', // two transactions in each other's way
  '40P01', // deadlock
  '53', // no memory, disk or connections left
  '55P03', // a lock was not to be had in time
  '57P01', // the server is shut down
  '57P02',
  '57P03', // or starts
  '57P05',
  '57014', // a statement took too long
  '25P03', // a transaction stood still for too long
  '25006', // a standby that nobody has promoted yet
];

/** Of the system, below the database. */
const OF_THE_NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EAI_AGAIN|ENOTFOUND|ENOENT)$/;

/** Of the driver, which gives these no code. */
const OF_THE_DRIVER =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|Postgres connection has been discarded)/;

/** An error, what caused it, and those that it is made of. */
function* withCauses(error: unknown): Generator<Error & { readonly code?: unknown }> {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth += 1) {
    yield at;
    if (at instanceof AggregateError) for (const one of at.errors) yield* withCauses(one);
  }
}

/**
 * Whether an error says that the database cannot be asked at the moment: the connection is lost, the server restarts, a
 * statement or a lock took too long, two transactions were in each other's way. No fact and no code is to blame, and the
 * same work may succeed later.
 */
export function isPassingFault(error: unknown): boolean {
  for (const { code, message } of withCauses(error)) {
    const known = typeof code === 'string' ? code : '';
    if (/^[0-9A-Z]{5}$/.test(known) && PASSING.some((start) => known.startsWith(start))) return true;
    if (OF_THE_NETWORK.test(known) || OF_THE_DRIVER.test(message)) return true;
  }
  return false;
}

const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^ECONNREFUSED$|^ENOENT$/, 'nobody listens there. Start the server, or check host and port.'],
  [/^ENOTFOUND$|^EAI_AGAIN$/, 'this host is not known. Check its name.'],
  [/^28/, 'user or password is not accepted. Check both, and pg_hba.conf of the server.'],
  [/^3D000$/, 'there is no such database. Make it with «createdb».'],
  [/^3F000$/, 'there is no such schema, and it may not be made.'],
  [/^42704$|^22023$/, 'a setting in «options» is not known there, or has another value. Check it.'],
  [/^42501$/, 'this user may not make tables there. Grant CREATE on the schema.'],
  [/^53300$/, 'the server takes no more connections. Raise max_connections, or start fewer processes.'],
  [/^53100$/, 'the disk of the server is full. Make room there.'],
  [/^57P03$/, 'the server is starting or stopping. Try again in a moment.'],
];

/** One line for the operator instead of what the driver says. */
export function unavailablePostgres(shown: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const causes = [...withCauses(error)];
  const codes = causes.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  for (const [pattern, reason] of REASONS) {
    const code = codes.find((one) => pattern.test(one));
    if (code !== undefined) return new StoreUnavailable(shown, `${reason} (${code})`, { cause: error });
  }
  const said = codes[0] ?? causes.at(-1)?.message ?? String(error);
  return new StoreUnavailable(shown, `the database cannot be used. (${said})`, { cause: error });
}
