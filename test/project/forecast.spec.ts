import { describe, expect, it } from 'vitest';
import { announced } from '../../domain/calendar/calendar.ts';
import { atTime } from '../../domain/calendar/day.ts';
import { processDefinition } from '../../domain/catalogue/catalogue.ts';
import { planOf } from '../../domain/catalogue/plan.ts';
import { type ForecastNode, forecast } from '../../domain/project/forecast.ts';

const definition = processDefinition('CX-GOV-60');
if (definition === undefined) throw new Error('CX-GOV-60 is released.');

const nodes = (
  offClock: 'planned' | 'none',
  change: (node: ForecastNode) => Partial<ForecastNode> = () => ({}),
) =>
  planOf(definition, { owner: '12532390MB0B00201A', ownerName: '医院', offClock }).map((plan) => {
    const node: ForecastNode = {
      key: plan.key,
      title: plan.title,
      predecessors: plan.predecessors,
      status: plan.predecessors.length === 0 ? 'READY' : 'WAITING',
      decidedAt: null,
      dueOn: null,
      provisional: false,
      days: plan.promised ?? plan.plannedDays ?? 0,
      pauseDays: plan.plannedPause,
      pauseReason: null,
      approval: plan.promised !== null,
      authorityName: plan.authorityName,
    };
    return { ...node, ...change(node) };
  });
const morning = atTime('2026-03-02', '09:00');

describe('the one honest date', () => {
  it('B47: says on the first day that the permit takes 159 working days, and why', () => {
    const { permitOn, finishOn, provisional, waitingFor } = forecast(
      announced,
      nodes('planned'),
      'G14',
      '医院',
      morning,
    );
    expect({ permitOn, finishOn, provisional }).toEqual({
      permitOn: '2026-10-21',
      finishOn: '2026-11-09',
      provisional: false,
    });
    expect(waitingFor).toMatchObject([{ key: 'G01', who: '医院' }]);
  });

  it('B43: by the approval clock alone the end is the sixtieth working day', () =>
    expect(forecast(announced, nodes('none'), 'G14', '医院', morning)).toMatchObject({
      permitOn: '2026-05-11',
      finishOn: '2026-05-28',
    }));

  it('A1: names the job of a purchase that is waited for', () => {
    const buying = nodes('planned', ({ key }) =>
      key === 'M-FS' ? { status: 'IN_PROGRESS', job: 'job-1' } : {},
    );
    expect(forecast(announced, buying, 'G14', '医院', morning).waitingFor).toContainEqual({
      key: 'M-FS',
      reason: expect.stringContaining('job job-1'),
      who: '医院',
      job: 'job-1',
    });
  });

  it('gives no date while a pause has no end, and says what is waited for', () => {
    const paused = nodes('none', ({ key }) =>
      key === 'G01' ? { status: 'PAUSED', pauseReason: '整改' } : {},
    );
    expect(forecast(announced, paused, 'G14', '医院', morning)).toMatchObject({
      permitOn: null,
      finishOn: null,
      waitingFor: [{ key: 'G01' }],
    });
  });

  it('does not promise the past: what is overdue ends today at the earliest', () => {
    const overdue = nodes('none', ({ key }) =>
      key === 'G01' ? { status: 'IN_PROGRESS', dueOn: '2026-03-09' } : {},
    );
    const onTime = forecast(announced, overdue, 'G14', '医院', morning);
    const late = forecast(announced, overdue, 'G14', '医院', atTime('2026-03-11', '09:00'));
    expect([onTime.finishOn, late.finishOn]).toEqual(['2026-05-28', '2026-06-01']);
  });

  it('T22, event 16: is provisional beyond the last announced year', () =>
    expect(forecast(announced, nodes('planned'), 'G14', '医院', atTime('2026-09-01', '09:00'))).toMatchObject(
      { provisional: true },
    ));

  it('has no end where a node was refused', () => {
    const refused = nodes('none', ({ key }) =>
      key === 'G01' ? { status: 'REFUSED', decidedAt: morning } : {},
    );
    expect(forecast(announced, refused, 'G14', '医院', morning).finishOn).toBeNull();
  });
});
