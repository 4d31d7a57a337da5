const FIRST_MS = 100;
const LONGEST_MS = 5000;

/** How long to wait after so many failures in a row: twice as long each time, and never all processes at once. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return most / 2 + (random() * most) / 2;
}
