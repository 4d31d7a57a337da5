import { describe, expect, it } from 'vitest';
import { acceptanceStatusOf } from '../../domain/acceptance/lifecycle.ts';
import { acceptanceSlice } from '../../domain/acceptance/slice.ts';
import { makeCalendar } from '../../domain/calendar/calendar.ts';
import { NodeStatus } from '../../domain/catalogue/nodeStatus.ts';
import { drawingsStatusOf } from '../../domain/drawings/lifecycle.ts';
import { drawingsSlice } from '../../domain/drawings/slice.ts';
import { reviewStatusOf } from '../../domain/review/lifecycle.ts';
import { reviewSlice } from '../../domain/review/slice.ts';
import { surveyStatusOf } from '../../domain/survey/lifecycle.ts';
import { surveySlice } from '../../domain/survey/slice.ts';
import { actor, context, specify } from '../specification.ts';
import { at, clocksOf, complete, lead, project, storyOf, termsOfNode, unit, window } from './story.ts';

const terms = termsOfNode('G08');
const boss = lead(unit.naturalResources);
const acceptedOn = (day: string) =>
  storyOf(reviewSlice)
    .tell('OpenReview', { terms }, at(day))
    .tell('AcceptReview', { materials: complete(terms) }, at(day), window);

describe('every stage says where its node stands', () => {
  it.each([
    [surveySlice, surveyStatusOf],
    [reviewSlice, reviewStatusOf],
    [drawingsSlice, drawingsStatusOf],
    [acceptanceSlice, acceptanceStatusOf],
  ] as const)('$name', (slice, statusOf) => {
    for (const stage of slice.lifecycle.stages) expect(NodeStatus.options, stage).toContain(statusOf(stage));
  });
});

describe('the common life', () => {
  it('T2: an acceptance on a Saturday counts as made on the next working day', () => {
    expect(clocksOf(acceptedOn('2026-03-07').state(), 'G08')).toMatchObject({
      node: ['2026-03-18', null],
      'step/opinions': ['2026-03-16', null],
    });
  });

  it('T1: a holiday notice moves what is open, and says before and after', () => {
    const notice = {
      year: 2027,
      papers: ['国办发明电〔2026〕1号'],
      days: [
        { name: '元旦', date: '2027-01-01', isOffDay: true },
        { name: '试验', date: '2027-01-04', isOffDay: true },
      ],
    };
    const law = { ...context, calendar: makeCalendar([notice]) };
    const story = acceptedOn('2026-12-28');
    const moved = (before: string, after: string) =>
      expect.objectContaining({
        op: 'rederived',
        id: `${project}/G08`,
        before: expect.objectContaining({ dueOn: before }),
        due: expect.objectContaining({ dueOn: after }),
      });
    specify(
      reviewSlice,
      law,
    )(...story.facts)
      .when({ type: 'RederiveDeadlines', data: { notice: '2027' }, issuedAt: at('2026-12-29') })
      .then({
        type: 'DeadlineRederived',
        data: { notice: '2027', clocks: expect.arrayContaining([moved('2027-01-07', '2027-01-08')]) },
      });
  });

  it('T1: one that moves nothing is none', () => {
    acceptedOn('2026-04-07')
      .given()
      .when({ type: 'RederiveDeadlines', data: { notice: '2027' }, issuedAt: at('2026-04-08') })
      .thenRejected({ code: 'NothingMoved' });
  });

  it('T6: an extension moves the node and the step that ends with it, and no other, also while it is paused', () => {
    const extend = { days: 2, reason: 'Flood.', approver: '局长' };
    const running = acceptedOn('2026-04-07').tell('ExtendLimit', extend, at('2026-04-08'), boss);
    const paused = acceptedOn('2026-04-07')
      .tell(
        'StartSpecialProcedure',
        { reason: 'expertReview', notice: 'Twenty days.' },
        at('2026-04-08'),
        boss,
      )
      .tell('ExtendLimit', extend, at('2026-04-08'), boss)
      .tell('EndSpecialProcedure', {}, at('2026-04-08'), boss);
    for (const story of [running, paused])
      expect(clocksOf(story.state(), 'G08')).toMatchObject({
        node: ['2026-04-20', null],
        'step/opinions': ['2026-04-14', null],
        'step/consolidation': ['2026-04-20', null],
      });
  });

  it('T7: an extension of a joint procedure comes once and goes no further than the law lets it', () => {
    const terms = termsOfNode('G08', { extension: { days: 15, times: 1, rule: 'T7' } });
    const bounded = storyOf(reviewSlice)
      .tell('OpenReview', { terms }, at('2026-04-07'))
      .tell('AcceptReview', { materials: complete(terms) }, at('2026-04-07'), window);
    const extend = (days: number) => ({
      type: 'ExtendLimit',
      data: { days, reason: 'Flood.', approver: '局长' },
      issuedAt: at('2026-04-08'),
      actor: boss,
    });
    bounded
      .given()
      .when(extend(15))
      .then({ type: 'LimitExtended', data: { days: 15 } });
    bounded.given().when(extend(16)).thenRejected({ code: 'ExtensionTooLong', rule: 'T7' });
    bounded
      .tell('ExtendLimit', extend(1).data, at('2026-04-08'), boss)
      .given()
      .when(extend(1))
      .thenRejected({ code: 'AlreadyExtended', rule: 'T7' });
  });

  it('T10: a special procedure ends at its cap, by itself, and not before', () => {
    const story = acceptedOn('2026-04-07').tell(
      'StartSpecialProcedure',
      { reason: 'expertReview', notice: 'Twenty days.' },
      at('2026-04-08'),
      boss,
    );
    const capAt = story.state().data.clocks.get(`${project}/G08`)?.pauses.at(-1)?.capAt ?? '';
    const cap = (issuedAt: string) => ({ type: 'CapSpecialProcedure', data: {}, issuedAt });
    const before = new Date(Date.parse(capAt) - 1).toISOString();
    story.given().when(cap(before)).thenRejected({ code: 'CapNotReached', rule: 'T10' });
    story
      .given()
      .when(cap(capAt))
      .then({ type: 'SpecialProcedureEnded', data: { resumedAt: capAt, atCap: true } });
  });

  it('a procedure opens only for nodes of its kind, and only by the system', () => {
    const open = { type: 'OpenSurvey', data: { terms }, issuedAt: at('2026-04-07') };
    specify(surveySlice)().when(open).thenRejected({ code: 'WrongKind' });
    specify(surveySlice)()
      .when({ ...open, actor: actor('lead', unit.naturalResources) })
      .thenRejected({ code: 'Forbidden' });
  });
});
