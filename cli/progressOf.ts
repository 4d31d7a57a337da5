const WIDTH = 30;

/** How far an operator's command is, on standard error: a bar on a terminal, a line for each tenth elsewhere. */
export function progressOf(what: string, stream: NodeJS.WriteStream = process.stderr) {
  let shown = -1;
  return {
    at(share: number, facts?: number, note = ''): void {
      const percent = Math.floor(share * 100);
      const step = stream.isTTY ? percent : Math.floor(percent / 10) * 10;
      if (step === shown) return;
      shown = step;
      const text = `${String(step).padStart(3)} %${facts === undefined ? '' : `  ${facts.toLocaleString('en')} facts`}${note}`;
      const done = Math.round(share * WIDTH);
      stream.write(
        stream.isTTY
          ? `\r${what} ${'█'.repeat(done)}${'░'.repeat(WIDTH - done)} ${text}  `
          : `${what} ${text}\n`,
      );
    },
    clear(): void {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}
