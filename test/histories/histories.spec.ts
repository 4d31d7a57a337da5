import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sliceOfStream, slices } from '../../app/slices.ts';
import { canonicalJson } from '../../domain/kernel/canonical.ts';
import { record } from './recorder.ts';
import { decideAgain, foldAgain } from './replay.ts';
import { stories } from './stories.ts';
import { rowsIn, type TablesSeen } from './tables.ts';
import { factsOf, readTape, tapeNames } from './tape.ts';

const names = tapeNames();
const tables = JSON.parse(readFileSync(new URL('recorded/tables.json', import.meta.url), 'utf8')) as Record<
  string,
  TablesSeen
>;
const all = names.map((name) => readTape(name));

describe.each(names)('the recorded history %s', (name) => {
  const tape = readTape(name);

  it('is read whole: every fact fits the schema of today, and the machine has a place for it', () => {
    const states = new Map<string, unknown>();
    for (const { stream, event, schemaVersion } of factsOf(tape)) {
      const slice = sliceOfStream(stream);
      if (slice === undefined) throw new Error(`${stream} belongs to nothing.`);
      const today = slice.parse(event.type, event.data, schemaVersion);
      // What is of today already is not changed by being read: nothing is dropped, nothing put in.
      if (schemaVersion === slice.schemaVersion(event.type))
        expect(canonicalJson(today)).toBe(canonicalJson(event));
      const before = (states.get(stream) ?? slice.initialState) as typeof slice.initialState;
      states.set(stream, slice.evolve(before, today));
    }
    expect(states.size).toBeGreaterThan(0);
  });

  it('is decided the same: every command leads to the same facts or the same refusal, also when it is sent again', async () =>
    expect(await decideAgain(tape)).toEqual([]));

  it('folds to the same tables, and every effect of a saga is there already', async () => {
    const today = await foldAgain(tape);
    // A reader that is newer than the history is compared from the next renewal on.
    expect(rowsIn(today.tables)).toMatchObject(rowsIn(tables[name] ?? {}));
    expect(today.added).toBe(0);
  });
});

describe('the recorded histories together', () => {
  it('hold the reference projects, and facts of every kind of stream of the main job', () => {
    const kinds = new Set(all.flatMap(factsOf).map(({ stream }) => stream.slice(0, stream.indexOf('-'))));
    const nodes = ['matter', 'survey', 'review', 'drawings', 'acceptance', 'work'];
    const others = ['calendar', 'project', 'agency', 'job', 'engagement', 'alert', 'mandate'];
    expect([...nodes, ...others].filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['hospital', 'plant', 'hospital-in-market']));
  });

  it('hold facts of every version that a fact ever had, so that each upcaster is walked', () => {
    const versions = new Set(
      all
        .flatMap(factsOf)
        .map(({ stream, event, schemaVersion }) => `${stream.split('-')[0]}.${event.type}@${schemaVersion}`),
    );
    const raised = slices.flatMap(({ name, machine, schemaVersion }) =>
      machine.events
        .map(String)
        .flatMap((type) =>
          Array.from({ length: schemaVersion(type) - 1 }, (_, older) => `${name}.${type}@${older + 1}`),
        ),
    );
    expect(raised).toContain('matter.SpecialProcedureStarted@1');
    expect(raised.filter((fact) => !versions.has(fact))).toEqual([]);
  });

  it('hold refusals with and without a fact', () => {
    const refused = all.flatMap(({ commands }) => commands).filter(({ refusal }) => refusal !== null);
    expect(refused.some(({ recorded }) => recorded.length === 0)).toBe(true);
    expect(refused.some(({ recorded }) => recorded.length === 1)).toBe(true);
  });

  it('have digests, each of them and nobody else', () => expect(Object.keys(tables)).toEqual(names));
});

describe('a story', () => {
  it('is told the same twice, to the last byte of its envelopes', async () => {
    for (const story of stories.filter(({ name }) => /plant|draw/.test(name))) {
      const [first, second] = [factsOf(await record(story)), factsOf(await record(story))];
      const text = (facts: typeof first) =>
        facts.map((fact) => canonicalJson({ ...fact, position: Number(fact.position) }));
      expect(text(second)).toEqual(text(first));
    }
  });
});
