import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import type { DecisionContext } from '../domain/clock/context.ts';
import type { Command } from '../domain/kernel/decider.ts';
import { toMermaid } from '../domain/kernel/diagram.ts';
import { stageOf } from '../domain/kernel/lifecycle.ts';
import type { DomainEvent } from '../domain/kernel/recorded.ts';
import type { Slice } from '../domain/kernel/slice.ts';
import { context } from './specification.ts';

interface Examples {
  /** One plausible fact of each type. */
  readonly facts: Readonly<Record<string, DomainEvent>>;
  /** One plausible command of each type. */
  readonly commands: Readonly<Record<string, Command>>;
}

/**
 * Every stage × every fact × every command, with XState itself as the judge.
 * The shortest path leads to each stage; there each fact and each command is tried.
 */
export const describeLifecycle = <Data>(slice: Slice<Data, DecisionContext>, examples: Examples) => {
  const { machine, outcomes, lifecycle } = slice;
  const facts = Object.values(examples.facts);
  const commands = Object.values(examples.commands);
  const stages = getShortestPaths(machine, { events: facts as never }).map(({ state, steps }) => ({
    stage: stageOf(state.value),
    snapshot: state,
    history: steps
      .map(({ event }) => event as unknown as DomainEvent)
      .filter(({ type }) => !type.startsWith('xstate.')),
  }));
  /** XState walks a sequence of facts; undefined where it has no place for one of them. */
  const walk = (from: (typeof stages)[number]['snapshot'], sequence: readonly string[]) =>
    sequence.reduce<typeof from | undefined>((at, type) => {
      const event = { type } as never;
      return at?.can(event) ? transition(machine, at, event)[0] : undefined;
    }, from);

  describe(`lifecycle of ${slice.name}`, () => {
    it('is drawn in the documentation as it is', async () =>
      expect(toMermaid(machine)).toMatchFileSnapshot(
        fileURLToPath(new URL(`../docs/lifecycles/${slice.name}.mmd`, import.meta.url)),
      ));
    it('knows every stage that XState reaches', () =>
      expect(new Set(lifecycle.stages)).toEqual(new Set(stages.map(({ stage }) => stage))));
    it('has an example of every fact', () =>
      expect(Object.keys(examples.facts).toSorted()).toEqual(machine.events.map(String).toSorted()));
    it('has an example of every command', () =>
      expect(Object.keys(examples.commands).toSorted()).toEqual(Object.keys(slice.commands).toSorted()));
    it('declares the outcomes of every command', () =>
      expect(Object.keys(outcomes).toSorted()).toEqual(Object.keys(slice.commands).toSorted()));
    it('accepts each example fact by its schema', () => {
      for (const { type, data } of facts)
        expect(() => slice.parse(type, data, slice.schemaVersion(type)), type).not.toThrow();
    });
  });

  describe.each(stages)(`${slice.name} in «$stage»`, ({ stage, snapshot, history }) => {
    const state = history.reduce((at, event) => slice.evolve(at, event), slice.initialState);

    it.each(facts)('the fact $type is folded as XState says', (event) => {
      if (snapshot.can(event))
        expect(slice.evolve(state, event).stage).toBe(
          stageOf(transition(machine, snapshot, event as never)[0].value),
        );
      else expect(() => slice.evolve(state, event)).toThrow('Corrupt history');
    });

    it.each(commands)(
      'the command $type is forbidden by the stage only where XState has no place',
      (command) => {
        const decision = slice.decide(state, command, context);
        const forbidden = decision.kind === 'rejected' && decision.rejection.code === 'StageForbids';
        const alternatives = outcomes[command.type] ?? [];
        expect(forbidden).toBe(!alternatives.every((sequence) => walk(snapshot, sequence) !== undefined));
        expect(slice.available(stage).includes(command.type)).toBe(!forbidden);
        if (decision.kind === 'rejected') return;
        expect(alternatives.map((sequence) => sequence.join())).toContain(
          decision.events.map(({ type }) => type).join(),
        );
        const again = decision.events.reduce(
          (at, { type, data }) => slice.evolve(at, slice.parse(type, data, slice.schemaVersion(type))),
          state,
        );
        expect(again.stage).toBe(
          stageOf(
            walk(
              snapshot,
              decision.events.map(({ type }) => type),
            )?.value ?? 'nowhere',
          ),
        );
      },
    );
  });
};
