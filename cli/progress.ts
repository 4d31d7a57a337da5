import { legalDayOf } from '../domain/calendar/day.ts';
import type { Instant } from '../domain/kernel/instant.ts';

const WIDTH = 30;

/** Shows how far long work is: a bar on a terminal, a line for each tenth elsewhere. */
export function progressOn(stream: NodeJS.WriteStream, what: string) {
  let shown = -1;
  return {
    at(share: number, now: Instant, facts: number): void {
      const percent = Math.floor(share * 100);
      const step = stream.isTTY ? percent : Math.floor(percent / 10) * 10;
      if (step === shown) return;
      shown = step;
      const done = Math.round(share * WIDTH);
      const text = `${String(percent).padStart(3)} %  ${legalDayOf(now)}  ${facts.toLocaleString('en')} facts`;
      stream.write(
        stream.isTTY
          ? `\r${what} ${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${text}  `
          : `${what} ${text}\n`,
      );
    },
    done(text: string): void {
      stream.write(stream.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`);
    },
  };
}
