import { describe, expect, it } from 'vitest';
import { type Catalogue, catalogueOf } from '../../domain/catalogue/catalogue.ts';
import { lintCatalogue } from '../../domain/catalogue/lint/lintCatalogue.ts';
import type { Matter } from '../../domain/catalogue/matter.ts';
import { naturalDays, ProcessDefinition, workingDays } from '../../domain/catalogue/processDefinition.ts';
import { cxGov60V1 } from '../../domain/catalogue/processes/cxGov60.v1.ts';
import type { Service } from '../../domain/catalogue/service.ts';
import { service } from '../../domain/catalogue/services.v1.ts';

type Node = ProcessDefinition['nodes'][number];

const released = catalogueOf();
const codes = (catalogue: Catalogue, severity = 'error') => [
  ...new Set(
    lintCatalogue(catalogue)
      .filter((finding) => finding.severity === severity)
      .map(({ code }) => code),
  ),
];
const withProcess = (change: Partial<ProcessDefinition>): Catalogue => ({
  ...released,
  processes: [ProcessDefinition.parse({ ...cxGov60V1, ...change })],
});
const withNode = (key: string, change: Partial<Node>): Catalogue =>
  withProcess({ nodes: cxGov60V1.nodes.map((node) => (node.key === key ? { ...node, ...change } : node)) });
/** One matter changed, and no process that would notice. */
const withMatter = (change: Partial<Matter>, code = '530104003000'): Catalogue => ({
  ...released,
  processes: [],
  matters: released.matters.map((matter) => (matter.code === code ? { ...matter, ...change } : matter)),
});
const withService = (change: Partial<Service>): Catalogue => ({
  ...released,
  processes: [],
  services: released.services.map((listed) =>
    listed.code === service.eia ? { ...listed, ...change } : listed,
  ),
});

describe('the released catalogue', () => {
  it('has no errors', () => expect(codes(released)).toEqual([]));
  it('T15: warns only where unlike units may let the statute bind first', () =>
    expect(lintCatalogue(released).map(({ code, where }) => `${code} ${where}`)).toEqual([
      'StatuteMayBindFirst matter 530117003000',
      'StatuteMayBindFirst CX-GOV-60 v1 / G14',
      'StatuteMayBindFirst CX-SOC-42 v1 / E09',
      'StatuteMayBindFirst CX-GOV-60 v2 / G14',
      'StatuteMayBindFirst CX-SOC-42 v2 / E09',
      'StatuteMayBindFirst CX-GOV-60 v3 / G14',
      'StatuteMayBindFirst CX-SOC-42 v3 / E09',
    ]));
});

describe('the graph', () => {
  it('an unknown predecessor', () =>
    expect(lintCatalogue(withNode('G02', { after: ['G00'] }))).toContainEqual({
      severity: 'error',
      code: 'UnknownPredecessor',
      where: 'CX-GOV-60 v1 / G02',
      message: 'It comes after «G00», which is no node of the process.',
    }));
  it('a cycle, with the nodes that wait for each other', () => {
    const findings = lintCatalogue(withNode('G01', { after: ['G02'] }));
    expect(findings.find(({ code }) => code === 'Cycle')?.message).toContain('G01, G02');
  });
  it('a node that waits for itself', () =>
    expect(codes(withNode('G01', { after: ['G01'] }))).toContain('Cycle'));
  it('a key given twice', () =>
    expect(codes(withProcess({ nodes: [...cxGov60V1.nodes, ...cxGov60V1.nodes.slice(0, 1)] }))).toEqual([
      'DuplicateKey',
    ]));
  it('a permit that is no node', () =>
    expect(codes(withProcess({ permitNode: 'G99' }))).toEqual(['UnknownPermitNode']));
  it('a target that the critical path misses', () =>
    expect(codes(withProcess({ targetDays: 59 }))).toEqual(['TargetMissed', 'StagesMissTarget']));
  it('a stage that ends elsewhere than its budget says', () =>
    expect(
      codes(
        withProcess({
          stages: cxGov60V1.stages.map((stage) =>
            stage.stage === 1 ? { ...stage, days: 26 } : stage.stage === 2 ? { ...stage, days: 11 } : stage,
          ),
        }),
      ),
    ).toEqual(['StageBudgetMissed']));
  it('a stage that ends with no node', () =>
    expect(
      codes(withProcess({ stages: cxGov60V1.stages.map((stage) => ({ ...stage, until: ['G99'] })) })),
    ).toEqual(['UnknownStageEnd']));
  it('a version defined twice', () =>
    expect(codes({ ...released, processes: [cxGov60V1, cxGov60V1] })).toEqual(['DuplicateProcess']));
});

describe('a node', () => {
  it.each([
    ['T15: a promise above the statute', 'G10', { promised: naturalDays(31) }, 'PromiseAboveStatute'],
    ['an unknown matter', 'G04', { matter: '530100000000' }, 'UnknownMatter'],
    ['an approval without a matter', 'G04', { matter: null }, 'MissingMatter'],
    ['an approval without a promise', 'G11', { promised: null }, 'MissingLimit'],
    ['an approval with planned days', 'G11', { plannedDays: 3 }, 'PlannedApproval'],
    ['an approval without a unit', 'G11', { authority: null }, 'MissingUnit'],
    ['an unknown unit', 'G11', { authority: '12532390MB0B00201A' }, 'UnknownUnit'],
    [
      'a unit that is not competent for the matter',
      'G11',
      { authority: cxGov60V1.nodes[0]?.authority ?? null },
      'UnitNotCompetent',
    ],
    [
      'a planned pause that the matter does not know',
      'G11',
      { plannedPauses: [{ reason: 'nap', days: 1 }] },
      'UnknownPause',
    ],
    [
      'T13: a planned pause above its cap',
      'G05',
      { plannedPauses: [{ reason: 'assessment', days: 31 }] },
      'PauseAboveCap',
    ],
    ['steps above the promise', 'G14', { steps: [{ key: 'a', title: 'a', days: 3.5 }] }, 'StepsAbovePromise'],
    [
      'a step given twice',
      'G14',
      {
        steps: [
          { key: 'a', title: 'a', days: 1 },
          { key: 'a', title: 'a', days: 1 },
        ],
      },
      'DuplicateStep',
    ],
    ['S11: a cancelled service', 'M-EIA', { service: service.projectApplication }, 'CancelledService'],
    ['an unknown service', 'M-EIA', { service: '530000000000' }, 'UnknownService'],
    ['S11: an approval turned into a service', 'G10', { service: service.eia }, 'ServiceInApproval'],
    ['off-clock work without planned days', 'W-CD', { plannedDays: null }, 'MissingPlan'],
    ['off-clock work with a promise', 'WORKS', { promised: workingDays(1) }, 'PromisedOffClock'],
    ['off-clock work with a matter', 'WORKS', { matter: '530104001000' }, 'MatterOffClock'],
    [
      'a participant without a discipline',
      'G08',
      { participants: [{ unit: '11532390MB0A00104E', discipline: ' ' }] },
      'MissingDiscipline',
    ],
    [
      'a participant from elsewhere',
      'G08',
      { participants: [{ unit: '12532390MB0B00201A', discipline: '医疗' }] },
      'UnknownUnit',
    ],
    ['a joint procedure without participants', 'G08', { participants: [] }, 'MissingParticipants'],
    [
      'participants in a procedure that is not joint',
      'G09',
      { participants: [{ unit: '11532390MB0A00104E', discipline: '建筑' }] },
      'ParticipantsAlone',
    ],
  ] as const satisfies readonly (readonly [string, string, Partial<Node>, string])[])(
    '%s',
    (_, key, change, code) => expect(codes(withNode(key, change as Partial<Node>))).toContain(code),
  );
  it('says where and with which values', () =>
    expect(lintCatalogue(withNode('G14', { steps: [{ key: 'a', title: 'a', days: 4 }] }))).toContainEqual({
      severity: 'error',
      code: 'StepsAbovePromise',
      where: 'CX-GOV-60 v1 / G14',
      message: '施工许可: its steps add up to 4 days, and its promise is 3.',
    }));
});

describe('a matter', () => {
  it.each([
    ['no legal basis', { legalBasis: [] }, 'MissingLegalBasis'],
    ['a law that is not in the table', { legalBasis: ['无名法 1'] }, 'UnknownLaw'],
    ['no materials', { materials: [] }, 'MissingMaterials'],
    [
      'R9: only secondary materials',
      { materials: [{ key: 'a', name: 'a', main: false }] },
      'MissingMainMaterial',
    ],
    [
      'a material listed twice',
      {
        materials: [
          { key: 'a', name: 'a', main: true },
          { key: 'a', name: 'b', main: true },
        ],
      },
      'DuplicateMaterial',
    ],
    ['no accountable post', { accountablePost: ' ' }, 'MissingAccountablePost'],
    ['no unit', { units: [] }, 'MissingUnit'],
    ['an unknown unit', { units: ['12532390MB0B00201A'] }, 'UnknownUnit'],
    ['no promise', { promised: null }, 'MissingLimit'],
    ['no statute and no note', { statutory: null }, 'MissingLimit'],
    ['an unknown rule', { rules: ['T99'] }, 'UnknownRule'],
    [
      'Q5: tacit consent where funds are at stake',
      { tacit: { absent: 'none', silent: 'consent' } },
      'TacitConsentAtStake',
    ],
    ['R12: commitment where funds are at stake', { mode: 'commitment' }, 'CommitmentAtStake'],
    ['T15: a promise above the statute', { promised: workingDays(20.5) }, 'PromiseAboveStatute'],
  ] as const satisfies readonly (readonly [string, Partial<Matter>, string])[])('%s', (_, change, code) =>
    expect(codes(withMatter(change as Partial<Matter>))).toEqual([code]),
  );
  it('T15: a promise equal to the statute is none above it', () =>
    expect(codes(withMatter({ promised: workingDays(20) }))).toEqual([]));
  it('T15: unlike units are compared over the announced years', () => {
    expect(codes(withMatter({ promised: workingDays(14), statutory: naturalDays(30) }), 'warning')).toEqual([
      'StatuteMayBindFirst',
    ]);
    const within = lintCatalogue(withMatter({ promised: workingDays(10), statutory: naturalDays(30) }));
    expect(within.filter(({ where }) => where === 'matter 530104003000')).toEqual([]);
  });
  it('«at once» and no limit are not compared', () =>
    expect(codes(withMatter({ statutory: null, statutoryNote: '即时', promised: workingDays(100) }))).toEqual(
      [],
    ));
  it('a code given twice', () =>
    expect(
      codes({ ...released, processes: [], matters: [...released.matters, ...released.matters.slice(0, 1)] }),
    ).toEqual(['DuplicateMatter']));
});

describe('a service', () => {
  it.each([
    ['S11: kept without a law', { legalBasis: [] }, 'MissingLegalBasis'],
    ['a law that is not in the table', { legalBasis: ['无名法 1'] }, 'UnknownLaw'],
    ['S10: no matter that it serves', { matters: [] }, 'MissingMatter'],
    ['an unknown matter', { matters: ['530100000000'] }, 'UnknownMatter'],
    ['cancelled without a reason', { status: 'CANCELLED' }, 'MissingReason'],
  ] as const satisfies readonly (readonly [string, Partial<Service>, string])[])('%s', (_, change, code) =>
    expect(codes(withService(change as Partial<Service>))).toEqual([code]),
  );
  it('a code given twice', () =>
    expect(
      codes({
        ...released,
        processes: [],
        services: [...released.services, ...released.services.slice(0, 1)],
      }),
    ).toEqual(['DuplicateService']));
});
