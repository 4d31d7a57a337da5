/** What a function makes of each item; undefined leaves it out. Ending it ends what it comes from, whatever it waits for. */
export const mapped = <From, To>(
  source: AsyncIterator<From, undefined>,
  map: (item: From) => Promise<To | undefined>,
): AsyncIterableIterator<To, undefined> => ({
  [Symbol.asyncIterator]() {
    return this;
  },
  async next() {
    for (;;) {
      const item = await source.next();
      if (item.done === true) return { done: true, value: undefined };
      const value = await map(item.value);
      if (value !== undefined) return { done: false, value };
    }
  },
  async return() {
    await source.return?.();
    return { done: true, value: undefined };
  },
});
