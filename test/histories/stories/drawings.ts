import { hospital } from '../../../app/simulation/reference.ts';
import { documentOf } from '../../../app/simulation/script.ts';
import { seatsV1 } from '../../../domain/catalogue/processes/shared.v1.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import { papersOf } from '../../journey/papers.ts';
import { termsOf } from '../../nodeTerms.ts';
import type { Story } from '../recorder.ts';

const sheets = Array.from({ length: 12 }, (_, index) => `S-${String(index + 1).padStart(2, '0')}`);
const sheet = (name: string, edition: number) => ({
  key: name,
  name: `图 ${name}`,
  sha256: documentOf(`${name}/${edition}`),
});
const demandOn = (about: string, id = `D-${about}`) => ({
  id,
  text: `${about} 须修改。`,
  clause: 'GB 50016',
  about,
});

/** The owner changes every sheet but the last, of which something new is then demanded. */
export const drawingsInTwoRounds: Story = {
  name: 'drawings-in-two-rounds',
  says: 'A joint drawing review in two rounds; a demand on an unchanged sheet is refused on the record, one on a changed sheet taken.',
  startsAt: '2026-04-23T09:00:00.000Z',
  async tell({ pass, send }) {
    const terms = termsOf('G13');
    const key = { project: terms.project, node: 'G13' };
    const system = { role: 'system', organization: unit.governmentServices } as const;
    const window = { role: 'intake', organization: unit.governmentServices } as const;
    const lead = { role: 'lead', organization: unit.housing } as const;
    const owner = { role: 'owner', organization: hospital.owner } as const;
    const reviewer = { role: 'intermediary', organization: unit.drawingReviewBody } as const;
    const by = (who: Parameters<typeof send>[0], type: string, input: object = {}) =>
      send(who, 'drawings', type, key, input);
    await by(system, 'OpenDrawings', { terms });
    const materials = [...papersOf(hospital, 'G13'), ...sheets.map((name) => sheet(name, 1))];
    await by(window, 'AcceptDrawings', { materials });
    await pass('2026-04-29T02:00:00.000Z');
    const seats = seatsV1.drawings;
    for (const [index, seat] of seats.entries()) {
      const demands = sheets.filter((_, at) => at % seats.length === index).map((name) => demandOn(name));
      const fails = { reply: 'disagree', text: '不满足强制性条文。', clause: 'GB 50016', conditions: [] };
      await by(reviewer, 'GiveOpinion', { ...seat, ...fails, demands });
    }
    await pass('2026-04-30T09:00:00.000Z');
    await by(lead, 'IssueFirstOpinion', { number: '审图〔2026〕13号' });
    await pass('2026-05-08T02:00:00.000Z');
    const submit = (revised: readonly object[]) =>
      by(owner, 'SubmitRevision', { materials: revised, note: '已按意见修改。' });
    await submit([sheet('S-01', 1)]);
    await submit(sheets.slice(0, -1).map((name) => sheet(name, 2)));
    const fire = { unit: reviewer.organization, discipline: '消防' };
    await by(reviewer, 'AddDemand', { ...fire, demand: demandOn('S-12', 'N-1') });
    await by(reviewer, 'AddDemand', { ...fire, demand: demandOn('S-01', 'N-2') });
    const recheck = (demand: string, resolved: boolean) =>
      by(reviewer, 'RecheckDemand', { demand, resolved, note: '复审。' });
    for (const name of sheets.slice(0, -1)) await recheck(`D-${name}`, true);
    for (const demand of ['D-S-12', 'N-2']) await recheck(demand, false);
    await by(lead, 'ConcludeDrawings', { outcome: 'approved' });
    await pass('2026-05-09T02:00:00.000Z');
    await by(lead, 'ReturnForRevision');
    await pass('2026-05-13T02:00:00.000Z');
    await submit([sheet('S-12', 2), sheet('S-01', 3)]);
    for (const demand of ['D-S-12', 'N-2']) await recheck(demand, true);
    await pass('2026-05-14T09:00:00.000Z');
    await by(lead, 'ConcludeDrawings', { outcome: 'approved', documentNumber: '审图合格〔2026〕13号' });
    await pass('2026-05-15T09:00:00.000Z');
  },
};
