import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

export interface StubEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly position: bigint;
  /** Milliseconds since 1970, by the server's clock. */
  readonly created: number;
}

export type Proposed = Pick<StubEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;
export type Expected = bigint | 'any' | 'noStream' | 'streamExists';

export type Outcome =
  | { readonly kind: 'success'; readonly revision: number; readonly position: bigint }
  | { readonly kind: 'wrong'; readonly current: number | undefined }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'invalid'; readonly reason: string };

export const MAX_APPEND_SIZE = 1024 * 1024;

/** How many ids the server remembers for appends at `any`; they are lost when it restarts. */
const REMEMBERED = 100_000;

interface Appended {
  readonly first: number;
  /** Where the append begins in the file. */
  readonly offset: number;
}

/**
 * What the real server does with an append, as far as the contract relies on it: contiguous revisions, positions that are
 * byte offsets with gaps, exact expectations checked with the ids that stand at the place in question, `any` checked against
 * a memory that a restart loses. An append is in the file before it is answered, one line for all its events.
 */
export class StubLog {
  readonly events: StubEvent[] = [];
  readonly #streams = new Map<string, number[]>();
  readonly #recent = new Map<string, StubEvent>();
  readonly #appends: Appended[] = [];
  #end = 0n;
  #offset = 0;
  readonly #file: number | undefined;

  constructor(file: string | undefined) {
    if (file === undefined) return;
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    for (const line of text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1)) {
      const { stream, created, events } = JSON.parse(line) as Line;
      this.#put(stream, created, events.map(fromLine), Buffer.byteLength(line) + 1);
    }
    this.#recent.clear();
    this.#file = openSync(file, existsSync(file) ? 'r+' : 'w+');
    ftruncateSync(this.#file, this.#offset);
  }

  append(stream: string, expected: Expected, proposed: readonly Proposed[]): Outcome {
    const bad = proposed.find(({ id, type }) => type === '' || !/^[0-9a-f-]{36}$/.test(id));
    if (bad !== undefined) return { kind: 'invalid', reason: 'an event lacks its id or its type' };
    if (proposed.reduce((sum, event) => sum + sizeOf(event), 0) > MAX_APPEND_SIZE)
      return { kind: 'tooLarge' };
    const places = this.#streams.get(stream);
    const current = places === undefined ? -1 : places.length - 1;
    const wrong: Outcome = { kind: 'wrong', current: current < 0 ? undefined : current };
    if (expected === 'streamExists' && current < 0) return wrong;
    if (expected === 'any' || expected === 'streamExists') {
      const known = this.#knownOf(stream, proposed);
      if (known !== undefined) return known === 'part' ? wrong : known;
    } else {
      const revision = expected === 'noStream' ? -1 : Number(expected);
      if (revision > current) return wrong;
      if (revision < current) {
        const there = proposed.map((_, index) => this.events[places?.[revision + 1 + index] ?? -1]);
        const last = there.at(-1);
        if (last !== undefined && there.every((event, index) => event?.id === proposed[index]?.id))
          return { kind: 'success', revision: last.revision, position: last.position };
        return wrong;
      }
    }
    if (proposed.length === 0) return { kind: 'success', revision: current, position: this.#end };
    return this.#write(stream, proposed);
  }

  inStream(stream: string): readonly StubEvent[] | undefined {
    return this.#streams.get(stream)?.map((index) => this.events[index] as StubEvent);
  }

  /** The place of the first event at or after a position; undefined: no event begins there, though some end after it. */
  indexAt(position: bigint): number | undefined {
    const index = this.indexAfter(position - 1n);
    const found = this.events[index]?.position;
    return found === undefined || found === position ? index : undefined;
  }

  /** The place of the first event after a position. */
  indexAfter(position: bigint): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle] as StubEvent).position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The last appends never happened, and their places are used again. */
  forget(appends: number): void {
    for (let left = appends; left > 0; left -= 1) {
      const last = this.#appends.pop();
      if (last === undefined) return;
      for (const event of this.events.splice(last.first)) {
        this.#recent.delete(event.id);
        const places = this.#streams.get(event.stream);
        places?.pop();
        if (places?.length === 0) this.#streams.delete(event.stream);
        this.#end = this.#end < event.position ? this.#end : event.position;
      }
      this.#offset = last.offset;
    }
    if (this.#file !== undefined) ftruncateSync(this.#file, this.#offset);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #knownOf(stream: string, proposed: readonly Proposed[]): Outcome | 'part' | undefined {
    const known = proposed.map(({ id }) => this.#recent.get(id));
    const last = known.at(-1);
    if (known[0]?.stream !== stream) return undefined;
    if (last === undefined || known.some((event) => event?.stream !== stream)) return 'part';
    return { kind: 'success', revision: last.revision, position: last.position };
  }

  #write(stream: string, proposed: readonly Proposed[]): Outcome {
    const created = Date.now();
    let bytes = 0;
    if (this.#file !== undefined) {
      const line: Line = { stream, created, events: proposed.map(toLine) };
      bytes = writeSync(this.#file, `${JSON.stringify(line)}\n`, this.#offset);
    }
    const last = this.#put(stream, created, proposed, bytes);
    return { kind: 'success', revision: last.revision, position: last.position };
  }

  #put(stream: string, created: number, proposed: readonly Proposed[], bytes: number): StubEvent {
    this.#appends.push({ first: this.events.length, offset: this.#offset });
    this.#offset += bytes;
    const places = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, places);
    for (const each of proposed) {
      const event = { ...each, stream, revision: places.length, position: this.#end, created };
      places.push(this.events.length);
      this.events.push(event);
      this.#recent.set(event.id, event);
      this.#end += BigInt(sizeOf(each) + Buffer.byteLength(stream) + RECORD);
    }
    for (const id of this.#recent.keys()) {
      if (this.#recent.size <= REMEMBERED) break;
      this.#recent.delete(id);
    }
    return this.events.at(-1) as StubEvent;
  }
}

/** What a record weighs on disk beside its event. */
const RECORD = 98;

const sizeOf = ({ data, metadata, type }: Proposed): number =>
  data.length + metadata.length + 2 * type.length;

interface LineEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: string;
  readonly metadata: string;
}
interface Line {
  readonly stream: string;
  readonly created: number;
  readonly events: readonly LineEvent[];
}
const toLine = ({ id, type, contentType, data, metadata }: Proposed): LineEvent => ({
  id,
  type,
  contentType,
  data: Buffer.from(data).toString('base64'),
  metadata: Buffer.from(metadata).toString('base64'),
});
const fromLine = ({ id, type, contentType, data, metadata }: LineEvent): Proposed => ({
  id,
  type,
  contentType,
  data: Buffer.from(data, 'base64'),
  metadata: Buffer.from(metadata, 'base64'),
});
