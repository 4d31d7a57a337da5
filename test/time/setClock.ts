import { readFileSync } from 'node:fs';

/**
 * Preloaded into a process: its wall clock shows what the file SET_CLOCK says in milliseconds, plus the time that has passed
 * since the file said so. Whoever writes the file again sets the clock, forward or back, as an operator or a time server does.
 */
const file = process.env['SET_CLOCK'] ?? '';
const RealDate = Date;
let read = { text: '', at: 0 };

function now(): number {
  const text = readFileSync(file, 'utf8');
  if (text !== read.text) read = { text, at: RealDate.now() };
  return Number(text) + RealDate.now() - read.at;
}

class SetDate extends RealDate {
  constructor(...values: [] | [number | string | Date]) {
    super(...(values.length === 0 ? ([now()] as const) : (values as readonly [number])));
  }
  static override now = now;
}
globalThis.Date = SetDate as DateConstructor;
