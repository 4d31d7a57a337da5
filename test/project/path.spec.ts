import { describe, expect, it } from 'vitest';
import { budgetUsed, type ChainFact, criticalPath } from '../../domain/project/path.ts';

const node = (key: string, predecessors: string[], more: Partial<ChainFact> = {}): ChainFact => ({
  key,
  predecessors,
  status: 'DONE',
  startedAt: '2026-03-02T01:00:00.000Z',
  decidedAt: '2026-03-09T09:00:00.000Z',
  finishedPosition: '1',
  promisedDays: 5,
  usedDays: 5,
  ...more,
});
const waiting = {
  status: 'WAITING',
  startedAt: null,
  decidedAt: null,
  finishedPosition: null,
  usedDays: null,
};
const a = node('A', []);
const early = node('B', ['A'], { decidedAt: '2026-03-10T09:00:00.000Z' });
const late = node('C', ['A'], { decidedAt: '2026-03-12T09:00:00.000Z', promisedDays: null, usedDays: 3 });
const last = node('D', ['B', 'C'], { decidedAt: '2026-03-19T09:00:00.000Z' });

describe('the critical path', () => {
  it('is walked back through the predecessor that finished last', () =>
    expect(criticalPath([a, early, late, last])).toEqual(['A', 'C', 'D']));

  it('goes to the open node that opened last', () =>
    expect(
      criticalPath([
        a,
        early,
        node('C', ['A'], { status: 'IN_PROGRESS', decidedAt: null, startedAt: '2026-03-10T01:00:00.000Z' }),
        node('D', ['B', 'C'], waiting),
      ]),
    ).toEqual(['A', 'C']));

  it('takes the later position where two finished at one instant', () => {
    const tied = node('C', ['A'], { decidedAt: early.decidedAt, finishedPosition: '10' });
    expect(criticalPath([a, { ...early, finishedPosition: '9' }, tied, last])).toEqual(['A', 'C', 'D']);
  });

  it('is empty before anything opens', () => expect(criticalPath([node('A', [], waiting)])).toEqual([]));

  it('costs no budget where work is off the clock (B47)', () => {
    const nodes = [a, early, late, last];
    expect(budgetUsed(nodes, criticalPath(nodes))).toBe(10);
  });
});
