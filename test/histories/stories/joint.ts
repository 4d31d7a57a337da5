import { projectPlayer, registrationOf } from '../../../app/simulation/projectPlayer.ts';
import { hospital } from '../../../app/simulation/reference.ts';
import { documentOf } from '../../../app/simulation/script.ts';
import { seatsV1 } from '../../../domain/catalogue/processes/shared.v1.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import { papersOf } from '../../journey/papers.ts';
import { termsOf } from '../../nodeTerms.ts';
import type { Story } from '../recorder.ts';

const officerOf = (organization: string) => ({ role: 'officer', organization }) as const;
const topics = [
  'location',
  'boundary',
  'surroundings',
  'terrain',
  'infrastructure',
  'presentUse',
  'exploration',
];

/** The water authority stays away from the visit of G02 and then asks for another. */
export const absentFromSurvey: Story = {
  name: 'absent-from-survey',
  says: 'A joint survey from which one unit stays away; its wish for a second visit is refused on the record.',
  startsAt: '2026-03-02T01:00:00.000Z',
  async tell({ play, pass, send }) {
    const script = { ...hospital, stalled: ['G02'] };
    await play([projectPlayer(script)], [registrationOf(script)], '2026-03-09T09:00:00.000Z');
    const key = { project: hospital.code, node: 'G02' };
    const lead = { role: 'lead', organization: unit.naturalResources } as const;
    const convene = (visitAt: string) =>
      send(lead, 'survey', 'ConveneVisit', key, { visitAt, place: '项目现场东门' });
    await convene('2026-03-09T10:00:00.000Z');
    await convene('2026-03-11T07:00:00.000Z');
    await pass('2026-03-11T09:00:00.000Z');
    const attendance = [unit.developmentAndReform, unit.ecology, unit.housing, unit.water].map((each) => ({
      unit: each,
      presence: each === unit.water ? 'absent' : 'present',
    }));
    const findings = topics.map((topic) => ({ topic, text: '已现场核实,符合要求。' }));
    await send(lead, 'survey', 'HoldVisit', key, {
      attendance,
      findings,
      minutes: documentOf('minutes of G02'),
    });
    await pass('2026-03-12T02:00:00.000Z');
    const opinion = (seat: string, discipline: string) =>
      send(officerOf(seat), 'survey', 'GiveOpinion', key, {
        ...{ unit: seat, discipline, reply: 'agree', conditions: [], text: '', clause: null, demands: [] },
      });
    await opinion(unit.water, '水土保持');
    const again = { unit: unit.water, reason: '需再次查看取土场。' };
    await send(officerOf(unit.water), 'survey', 'RequestSecondVisit', key, again);
    await opinion(unit.developmentAndReform, '投资');
    await opinion(unit.ecology, '生态环境');
    await opinion(unit.housing, '建设条件');
    await pass('2026-03-12T09:00:00.000Z');
    const conclusion = { outcome: 'approved', documentNumber: '踏勘〔2026〕G02号' };
    await send(lead, 'survey', 'ConcludeSurvey', key, conclusion);
    await pass('2026-03-13T09:00:00.000Z');
  },
};

/** Nodes opened by themselves, without their chain: what the history is about is small. */
export const jointPauses: Story = {
  name: 'joint-pauses',
  says: 'Special procedures of a merged review, a joint drawing review and a joint acceptance; one ends at its cap.',
  startsAt: '2026-04-07T02:00:00.000Z',
  async tell({ pass, send }) {
    const system = { role: 'system', organization: unit.governmentServices } as const;
    const window = { role: 'intake', organization: unit.governmentServices } as const;
    const pauses = [
      ['review', 'Review', 'G08', 'expertReview'],
      ['drawings', 'Drawings', 'G13', 'expertReview'],
      ['acceptance', 'Acceptance', 'G15', 'inspection'],
    ] as const;
    const notice = '依法进行专家评审、检测,预计 10 个工作日,不计入办理时限。';
    for (const [slice, what, node, reason] of pauses) {
      const terms = termsOf(node);
      const lead = { role: 'lead', organization: terms.authority ?? '' } as const;
      const key = { project: terms.project, node };
      await send(system, slice, `Open${what}`, key, { terms });
      await send(window, slice, `Accept${what}`, key, { materials: papersOf(hospital, node) });
      if (slice === 'acceptance') await send(lead, slice, 'CompleteIntake', key);
      await send(lead, slice, 'StartSpecialProcedure', key, { reason: 'tea', notice });
      await send(lead, slice, 'StartSpecialProcedure', key, { reason, notice });
    }
    await pass('2026-04-10T02:00:00.000Z');
    for (const [slice, , node] of pauses.slice(0, 2)) {
      const { authority, project } = termsOf(node);
      const lead = { role: 'lead', organization: authority ?? '' } as const;
      await send(lead, slice, 'EndSpecialProcedure', { project, node });
    }
    await pass('2026-05-15T02:00:00.000Z');
  },
};

/** Fire finds doors that open the wrong way. */
export const acceptanceWithRectification: Story = {
  name: 'acceptance-with-rectification',
  says: 'A joint acceptance in which one discipline fails, its rectification off the clock, and the re-check.',
  startsAt: '2026-03-02T01:00:00.000Z',
  async tell({ play, pass, send }) {
    const script = { ...hospital, stalled: ['G15'] };
    await play([projectPlayer(script)], [registrationOf(script)], '2026-05-13T09:00:00.000Z');
    const key = { project: hospital.code, node: 'G15' };
    const lead = { role: 'lead', organization: unit.housing } as const;
    const owner = { role: 'owner', organization: hospital.owner } as const;
    const by = (who: Parameters<typeof send>[0], type: string, input: object = {}) =>
      send(who, 'acceptance', type, key, input);
    await by(lead, 'CompleteIntake');
    await by(lead, 'NotifySite', { inspectAt: '2026-05-20T01:30:00.000Z', place: '项目现场' });
    await pass('2026-05-20T09:00:00.000Z');
    const attendance = seatsV1.acceptance.map((seat) => ({
      ...{ unit: seat.unit, presence: 'present', checked: true, viewSigned: true },
    }));
    await by(lead, 'HoldSite', { attendance });
    await pass('2026-05-25T09:00:00.000Z');
    const demands = [
      { id: 'FIRE-01', text: '三层疏散门改为外开。', clause: 'GB 50016 5.5', about: 'asBuilt' },
    ];
    const fails = {
      reply: 'disagree',
      text: '疏散通道不符合要求。',
      clause: 'GB 50016 5.5',
      conditions: [],
      demands,
    };
    const passes = { reply: 'agree', text: '', clause: null, conditions: [], demands: [] };
    for (const { unit: seat, discipline } of seatsV1.acceptance)
      await by(officerOf(seat), 'GiveOpinion', {
        ...{ unit: seat, discipline },
        ...(seat === unit.fire ? fails : passes),
      });
    const paper = { number: '联验〔2026〕15号', outcome: 'approved' };
    await by(lead, 'IssueOpinionPaper', paper);
    await by(lead, 'IssueCorrections');
    await pass('2026-06-06T02:00:00.000Z');
    const materials = [{ key: 'asBuilt', sha256: documentOf('as built, doors turned') }];
    await by(owner, 'ReportCorrection', { materials, note: '疏散门已改。' });
    await pass('2026-06-08T02:00:00.000Z');
    await by(lead, 'IssueOpinionPaper', paper);
    await by(officerOf(unit.fire), 'RecheckDemand', {
      demand: 'FIRE-01',
      resolved: true,
      note: '已整改到位。',
    });
    await pass('2026-06-09T09:00:00.000Z');
    await by(lead, 'IssueOpinionPaper', paper);
    await pass('2026-06-10T09:00:00.000Z');
    await by(lead, 'FileAcceptance', { documentNumber: '联验〔2026〕15号' });
    await pass('2026-06-11T09:00:00.000Z');
  },
};
