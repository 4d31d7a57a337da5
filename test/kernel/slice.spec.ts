import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import * as z from 'zod';
import { accept, type Decider, reject } from '../../domain/kernel/decider.ts';
import { compileLifecycle } from '../../domain/kernel/lifecycle.ts';
import { command, defineSlice, type Upcaster } from '../../domain/kernel/slice.ts';

/** A light that was switched: its fact once held a number, then the name of a colour, and today a list of them. */
const Switched = z.object({ type: z.literal('Switched'), data: z.object({ colours: z.array(z.string()) }) });
type Switched = z.infer<typeof Switched>;

const toColour: Upcaster = (data) => ({ colour: (data as { code: number }).code === 1 ? 'red' : 'green' });
const toColours: Upcaster = (data) => ({ colours: [(data as { colour: string }).colour] });

const machine = setup({ types: { events: {} as Switched } }).createMachine({
  id: 'light',
  initial: 'dark',
  states: { dark: { on: { Switched: 'lit' } }, lit: {} },
});
const decider: Decider<
  readonly string[],
  { type: 'Switch'; data: unknown; issuedAt: string; actor: never },
  Switched,
  unknown
> = {
  initialState: [],
  decide: (_, { data }) =>
    (data as { colours: string[] }).colours.length > 0
      ? accept<Switched>({ type: 'Switched', data: data as Switched['data'] })
      : reject('NoColour', 'A light has a colour.'),
  evolve: (_, { data }) => data.colours,
};
const slice = (outcomes: Record<string, [['Switched']] | [['Broken']]> = { Switch: [['Switched']] }) =>
  defineSlice({
    name: 'light',
    term: 'the light',
    key: z.object({ id: z.string() }),
    streamKey: ({ id }) => id ?? '',
    machine,
    lifecycle: compileLifecycle(machine),
    events: Switched,
    commands: { Switch: command('Switch it.', z.object({ colours: z.array(z.string()) })) },
    outcomes,
    decider: decider as never,
    parties: () => ({}),
    stageRules: { Switch: 'T3' },
    upcasters: { Switched: [toColour, toColours] },
  });
const send = (colours: string[]) => ({
  type: 'Switch',
  data: { colours },
  issuedAt: '2026-03-02T01:00:00.000Z',
  actor: {} as never,
});

describe('a slice', () => {
  it.each([
    [1, { code: 1 }],
    [2, { colour: 'red' }],
    [3, { colours: ['red'] }],
  ])('raises a fact of version %i to today', (version, data) =>
    expect(slice().parse('Switched', data, version)).toEqual({
      type: 'Switched',
      data: { colours: ['red'] },
    }),
  );

  it('stores new facts under the newest version', () => expect(slice().schemaVersion('Switched')).toBe(3));

  it('does not guess at a version from the future', () =>
    expect(() => slice().parse('Switched', {}, 4)).toThrow('stored in version 4; this program knows 3'));

  it('does not read what no version had', () =>
    expect(() => slice().parse('Switched', { colours: 7 }, 3)).toThrow());

  it('asks the machine before the decider, and names the rule and what is allowed', () => {
    const lit = slice().evolve(slice().initialState, { type: 'Switched', data: { colours: ['red'] } });
    expect(slice().decide(lit, send(['red']), {})).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'StageForbids', rule: 'T3', allowed: [] },
    });
  });

  it('tells what is allowed beside a refusal of the decider', () =>
    expect(slice().decide(slice().initialState, send([]), {})).toMatchObject({
      rejection: { code: 'NoColour', allowed: ['Switch'] },
    }));

  it('a fact without a place is corrupt history', () => {
    const lit = slice().evolve(slice().initialState, { type: 'Switched', data: { colours: [] } });
    expect(() => slice().evolve(lit, { type: 'Switched', data: { colours: [] } })).toThrow('Corrupt history');
  });

  it('an outcome that was not declared is a bug', () => {
    const forgetful = slice({ Switch: [['Switched']] });
    Object.assign(forgetful.outcomes, { Switch: [['Switched', 'Switched']] });
    expect(forgetful.available('dark')).toEqual(['Switch']);
    expect(() => forgetful.decide(forgetful.initialState, send(['red']), {})).toThrow(
      'outcomes do not declare',
    );
  });
});
