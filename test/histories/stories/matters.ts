import { projectPlayer, registrationOf } from '../../../app/simulation/projectPlayer.ts';
import { hospital, plant } from '../../../app/simulation/reference.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import { notice2027 } from '../../calendar/notice2027.ts';
import { papersOf } from '../../journey/papers.ts';
import type { Story } from '../recorder.ts';

const window = { role: 'intake', organization: unit.governmentServices } as const;
const officerOf = (organization: string) => ({ role: 'officer', organization }) as const;

/** One window asks for a correction in time, another sleeps over its days; G05 is paused and never set going again. */
export const correctionAndPause: Story = {
  name: 'correction-and-pause',
  says: 'A correction asked for and made, a silence taken for acceptance, a pause that ends at its cap, a node that lies to purple.',
  startsAt: '2026-03-02T01:00:00.000Z',
  async tell({ play, pass, send }) {
    const script = { ...hospital, idle: ['G03'], stalled: ['G04'] };
    const other = { ...hospital, code: '2603-532390-04-01-482159', idle: ['G03'], stalled: ['G05'] };
    await play(
      [script, other].map(projectPlayer),
      [script, other].map(registrationOf),
      '2026-03-12T09:30:00.000Z',
    );
    const at = (project: string, node: string) => ({ project, node });
    const materials = papersOf(script, 'G03').filter(({ key }) => key !== 'boundary');
    for (const { code } of [script, other])
      await send(window, 'matter', 'ReceiveMatter', at(code, 'G03'), { materials });
    await send(window, 'matter', 'AcceptMatter', at(script.code, 'G03'));
    const asked = { missing: ['boundary'], note: '缺勘测定界成果,请一次性补正。' };
    await send(window, 'matter', 'RequestCorrection', at(script.code, 'G03'), asked);
    await send(window, 'matter', 'RequestCorrection', at(script.code, 'G03'), asked);
    await pass('2026-03-20T02:00:00.000Z');
    await send(window, 'matter', 'RequestCorrection', at(other.code, 'G03'), asked);
    const boundary = papersOf(script, 'G03').filter(({ key }) => key === 'boundary');
    const owner = { role: 'owner', organization: hospital.owner } as const;
    await send(owner, 'matter', 'SubmitCorrection', at(script.code, 'G03'), { materials: boundary });
    await send(window, 'matter', 'AcceptMatter', at(script.code, 'G03'));
    const land = officerOf(unit.naturalResources);
    await send(land, 'matter', 'StartSpecialProcedure', at(script.code, 'G03'), {
      reason: 'hearing',
      notice: '依法举行听证,预计 20 个工作日,不计入办理时限。',
    });
    await pass('2026-03-25T02:00:00.000Z');
    for (const code of [script.code, other.code])
      await send(land, 'matter', 'DecideMatter', at(code, 'G03'), {
        outcome: 'approved',
        documentNumber: '彝自然资〔2026〕3号',
      });
    await pass('2026-06-20T00:00:00.000Z');
  },
};

/** G03 is told how long its hearing may take, as the second version of the fact keeps it. */
export const estimatedPause: Story = {
  name: 'estimated-pause',
  says: 'A special procedure whose notice tells an estimate: one beyond the cap is refused, one within it is kept.',
  startsAt: '2026-03-02T01:00:00.000Z',
  async tell({ play, pass, send }) {
    const script = { ...hospital, idle: ['G03'], stalled: ['G05'] };
    await play([projectPlayer(script)], [registrationOf(script)], '2026-03-12T09:30:00.000Z');
    const key = { project: script.code, node: 'G03' };
    await send(window, 'matter', 'ReceiveAndAcceptMatter', key, { materials: papersOf(script, 'G03') });
    const land = officerOf(unit.naturalResources);
    const notice = '依法举行听证,预计 15 个工作日,不计入办理时限。';
    for (const estimatedDays of [20.5, 15])
      await send(land, 'matter', 'StartSpecialProcedure', key, { reason: 'hearing', notice, estimatedDays });
    await pass('2026-04-02T02:00:00.000Z');
    await send(land, 'matter', 'EndSpecialProcedure', key);
    await pass('2026-04-03T02:00:00.000Z');
    const decision = { outcome: 'approved', documentNumber: '彝自然资〔2026〕3号' };
    await send(land, 'matter', 'DecideMatter', key, decision);
    await pass('2026-04-04T02:00:00.000Z');
  },
};

/** By the second version of the policies: what the first one left open has an end. */
export const lapseExtensionDelivery: Story = {
  name: 'lapse-extension-delivery',
  says: 'A correction that is never made lapses (T5), an extension has its bound (T6), a delivery its limit (T9).',
  startsAt: '2026-03-02T01:00:00.000Z',
  async tell({ play, pass, send }) {
    const scripts = [
      { ...hospital, correcting: ['G01'] },
      { ...plant, stalled: ['E01'] },
    ];
    await play(scripts.map(projectPlayer), scripts.map(registrationOf), '2026-03-02T02:00:00.000Z');
    const key = { project: plant.code, node: 'E01' };
    const approver = officerOf(unit.developmentAndReform);
    for (const days of [11, 10, 1])
      await send(approver, 'matter', 'ExtendLimit', key, {
        ...{ days, reason: '情况复杂,已告知申请人。', approver: '局长' },
      });
    await send(approver, 'matter', 'DecideMatter', key, {
      outcome: 'approved',
      documentNumber: '备〔2026〕1号',
    });
    await pass('2026-03-23T02:00:00.000Z');
    await send(window, 'matter', 'DeliverMatter', key, { channel: 'post', reference: 'EMS-1' });
    await pass('2026-03-25T02:00:00.000Z');
    const owner = { role: 'owner', organization: hospital.owner } as const;
    await send(
      owner,
      'matter',
      'SubmitCorrection',
      { project: hospital.code, node: 'G01' },
      { materials: [] },
    );
    await pass('2026-04-25T02:00:00.000Z');
  },
};

/** Two limits run into a year that is not announced; then it is. */
export const holidayNotice: Story = {
  name: 'holiday-notice',
  says: 'Limits that run into 2027, and the notice that moves them.',
  startsAt: '2026-12-28T01:00:00.000Z',
  async tell({ play, pass, send }) {
    const scripts = [
      { ...hospital, registeredAt: '2026-12-29T01:00:00.000Z', stalled: ['G01'] },
      { ...hospital, code: '2603-532390-04-01-482159', registeredAt: '2026-12-28T01:00:00.000Z' },
    ];
    await play(scripts.map(projectPlayer), scripts.map(registrationOf), '2027-01-05T10:00:00.000Z');
    await pass('2027-01-06T02:00:00.000Z');
    const days = [...notice2027.days, { name: '元旦', date: '2027-01-04', isOffDay: true }];
    const notice = { ...notice2027, days };
    const tooFar = { ...notice, year: 2028, days: [{ name: '元旦', date: '2028-01-03', isOffDay: true }] };
    const system = { role: 'system', organization: unit.governmentServices } as const;
    for (const each of [tooFar, notice, notice])
      await send(system, 'calendar', 'ImportHolidayNotice', {}, each);
    await pass('2027-01-20T02:00:00.000Z');
  },
};
