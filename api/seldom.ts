/** Told of what may happen thousands of times a second: the first at once, and then one a while with how many it stands for. */
export function seldom(everyMs: number): (tell: (times: number) => void) => void {
  let toldAt = -Infinity;
  let times = 0;
  return (tell) => {
    times += 1;
    const now = performance.now();
    if (now - toldAt < everyMs) return;
    tell(times);
    toldAt = now;
    times = 0;
  };
}
