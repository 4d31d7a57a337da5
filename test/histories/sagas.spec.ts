import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asToday } from '../../app/today.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { sagas } from '../../sagas/sagas.ts';
import { SagaRun } from './sagaRun.ts';
import { factsOf, readTape, tapeNames } from './tape.ts';

const RUNS = 25;
const tapes = tapeNames().map((name) => readTape(name));
const of = sagas.flatMap((saga) => tapes.map((tape) => [saga.name, tape.name, saga, tape] as const));

const sorted = (effects: ReadonlyMap<string, string>) =>
  [...effects].toSorted(([a], [b]) => (a < b ? -1 : 1));

type AnySaga = (typeof sagas)[number];

const outcome = (run: SagaRun, facts: readonly Recorded[]) => {
  run.finish(facts.reduce((last, { recordedAt }) => (recordedAt > last ? recordedAt : last), ''));
  return { effects: sorted(run.effects), end: run.end, faults: run.faults };
};

/** In order and once: what everything else is compared with. */
function once(saga: AnySaga, facts: readonly Recorded[]) {
  const run = new SagaRun(saga);
  for (const fact of facts) run.show(fact);
  return outcome(run, facts);
}

/**
 * Another order: what belongs to one instance stays in its own, as the store gives it; instances take turns as drawn. A fact
 * for all of them stays where it is.
 */
function interleaved(
  saga: AnySaga,
  facts: readonly Recorded[],
  draw: readonly number[],
): readonly Recorded[] {
  const result: Recorded[] = [];
  let groups = new Map<string, Recorded[]>();
  let at = 0;
  const drain = () => {
    for (
      let open = [...groups.values()];
      open.length > 0;
      open = [...groups.values()].filter(({ length }) => length > 0)
    ) {
      const chosen = open[(draw[at % draw.length] ?? 0) % open.length];
      result.push(...(chosen?.splice(0, 1) ?? []));
      at += 1;
    }
    groups = new Map();
  };
  for (const fact of facts) {
    const wanted = saga.instancesOf(fact);
    if (wanted === '*') {
      drain();
      result.push(fact);
    } else groups.set(wanted.join(), [...(groups.get(wanted.join()) ?? []), fact]);
  }
  drain();
  return result;
}

describe.each(of)('%s over %s', (_, __, saga, tape) => {
  const facts = factsOf(tape).map(asToday);
  const expected = once(saga, facts);

  it('asks for every effect that was recorded as its own, word for word', () => {
    const asked = new Map(expected.effects);
    const missing = tape.commands
      .filter(({ actor, recorded }) => actor.subject === `system:${saga.name}` && recorded.length > 0)
      .map(({ slice, key, type, input, facts: looked, commandId }) => ({
        id: `${slice} ${canonicalJson(key)} ${commandId}`,
        effect: canonicalJson({ slice, key, type, input: { ...input, ...looked } }),
      }))
      .filter(({ id, effect }) => asked.get(id) !== effect)
      .map(({ id, effect }) => ({ id, recorded: effect, today: asked.get(id) }));
    expect(missing).toEqual([]);
    expect(expected.faults).toEqual([]);
  });

  it('asks for the same and remembers the same, wherever it dies and goes on from what it had written down', () => {
    const place = fc.nat({ max: Math.max(0, facts.length - 1) });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.nat({ max: 40 })), { minLength: 1, maxLength: 12 }),
        (deaths) => {
          const run = new SagaRun(saga);
          const dies = new Map(deaths);
          let written = 0;
          for (let at = 0; at < facts.length; at += 1) {
            const fact = facts[at];
            if (fact !== undefined) run.show(fact);
            const back = dies.get(at);
            if (back === undefined) continue;
            // It dies before it has written; or it writes, and dies later.
            dies.delete(at);
            if (back % 2 === 0) {
              run.keep();
              written = at + 1;
            } else {
              run.crash();
              at = written - 1;
            }
          }
          expect(outcome(run, facts)).toEqual(expected);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('asks for the same and remembers the same, whichever instance comes first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 }), { minLength: 20, maxLength: 60 }), (draw) => {
        const other = interleaved(saga, facts, draw);
        expect(other).toHaveLength(facts.length);
        expect(once(saga, other)).toEqual(expected);
      }),
      { numRuns: RUNS },
    );
  });
});

/** One process that decides alone reckons with what it has just recorded; test/sagas/lateReckoning.spec.ts has the others. */
const OF_SEVERAL_PROCESSES = 'late-reckoning';

it('every saga was asked for something', () => {
  const asking = of.filter(([, , saga, tape]) => once(saga, factsOf(tape).map(asToday)).effects.length > 0);
  expect([...new Set(asking.map(([name]) => name))].toSorted()).toEqual(
    sagas
      .map(({ name }) => name)
      .filter((name) => name !== OF_SEVERAL_PROCESSES)
      .toSorted(),
  );
});
