/**
 * A list that grows at its end at a constant price per entry and is pure to the outside: every state sees only the
 * entries it had. Appending to the newest one shares the array; appending to an older one, as a second branch of history
 * does, copies it first. Hundreds of bids would otherwise be copied for each bid.
 */
export interface Growing<Entry> {
  readonly shared: Entry[];
  readonly size: number;
}

export const nothingYet = <Entry>(): Growing<Entry> => ({ shared: [], size: 0 });

export function append<Entry>({ shared, size }: Growing<Entry>, entry: Entry): Growing<Entry> {
  const list = shared.length === size ? shared : shared.slice(0, size);
  list.push(entry);
  return { shared: list, size: size + 1 };
}

export const entriesOf = <Entry>({ shared, size }: Growing<Entry>): readonly Entry[] =>
  shared.length === size ? shared : shared.slice(0, size);
