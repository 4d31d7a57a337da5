import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Actor } from '../../domain/kernel/actor.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';

/** A command as it was decided: everything that the decision rested on, but for the facts of its own stream. */
export interface Decided {
  readonly slice: string;
  readonly type: string;
  readonly key: Readonly<Record<string, string>>;
  readonly input: Readonly<Record<string, unknown>>;
  /** What was looked up in other streams and in the catalogue. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly actor: Actor;
  /** How many holiday notices were in force. */
  readonly notices: number;
  /** Sent by a saga: such a command brings its facts with it. */
  readonly internal: boolean;
  /** Of the envelopes; null where nothing was recorded. */
  readonly commandId: string | null;
  readonly correlationId: string | null;
  /** Why not, where it was refused. */
  readonly refusal: { readonly code: string; readonly rule: string | null } | null;
  /** The envelopes as they were stored. */
  readonly recorded: readonly Recorded[];
}

export interface Tape {
  readonly name: string;
  /** What it holds, in one sentence. */
  readonly says: string;
  readonly commands: readonly Decided[];
}

const folder = new URL('recorded/', import.meta.url).pathname;
const fileOf = (name: string) => `${folder}${name}.jsonl.gz`;

/** Every recorded history there is. */
export const tapeNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .map((name) => name.slice(0, -'.jsonl.gz'.length))
    .toSorted();

/** A line of JSON for each command, packed; the first line says what it is. Never over one that is there. */
export function writeTape({ name, says, commands }: Tape): void {
  const lines = [{ name, says }, ...commands].map((line) =>
    JSON.stringify(line, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
  writeFileSync(fileOf(name), gzipSync(`${lines.join('\n')}\n`, { level: 9 }), { flag: 'wx' });
}

export function readTape(name: string): Tape {
  const [head = '', ...lines] = gunzipSync(readFileSync(fileOf(name)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const placed = ({ recorded, ...rest }: Decided): Decided => ({
    ...rest,
    recorded: recorded.map((fact) => ({ ...fact, position: BigInt(fact.position) })),
  });
  return {
    ...(JSON.parse(head) as Pick<Tape, 'name' | 'says'>),
    commands: lines.map((line) => placed(JSON.parse(line) as Decided)),
  };
}

/** All facts in their order. */
export const factsOf = ({ commands }: Tape): readonly Recorded[] =>
  commands.flatMap(({ recorded }) => recorded);
