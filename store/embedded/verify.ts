import type Database from 'better-sqlite3';
import type { NewEvent } from '../../domain/kernel/recorded.ts';
import { codeOf, speakingOf } from '../sqliteFile.ts';
import { GENESIS, hashAfter, type Link } from './chain.ts';
import { IdSet } from './idSet.ts';
import { assertReaches, openToRead } from './inspect.ts';
import { type End, readWitness } from './witness.ts';

/** What was found in a file of facts. It is whole when there is no problem. */
export interface Verdict {
  readonly end: End;
  readonly appends: number;
  readonly streams: number;
  readonly problems: readonly string[];
  /** Problems beyond those that are named. */
  readonly further: number;
}

export interface VerifyOptions {
  /** What is wrong with a fact, by its own schema; nothing if it is right. */
  readonly judge?: (stream: string, fact: NewEvent) => string | undefined;
  /** Share of the work that is done, from 0 to 1, and the facts so far. */
  readonly onProgress?: (share: number, facts: number) => void;
}

const NAMED = 20;
const EVERY = 1000;

/**
 * Look at every fact of a file, as it stands at this moment: SQLite's own structure, positions without a gap, revisions
 * of each stream without a gap, ids that occur once, JSON, the chain of hashes from the first append to the last, and
 * that the end is as far as what was acknowledged. Runs beside a server.
 */
export function verifyFile(file: string, options: VerifyOptions = {}): Verdict {
  // Read before the facts: what is acknowledged meanwhile must not look as if it were missing.
  const witness = speakingOf(file, () => readWitness(file));
  const database = openToRead(file);
  const problems: string[] = [];
  let count = 0;
  const report = (problem: string) => {
    count += 1;
    if (problems.length < NAMED) problems.push(problem);
  };
  try {
    const walk = walkAppends(database, report, options);
    try {
      assertReaches(file, database, walk.end, witness);
    } catch (error) {
      report((error as Error).message);
    }
    return { ...walk, problems, further: count - problems.length };
  } finally {
    database.close();
  }
}

type Report = (problem: string) => void;

function walkAppends(database: Database.Database, report: Report, { judge, onProgress }: VerifyOptions) {
  const revisions = new Map<string, number>();
  const ids = new IdSet();
  let appends = 0;
  let next = 1;
  let previous = GENESIS;
  try {
    const rows = database.prepare<[], Link & { hash: string; name: string | null }>(
      `select position, name, revision, count, body, hash
         from batches left join streams on streams.id = batches.stream order by position`,
    );
    const last = Number(database.prepare('select max(position) from batches').pluck().get() ?? 1);
    for (const row of rows.iterate()) {
      const at = `position ${row.position}`;
      if (row.name === null) report(`${at}: its stream has no name.`);
      if (row.position !== next)
        report(
          row.position > next
            ? `positions ${next} to ${row.position - 1}: the facts are missing.`
            : `${at}: it overlaps with the append before, which reaches to ${next - 1}.`,
        );
      if (hashAfter(previous, row) !== row.hash)
        report(`${at}: the hash does not hold; this append or the one before was changed.`);
      const revision = revisions.get(row.name) ?? 0;
      if (row.revision !== revision)
        report(`${at}: ${row.name} should go on with revision ${revision} and has ${row.revision}.`);
      for (const problem of problemsOf(row, ids, judge)) report(`${at}: ${problem}`);
      revisions.set(row.name, row.revision + row.count);
      next = row.position + row.count;
      previous = row.hash;
      appends += 1;
      if (appends % EVERY === 0) onProgress?.((row.position / last) * 0.9, next - 1);
    }
    onProgress?.(0.9, next - 1);
    for (const line of database.pragma('integrity_check(5)') as { integrity_check: string }[])
      if (line.integrity_check !== 'ok') report(`the database itself: ${line.integrity_check}.`);
    onProgress?.(1, next - 1);
  } catch (error) {
    report(`from position ${next} on: it cannot be read. (${codeOf(error) || String(error)})`);
  }
  return { end: { position: next - 1, hash: previous }, appends, streams: revisions.size };
}

function* problemsOf(
  { name, count, body }: Link,
  ids: IdSet,
  judge: VerifyOptions['judge'],
): Generator<string, void, undefined> {
  let facts: unknown;
  try {
    facts = JSON.parse(body);
  } catch {
    yield 'it is not JSON.';
    return;
  }
  if (!Array.isArray(facts) || facts.length !== count) {
    yield `it should hold ${count} facts and does not.`;
    return;
  }
  for (const fact of facts as readonly NewEvent[]) {
    const id: unknown = fact?.eventId;
    if (typeof id !== 'string' || typeof fact.event?.type !== 'string') yield 'a fact lacks its envelope.';
    else {
      if (!ids.add(id)) yield `the id ${id} occurs a second time.`;
      const wrong = judge?.(name, fact);
      if (wrong !== undefined) yield wrong;
    }
  }
}
