import { expect, it } from 'vitest';
import { kept } from '../../app/kept.ts';
import { NotInTime, within } from '../../app/within.ts';

it('who asks while an answer is under way waits for that one, however old it is', async () => {
  const answers: ((value: string) => void)[] = [];
  const ask = kept(0, () => new Promise<string>((resolve) => answers.push(resolve)));
  const both = Promise.all([ask(), ask()]);
  expect(answers).toHaveLength(1);
  answers[0]?.('first');
  expect(await both).toEqual(['first', 'first']);
  const next = ask();
  answers[1]?.('second');
  expect(await next).toBe('second');
});

it('what failed is asked again', async () => {
  let times = 0;
  const ask = kept(60_000, async () => {
    times += 1;
    if (times === 1) throw new Error('gone');
    return times;
  });
  await expect(ask()).rejects.toThrow('gone');
  expect(await ask()).toBe(2);
  expect(await ask()).toBe(2);
});

it('an answer that does not come is waited for no longer than that', async () => {
  await expect(within(1, new Promise(() => undefined))).rejects.toBeInstanceOf(NotInTime);
  expect(await within(60_000, Promise.resolve('here'))).toBe('here');
  await expect(within(60_000, Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});
