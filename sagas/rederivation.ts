import { nodeOfStream } from '../domain/catalogue/nodeStream.ts';
import { clockFactsIn } from '../domain/clock/facts.ts';
import type { Recorded } from '../domain/kernel/recorded.ts';
import { evolveOpenClocks, type OpenClocks } from './openClocks.ts';
import { dataOf, type Effect, type Saga } from './saga.ts';

/**
 * 期限重算: a holiday notice re-derives every running limit. The streams decide whether theirs moved and record before
 * and after; closed ones never move.
 */
export const rederivation: Saga<OpenClocks> = {
  name: 'rederivation',
  version: 1,
  instancesOf: (fact) => {
    if (fact.event.type === 'HolidayNoticeImported') return '*';
    return clockFactsIn(fact.event.data).length > 0 ? [fact.stream] : [];
  },
  evolve: (state, fact) =>
    fact.event.type === 'HolidayNoticeImported' ? state : evolveOpenClocks(state, fact),
  react: (state, fact) => {
    if (state === undefined || fact.event.type !== 'HolidayNoticeImported') return [];
    const address = addressOf(state.stream);
    if (address === undefined) return [];
    return [rederiving(address, state.stream, fact)];
  },
};

/** Whoever asks for it: a stream reckons once with one notice. */
export function rederiving(
  address: Pick<Effect, 'slice' | 'key'>,
  stream: string,
  imported: Recorded,
): Effect {
  const notice = noticeNameOf(dataOf(imported)['notice'], imported.revision);
  return {
    ...address,
    commandId: `rederive|${notice}|${stream}`,
    type: 'RederiveDeadlines',
    input: { notice },
  };
}

export const noticeNameOf = (notice: unknown, revision: number): string => {
  const year = typeof notice === 'object' && notice !== null && 'year' in notice ? String(notice.year) : '?';
  return `holiday notice for ${year} (no. ${revision + 1})`;
};

export function addressOf(stream: string): Pick<Effect, 'slice' | 'key'> | undefined {
  const node = nodeOfStream(stream);
  if (node !== undefined) return { slice: node.slice, key: { project: node.project, node: node.node } };
  const [, slice, job] = /^(job|engagement)-(.+)$/.exec(stream) ?? [];
  if (slice !== undefined && job !== undefined) return { slice, key: { job } };
  return stream.startsWith('agency-')
    ? { slice: 'agency', key: { agency: stream.slice('agency-'.length) } }
    : undefined;
}
