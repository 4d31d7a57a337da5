import { describe, expect, it } from 'vitest';
import { announced, makeCalendar } from '../../domain/calendar/calendar.ts';
import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { applyClockFacts, noClocks } from '../../domain/clock/clock.ts';
import { ClockFact } from '../../domain/clock/facts.ts';
import {
  closeAll,
  nodeClockTerms,
  nodeDeadlineId,
  openNodeClocks,
  openOpinionClock,
  pauseAll,
  rederiveAll,
  resumeAll,
} from '../../domain/clock/nodeClock.ts';
import { notice2027 } from '../calendar/notice2027.ts';
import { at, thresholds } from './clocks.ts';

const step = (key: string, days: number) => ({ key, title: key, days });
const terms: NodeTerms = {
  project: '2603-532390-04-01-482134',
  key: 'G15',
  kind: 'JOINT_ACCEPTANCE',
  title: '联合验收',
  matter: '530117004000',
  owner: '12532390MB0B00201A',
  authority: '11532390MB0A00104E',
  authorityName: '住房和城乡建设局',
  intake: '11532390MB0A00106L',
  participants: [],
  promised: { days: 13, unit: 'workingDay' },
  statutory: null,
  pausePolicy: 'exclude',
  thresholds,
  closesAt: null,
  rules: ['J12'],
  steps: [step('intake', 2), step('site', 5), step('opinions', 3), step('paper', 2), step('filing', 1)],
  correction: { askWithin: 5, rules: ['T3'] },
  pauses: [],
  tacit: { absent: 'none', silent: 'none' },
  materials: [],
  plannedDays: null,
  service: null,
};
const id = nodeDeadlineId(terms);
const opened = openNodeClocks(announced, terms, at('05-11 09:00'));
const book = applyClockFacts(noClocks, opened);
const dueOn = (key: string) => book.get(nodeDeadlineId(terms, `step/${key}`))?.due.dueOn;

describe('J12, B23: the clocks of the joint acceptance', () => {
  it('the node is due after thirteen working days', () =>
    expect(book.get(id)).toMatchObject({ kind: 'NODE', title: '联合验收', due: { dueOn: '2026-05-28' } }));
  it('its steps are due on counted days 2, 7, 10, 12 and 13', () =>
    expect(['intake', 'site', 'opinions', 'paper', 'filing'].map(dueOn)).toEqual([
      '2026-05-13',
      '2026-05-20',
      '2026-05-25',
      '2026-05-27',
      '2026-05-28',
    ]));
  it('its steps are never red', () =>
    expect(
      opened
        .filter(({ op }) => op === 'opened')
        .map((fact) => fact.op === 'opened' && fact.due.redAt === null),
    ).toEqual([false, true, true, true, true, true]));
  it('work off the approval clock has none', () => {
    expect(openNodeClocks(announced, { ...terms, promised: null }, at('05-11 09:00'))).toEqual([]);
    expect(() => nodeClockTerms({ ...terms, promised: null })).toThrow('has no limit');
  });
  it('every fact has the shape that is recorded', () => {
    for (const fact of opened) expect(ClockFact.parse(fact)).toEqual(fact);
  });
  it('the limit of an opinion is charged to whoever has to give it', () =>
    expect(
      openOpinionClock(announced, terms, '11532390MB0A00105H', '水务', 3, at('05-20 09:00')),
    ).toMatchObject({
      id: `${id}/opinion/11532390MB0A00105H`,
      kind: 'OPINION',
      charged: '11532390MB0A00105H',
      due: { dueOn: '2026-05-25' },
    }));
});

describe('all clocks of a node together', () => {
  const intake = `${id}/step/intake`;
  const afterIntake = applyClockFacts(book, [{ op: 'closed', id: intake, at: at('05-13 17:00') }]);
  const pausing = { reason: '整改', legalBasis: 'J14', cap: null, from: at('05-20 12:00') };
  const frozen = applyClockFacts(afterIntake, pauseAll(announced, afterIntake, pausing));
  it('a pause leaves out those that are closed', () =>
    expect(pauseAll(announced, afterIntake, pausing).map((fact) => fact.id)).not.toContain(intake));
  it('a second pause finds none to pause', () =>
    expect(pauseAll(announced, frozen, { ...pausing, from: at('05-21 12:00') })).toEqual([]));
  it('the end of the pause lets all run on with what they had', () => {
    const running = applyClockFacts(frozen, resumeAll(announced, frozen, at('06-01 09:00')));
    expect(running.get(id)?.due.dueOn).toBe('2026-06-09');
  });
  it('nothing is resumed where nothing is paused', () =>
    expect(resumeAll(announced, book, at('05-20 12:00'))).toEqual([]));
  it('closing leaves none open', () =>
    expect(
      [...applyClockFacts(frozen, closeAll(frozen, at('05-21 12:00'))).values()].every(
        ({ closedAt }) => closedAt !== null,
      ),
    ).toBe(true));
  it('a notice moves only those that it moves', () => {
    const late = applyClockFacts(noClocks, openNodeClocks(announced, terms, at('12-21 09:00')));
    const moved = rederiveAll(makeCalendar([notice2027]), late, '2027');
    expect(moved.map((fact) => fact.id.slice(id.length))).toEqual([
      '',
      '/step/opinions',
      '/step/paper',
      '/step/filing',
    ]);
  });
  it('a fact about a clock that was never opened is corrupt history', () =>
    expect(() => applyClockFacts(noClocks, [{ op: 'closed', id: 'x', at: at('05-13 17:00') }])).toThrow(
      'never opened',
    ));
  it('nothing happens to a clock after it was closed', () =>
    expect(() => applyClockFacts(afterIntake, [{ op: 'closed', id: intake, at: at('05-14 17:00') }])).toThrow(
      'Corrupt history',
    ));
});
