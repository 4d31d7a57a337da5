import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { compileLifecycle, legalCommands } from '../../domain/kernel/lifecycle.ts';

type Go = { type: 'Go' } | { type: 'Stop' };
const machine = (on: object, rest: object = {}) =>
  setup({ types: { events: {} as Go } }).createMachine({
    id: 'sly',
    initial: 'a',
    states: { a: { on: { Go: on }, ...rest }, b: {} },
  });

describe('compileLifecycle', () => {
  it.each([
    ['a rule hidden in a guard', machine({ target: 'b', guard: () => true }), 'has a guard'],
    [
      'a timer, which the next restart would lose',
      machine({ target: 'b' }, { after: { 1000: 'b' } }),
      'a delay',
    ],
    ['an effect', machine({ target: 'b' }, { entry: () => {} }), 'has an action'],
    ['an effect on an arrow', machine({ target: 'b', actions: () => {} }), 'has an action'],
    ['an arrow that nobody sends', machine({ target: 'b' }, { always: 'b' }), 'has an eventless transition'],
    ['an arrow to nowhere', machine({}), 'an arrow without a target'],
    ['a wildcard', machine({ target: 'b' }, { on: { '*': 'b' } }), 'a wildcard'],
    ['a partial wildcard', machine({ target: 'b' }, { on: { 'Go.*': 'b' } }), 'a wildcard'],
    ['a service', machine({ target: 'b' }, { invoke: { src: 'x' } }), 'an invocation'],
    [
      'a memory of its own',
      setup({ types: { context: {} as { n: number }, events: {} as Go } }).createMachine({
        context: { n: 0 },
        on: { Go: {} },
      }),
      'a context',
    ],
    [
      'two regions, which should be two machines',
      setup({}).createMachine({ type: 'parallel', states: { a: {}, b: {} } }),
      'has parallel regions',
    ],
    [
      'a return to where one was',
      setup({}).createMachine({ initial: 'a', states: { a: {}, h: { type: 'history' } } }),
      'has a history',
    ],
  ])('refuses %s', (_, sly, complaint) => expect(() => compileLifecycle(sly)).toThrow(complaint));

  it('says in which state', () =>
    expect(() => compileLifecycle(machine({ target: 'b', guard: () => true }))).toThrow('state «sly.a»'));

  const nested = compileLifecycle(
    setup({ types: { events: {} as Go } }).createMachine({
      id: 'nested',
      initial: 'a',
      states: {
        a: { on: { Go: 'b' } },
        b: { initial: 'c', states: { c: { on: { Stop: '#nested.a' } } } },
      },
    }),
  );

  it('writes nested stages with a dot', () => expect(nested.next('a', 'Go')).toBe('b.c'));

  it('a command is legal only where every alternative can be walked to its end', () => {
    const outcomes = { Once: [['Go']], There: [['Go', 'Stop']], Either: [['Go'], ['Stop']] } as const;
    expect(legalCommands(nested, outcomes, 'a')).toEqual(['Once', 'There']);
    expect(legalCommands(nested, outcomes, 'b.c')).toEqual([]);
  });
});
