import { closeSync, constants, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { codeOf, IN_MEMORY, speakingOf } from '../sqliteFile.ts';
import { StoreUnavailable } from '../storeUnavailable.ts';
import { witnessOf } from './files.ts';

/** Where a history ends: its last position (0: no facts) and the hash that its chain has there. */
export interface End {
  readonly position: number;
  readonly hash: string;
}

/** Two slots in two sectors, written in turn: a write that is torn spoils one, and the other still holds. */
const SLOT = 512;
const LINE = /^lianshen-head (\d{16}) ([0-9a-f]{64}) ([0-9a-f]{8})$/;

/**
 * The witness 见证 of an end that was acknowledged, in a small file beside the facts. It is written after every commit and
 * not synced, so it costs no fsync: after the death of the process it is exact, after a power cut it is a lower bound,
 * and it is never ahead of what the disk has. A history that ends before it has lost facts.
 */
export class Witness {
  readonly #descriptor: number;
  readonly #line = Buffer.alloc(SLOT, '\n');
  #slot: number;

  /** Opens the witness, or makes it, and has it say where the history ends now; that much is synced. */
  constructor(file: string, end: End) {
    const name = witnessOf(file);
    this.#slot = speakingOf(name, () => newest(slotsOf(file)));
    this.#descriptor = speakingOf(name, () => openSync(name, constants.O_RDWR | constants.O_CREAT, 0o644));
    try {
      speakingOf(name, () => {
        this.#put(end);
        fsyncSync(this.#descriptor);
        syncFolderOf(name);
      });
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /** Says where the history ends, after the commit. What cannot be written leaves an older truth, which stands. */
  write(end: End): void {
    try {
      this.#put(end);
    } catch {
      // A lower bound that is not raised is still a lower bound.
    }
  }

  close(): void {
    try {
      fdatasyncSync(this.#descriptor);
    } catch {
      // The same.
    }
    closeSync(this.#descriptor);
  }

  #put({ position, hash }: End): void {
    this.#slot = 1 - this.#slot;
    const said = `${String(position).padStart(16, '0')} ${hash}`;
    this.#line.write(`lianshen-head ${said} ${crc32(said).toString(16).padStart(8, '0')}`, 'latin1');
    writeSync(this.#descriptor, this.#line, 0, SLOT, this.#slot * SLOT);
  }
}

/** What the witness of a file says, if there is one. */
export function readWitness(file: string): End | undefined {
  const slots = slotsOf(file);
  return slots[newest(slots)];
}

/** Folders are synced too, or the name of a new file may not survive a power cut. */
export function syncFolderOf(file: string): void {
  const descriptor = openSync(dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

type Slots = readonly [End | undefined, End | undefined];

const newest = ([first, second]: Slots): number =>
  (second?.position ?? -1) > (first?.position ?? -1) ? 1 : 0;

function slotsOf(file: string): Slots {
  if (file === IN_MEMORY) return [undefined, undefined];
  const name = witnessOf(file);
  let text: string;
  try {
    text = readFileSync(name, 'latin1');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [undefined, undefined];
    throw error;
  }
  const slots: Slots = [endOf(text.slice(0, SLOT)), endOf(text.slice(SLOT))];
  // A file without contents is what a power cut leaves of one that was being made.
  if (slots[0] === undefined && slots[1] === undefined && /[^\0\n]/.test(text))
    throw new StoreUnavailable(
      file,
      `what ${name} says of its end cannot be read. Run npm run verify; if all is whole, delete ${name}.`,
    );
  return slots;
}

function endOf(slot: string): End | undefined {
  const [, position = '', hash = '', check] = LINE.exec(slot.trimEnd()) ?? [];
  if (check === undefined || crc32(`${position} ${hash}`) !== Number.parseInt(check, 16)) return undefined;
  return { position: Number(position), hash };
}
