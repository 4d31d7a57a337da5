import { describe, expect, it } from 'vitest';
import {
  catalogueOf,
  matterOf,
  processDefinition,
  releasedProcesses,
  unitsServedBy,
} from '../../domain/catalogue/catalogue.ts';
import { readyNodes } from '../../domain/catalogue/graph.ts';
import { implementationCode } from '../../domain/catalogue/matter.ts';
import { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { nodeTermsOf } from '../../domain/catalogue/nodeTermsOf.ts';
import type { ProcessDefinition } from '../../domain/catalogue/processDefinition.ts';
import { cxGov60V2 } from '../../domain/catalogue/processes/all.v2.ts';
import { cxGov60V3 } from '../../domain/catalogue/processes/all.v3.ts';
import { cxGov60V1 } from '../../domain/catalogue/processes/cxGov60.v1.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import { serviceListing } from '../../domain/catalogue/serviceListings.ts';
import { service } from '../../domain/catalogue/services.v1.ts';

const chain = {
  project: '2603-532390-04-01-482134',
  owner: '12532390MB0B00201A',
  ownerName: '彝川县人民医院',
};
const terms = (key: string) => nodeTermsOf(cxGov60V1, key, chain);
const termsV3 = (key: string) => nodeTermsOf(cxGov60V3, key, chain);
const termsV2 = (key: string) => nodeTermsOf(cxGov60V2, key, chain);
const everyNode = releasedProcesses.flatMap((definition) =>
  definition.nodes.map(({ key }) => ({ code: definition.code, key, definition })),
);

describe('the terms of a node', () => {
  it.each(everyNode)('$code $key: has the shape that its first fact pins', ({ definition, key }) =>
    expect(NodeTerms.parse(nodeTermsOf(definition, key, chain))).toEqual(nodeTermsOf(definition, key, chain)),
  );
  it.each(everyNode)('$code $key: cites rules that can be explained', ({ definition, key }) => {
    for (const id of nodeTermsOf(definition, key, chain).rules) expect(ruleOf(id).text).not.toBe('');
  });
  it('T15: carries promise and statute, each with its unit', () =>
    expect(terms('G10')).toMatchObject({
      promised: { days: 10, unit: 'workingDay' },
      statutory: { days: 30, unit: 'naturalDay' },
    }));
  it('T3: the intake window has 5 days to ask for corrections', () =>
    expect(terms('G03')).toMatchObject({
      intake: unit.governmentServices,
      correction: { askWithin: 5, rules: ['T3', 'T5'] },
    }));
  it('T5, T6, T9: under version 1 a correction never lapses, an extension has no bound, a delivery no limit', () => {
    expect(terms('G03').correction).not.toHaveProperty('lapse');
    expect(terms('G03')).not.toHaveProperty('extension');
    expect(terms('G03')).not.toHaveProperty('delivery');
  });
  it('T5: under version 2 a correction that is not made in 15 days counts as withdrawal', () =>
    expect(termsV2('G03').correction).toEqual({
      askWithin: 5,
      lapse: { after: 15, as: 'withdrawn' },
      rules: ['T3', 'T5'],
    }));
  it('T4, T5: where the stricter local rule holds, it is refused', () =>
    expect(catalogueOf(2).policies.corrections.local).toMatchObject({
      askWithin: 2,
      lapse: { as: 'refused' },
    }));
  it.each([
    ['T6', 'G05', 10],
    ['T7', 'G13', 15],
    ['T7', 'G02', 15],
  ])('%s: under version 2 the limit of %s may be extended once, by %s days at most', (rule, key, days) =>
    expect(termsV2(key).extension).toEqual({ days, times: 1, rule }),
  );
  it('T9: under version 2 the document of a matter is delivered within 10 days', () => {
    expect(termsV2('G05').delivery).toMatchObject({ within: 10 });
    expect(termsV2('G13')).not.toHaveProperty('delivery');
  });
  it('Q5: under version 3 a consent by silence is followed up and checked, where silence is consent', () => {
    expect(termsV3('G02').followUp).toMatchObject({ within: 1, checkWithin: 5 });
    expect(termsV3('G08')).toHaveProperty('followUp');
    expect(termsV3('G13')).not.toHaveProperty('followUp');
    expect(termsV2('G02')).not.toHaveProperty('followUp');
  });
  it('J9: under version 3 a drawing review is filed within 5 days', () => {
    expect(termsV3('G13').filing).toMatchObject({ within: 5 });
    expect(termsV3('G08')).not.toHaveProperty('filing');
    expect(termsV2('G13')).not.toHaveProperty('filing');
  });
  it('off-clock work has neither', () => {
    expect(termsV2('WORKS')).not.toHaveProperty('extension');
    expect(termsV2('WORKS')).not.toHaveProperty('delivery');
  });
  it('T13: feasibility may be paused for an assessment of at most 30 days', () =>
    expect(terms('G05').pauses).toContainEqual({
      key: 'assessment',
      title: '咨询评估',
      legalBasis: 'T13',
      cap: 30,
    }));
  it('T11: the planning permit may be paused for publicity', () =>
    expect(terms('G09').pauses).toContainEqual({
      key: 'publicity',
      title: '方案公示',
      legalBasis: 'T11',
      cap: 7,
    }));
  it('J1: absence from the survey is consent', () =>
    expect(terms('G02').tacit).toEqual({ absent: 'consent', silent: 'consent' }));
  it('Q5: silence in drawing review and acceptance is nothing', () => {
    expect(terms('G13').tacit).toEqual({ absent: 'none', silent: 'none' });
    expect(terms('G15').tacit).toEqual({ absent: 'none', silent: 'none' });
  });
  it('J8: one body reviews the drawings for every discipline', () =>
    expect(new Set(terms('G13').participants.map((seat) => seat.unit))).toEqual(
      new Set([unit.drawingReviewBody]),
    ));
  it('the survey is joined by four units', () =>
    expect(terms('G02').participants.map((seat) => seat.unit)).toEqual([
      unit.developmentAndReform,
      unit.ecology,
      unit.housing,
      unit.water,
    ]));
  it('B23: the steps of the acceptance are 2, 5, 3, 2 and 1 days', () =>
    expect(terms('G15').steps.map(({ days }) => days)).toEqual([2, 5, 3, 2, 1]));
  it('off-clock work is the owner’s, with planned days and the service to buy', () =>
    expect(terms('M-WS')).toMatchObject({
      authority: chain.owner,
      authorityName: chain.ownerName,
      promised: null,
      plannedDays: 12,
      service: service.soilConservation,
      matter: null,
    }));
  it('planned days can be other ones, 0 too', () =>
    expect(nodeTermsOf(cxGov60V1, 'W-PD', { ...chain, plannedDays: 0 }).plannedDays).toBe(0));
  it('planned days do nothing to an approval', () =>
    expect(nodeTermsOf(cxGov60V1, 'G01', { ...chain, plannedDays: 9 })).toEqual(terms('G01')));
  it('an unknown node is a bug', () => expect(() => terms('G99')).toThrow('no node «G99»'));
});

describe('the catalogue', () => {
  it('R28: an implementation code has 31 characters', () => {
    const matter = matterOf('530104001000') ?? expect.fail();
    expect(implementationCode(unit.developmentAndReform, matter)).toBe('11532390MB0A0010154530104001000');
    expect(implementationCode(unit.developmentAndReform, matter)).toHaveLength(31);
  });
  it('finds the version in force, or the one asked for', () => {
    expect(processDefinition('CX-GOV-60')).toBe(cxGov60V3);
    expect(processDefinition('CX-GOV-60', 1)).toBe(cxGov60V1);
    expect(processDefinition('CX-GOV-60', 4)).toBeUndefined();
    expect(processDefinition('NAT-120')).toBeUndefined();
  });
  it('is frozen all the way down', () => {
    const edit = (definition: { targetDays: number; nodes: { after: string[] }[] }) => {
      expect(() => definition.nodes[0]?.after.push('G99')).toThrow(TypeError);
      expect(() => Object.assign(definition, { targetDays: 1 })).toThrow(TypeError);
    };
    edit(cxGov60V1);
  });
  it('S10: soil conservation is tied to the approvals of the water unit', () =>
    expect(unitsServedBy(service.soilConservation)).toEqual([unit.water]));
  it('S11: a cancelled service says why', () =>
    expect(serviceListing(service.projectApplication)?.cancelledBecause).toContain('S11'));
  it('knows no service that is not listed', () => expect(serviceListing('000000000000')).toBeNull());
});

describe('what opens next', () => {
  const ready = (definition: ProcessDefinition, done: readonly string[], opened: readonly string[] = done) =>
    readyNodes(definition, new Set(done), new Set(opened)).map(({ key }) => key);

  it('at first, what comes after nothing', () => expect(ready(cxGov60V1, [])).toEqual(['G01']));
  it('side by side where the graph allows', () =>
    expect(ready(cxGov60V1, ['G01'])).toEqual(['G02', 'M-FS', 'M-SURV', 'M-EN']));
  it('nothing twice', () =>
    expect(ready(cxGov60V1, ['G01'], ['G01', 'G02', 'M-FS'])).toEqual(['M-SURV', 'M-EN']));
  it('not while one of several predecessors is missing', () =>
    expect(ready(cxGov60V1, ['G01', 'G02', 'M-FS', 'M-SURV', 'M-EN', 'W-FS', 'W-EN', 'G04'])).toEqual([
      'W-SURV',
    ]));
});
