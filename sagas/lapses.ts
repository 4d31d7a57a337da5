import { nodeOfStream } from '../domain/catalogue/nodeStream.ts';
import { clockFactsIn } from '../domain/clock/facts.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import { evolveOpenClocks, type OpenClock, type OpenClocks } from './openClocks.ts';
import type { Effect, Saga, WakeUp } from './saga.ts';

/**
 * What happens by itself when nobody acts: silence on an application becomes acceptance (T3), a correction that is never
 * made lapses (T5), silence of a participant becomes what the policy takes it for (Q5, J15), a special procedure ends at its
 * cap (T10).
 */
export const lapses: Saga<OpenClocks> = {
  name: 'lapses',
  version: 1,
  instancesOf: (fact: Recorded) =>
    nodeOfStream(fact.stream) !== undefined && clockFactsIn(fact.event.data).length > 0 ? [fact.stream] : [],
  evolve: evolveOpenClocks,
  wakeUps: ({ clocks }) => clocks.flatMap(wakeUpsOf),
  wake: ({ stream }, wakeUp) => effectOf(stream, wakeUp),
};

function wakeUpsOf({ id, kind, due, capAt }: OpenClock): WakeUp[] {
  const cap =
    kind === 'NODE' && capAt !== null ? [{ key: `CapSpecialProcedure|${id}|${capAt}`, at: capAt }] : [];
  const { dueAt } = due;
  if (dueAt === null) return cap;
  if (kind === 'CORRECTION') {
    const type = id.endsWith('/supplement') ? 'LapseCorrection' : 'DeemMatterAccepted';
    return [...cap, { key: `${type}|${id}|${dueAt}`, at: dueAt }];
  }
  const [node, unit] = id.split('/opinion/');
  // All opinions of a procedure that fall due together are taken in one command.
  return unit === undefined ? cap : [...cap, { key: `DeemOpinions|${node}|${dueAt}`, at: dueAt }];
}

function effectOf(stream: string, { key }: WakeUp): readonly Effect[] {
  const place = nodeOfStream(stream);
  const [type] = key.split('|');
  if (place === undefined || type === undefined) return [];
  return [
    {
      commandId: key,
      slice: place.slice,
      key: { project: place.project, node: place.node },
      type,
      input: {},
    },
  ];
}
