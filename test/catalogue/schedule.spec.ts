import { describe, expect, it } from 'vitest';
import { addWorkingDays, announced } from '../../domain/calendar/calendar.ts';
import { releasedProcesses } from '../../domain/catalogue/catalogue.ts';
import { cumulativeDays, longestPath } from '../../domain/catalogue/graph.ts';
import { allDaysOf, plannedCriticalPath, planOf, promisedSchedule } from '../../domain/catalogue/plan.ts';
import { compressionPercent, type ProcessDefinition } from '../../domain/catalogue/processDefinition.ts';
import { cxGov60V1 } from '../../domain/catalogue/processes/cxGov60.v1.ts';
import { cxSoc42V1 } from '../../domain/catalogue/processes/cxSoc42.v1.ts';
import { kaifeng13V1 } from '../../domain/catalogue/processes/kaifeng13.v1.ts';
import { heldAgainst, profileOf } from '../../domain/catalogue/profile.ts';

const START = '2026-03-02';
const on = (days: number) => addWorkingDays(announced, START, days).dueOn;
const dates = (ends: ReadonlyMap<string, number>, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, on(ends.get(key) ?? 0)]));
const approvals = ({ nodes }: ProcessDefinition) =>
  nodes.filter(({ promised }) => promised !== null).map(({ key }) => key);

describe('targets', () => {
  it.each(releasedProcesses)(
    'R2: the stage budgets of $code add up to its target',
    ({ stages, targetDays }) => expect(stages.reduce((sum, { days }) => sum + days, 0)).toBe(targetDays),
  );
  it.each(releasedProcesses)('the promises of $code along the critical path are its target', (definition) =>
    expect(Math.max(...promisedSchedule(definition).values())).toBe(definition.targetDays),
  );
  it('B43: 185 to 60 working days is 67.6 % less', () => expect(compressionPercent(cxGov60V1)).toBe(67.6));
  it('B44: 155 to 42 working days is 72.9 % less', () => expect(compressionPercent(cxSoc42V1)).toBe(72.9));
  it('R17: 145 to 13 working days, 8 of them before the start', () => {
    expect(compressionPercent(kaifeng13V1)).toBe(91);
    expect(promisedSchedule(kaifeng13V1).get('K01')).toBe(8);
  });
  it('B7: the enterprise chain reaches the permit within the 50 days of HUBEI-IND-50', () => {
    const toPermit = promisedSchedule(cxSoc42V1).get('E09') ?? null;
    expect(heldAgainst(profileOf('HUBEI-IND-50') ?? expect.fail(), { toPermit, toCompletion: null })).toEqual(
      {
        used: 29,
        remaining: 21,
        met: true,
      },
    );
  });
  it('a target up to the end says nothing before the end', () =>
    expect(
      heldAgainst(profileOf('NAT-120') ?? expect.fail(), { toPermit: 47, toCompletion: null }).met,
    ).toBeNull());
});

describe('by the clock alone, accepted on 2026-03-02', () => {
  it('CX-GOV-60 is due on these days', () =>
    expect(dates(promisedSchedule(cxGov60V1), approvals(cxGov60V1))).toEqual({
      G01: '2026-03-09',
      G02: '2026-03-12',
      G03: '2026-03-23',
      G04: '2026-03-16',
      G05: '2026-03-30',
      G06: '2026-04-07',
      G07: '2026-04-07',
      G08: '2026-04-16',
      G09: '2026-04-23',
      G10: '2026-04-14',
      G11: '2026-03-31',
      G12: '2026-04-23',
      G13: '2026-05-07',
      G14: '2026-05-11',
      G15: '2026-05-28',
    }));
  it('CX-SOC-42 is due on these days', () =>
    expect(dates(promisedSchedule(cxSoc42V1), approvals(cxSoc42V1))).toEqual({
      E01: '2026-03-03',
      E02: '2026-03-11',
      E03: '2026-03-04',
      E04: '2026-03-17',
      E05: '2026-03-04',
      E06: '2026-03-20',
      E07: '2026-03-27',
      E08: '2026-04-08',
      E09: '2026-04-13',
      E10: '2026-04-30',
    }));
});

describe('with off-clock work', () => {
  const ends = cumulativeDays(cxGov60V1, allDaysOf);

  it('the permit comes after 159 working days, on 2026-10-21', () => {
    expect(ends.get('G14')).toBe(159);
    expect(on(159)).toBe('2026-10-21');
  });
  it('its critical path goes through the market and both tenders', () =>
    expect(plannedCriticalPath(cxGov60V1)).toEqual([
      'G01',
      'M-FS',
      'W-FS',
      'G05',
      'T-DES',
      'W-PD',
      'G06',
      'G08',
      'W-CD',
      'G13',
      'T-WKS',
      'G14',
    ]));
  it('only 32 days of the path are approval clock', () =>
    expect(
      plannedCriticalPath(cxGov60V1)
        .flatMap((key) => cxGov60V1.nodes.find((node) => node.key === key)?.promised?.days ?? [])
        .reduce((sum, days) => sum + days, 0),
    ).toBe(32));
  it('every approval ends on these days', () =>
    expect(dates(ends, approvals(cxGov60V1))).toEqual({
      G01: '2026-03-09',
      G02: '2026-03-12',
      G03: '2026-04-16',
      G04: '2026-04-16',
      G05: '2026-05-18',
      G06: '2026-07-28',
      G07: '2026-05-25',
      G08: '2026-08-06',
      G09: '2026-08-24',
      G10: '2026-07-09',
      G11: '2026-06-16',
      G12: '2026-08-13',
      G13: '2026-09-14',
      G14: '2026-10-21',
      G15: '2026-11-09',
    }));
  it('every off-clock node ends on these days', () =>
    expect(
      dates(ends, [
        'M-FS',
        'W-FS',
        'M-SURV',
        'W-SURV',
        'M-EN',
        'W-EN',
        'T-DES',
        'W-PD',
        'M-EIA',
        'W-EIA',
        'M-WS',
        'W-WS',
        'W-CD',
        'T-WKS',
        'WORKS',
      ]),
    ).toEqual({
      'M-FS': '2026-03-25',
      'W-FS': '2026-04-23',
      'M-SURV': '2026-03-25',
      'W-SURV': '2026-04-07',
      'M-EN': '2026-03-25',
      'W-EN': '2026-04-09',
      'T-DES': '2026-06-15',
      'W-PD': '2026-07-21',
      'M-EIA': '2026-06-03',
      'W-EIA': '2026-06-25',
      'M-WS': '2026-06-03',
      'W-WS': '2026-06-15',
      'W-CD': '2026-09-03',
      'T-WKS': '2026-10-16',
      WORKS: '2026-10-21',
    }));
  it('with the design bought in the market it takes 151, until a make-up Saturday', () => {
    const bought = cumulativeDays(cxGov60V1, (node) => (node.key === 'T-DES' ? 12 : allDaysOf(node)));
    expect(bought.get('G14')).toBe(151);
    expect(on(151)).toBe('2026-10-10');
  });
  it('the longest path to a node without predecessors is that node', () =>
    expect(longestPath(cxGov60V1, allDaysOf, 'G01')).toEqual(['G01']));
});

describe('the plan that a project pins', () => {
  const owner = { owner: '12532390MB0B00201A', ownerName: '彝川县人民医院' };
  const node = (plan: ReturnType<typeof planOf>, key: string) => plan.find((planned) => planned.key === key);

  it('has every node in the order of the definition', () =>
    expect(planOf(cxGov60V1, owner).map(({ key }) => key)).toEqual(cxGov60V1.nodes.map(({ key }) => key)));
  it('charges off-clock work to the owner', () =>
    expect(node(planOf(cxGov60V1, owner), 'W-PD')).toMatchObject({
      authority: owner.owner,
      authorityName: owner.ownerName,
      plannedDays: 25,
      promised: null,
      slice: 'work',
    }));
  it('by the clock alone has no days for off-clock work, and no planned pause', () => {
    const plan = planOf(cxGov60V1, { ...owner, offClock: 'none' });
    expect(plan.map(({ plannedDays }) => plannedDays ?? 0).filter((days) => days > 0)).toEqual([]);
    expect(plan.map(({ plannedPause }) => plannedPause).filter((days) => days > 0)).toEqual([]);
  });
  it('plans the expert review of G05 and the publicity of G09', () => {
    expect(node(planOf(cxGov60V1, owner), 'G05')?.plannedPause).toBe(10);
    expect(node(planOf(cxGov60V1, owner), 'G09')?.plannedPause).toBe(7);
  });
  it('takes other planned days for single nodes, and never for approvals', () => {
    const plan = planOf(cxGov60V1, { ...owner, offClock: 'none', plannedDays: { WORKS: 300, G01: 9 } });
    expect(node(plan, 'WORKS')?.plannedDays).toBe(300);
    expect(node(plan, 'G01')).toMatchObject({ plannedDays: null, promised: 5 });
  });
});
