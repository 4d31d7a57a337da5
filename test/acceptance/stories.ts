import { acceptanceSlice } from '../../domain/acceptance/slice.ts';
import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import {
  agree,
  at,
  complete,
  demand,
  fail,
  lead,
  officer,
  ownerActor,
  storyOf,
  termsOfNode,
  unit,
  window,
} from '../joint/story.ts';

export const terms = termsOfNode('G15');
export const boss = lead(unit.housing);
export const seats = terms.participants.map(({ unit: of, discipline }) => ({ unit: of, discipline }));
export const fire = seats.find(({ unit: of }) => of === unit.fire) ?? { unit: unit.fire, discipline: '?' };
export const attendance = (change: Readonly<Record<string, object>> = {}) =>
  seats.map((seat) => ({
    unit: seat.unit,
    presence: 'present',
    checked: true,
    viewSigned: true,
    ...change[seat.unit],
  }));
const consent = { ...terms, tacit: { absent: 'consent', silent: 'consent' } } satisfies NodeTerms;

/** G15 in the hospital's chain: accepted on 2026-05-11; steps due on 05-13, 05-20, 05-25, 05-27, 05-28. */
export const opened = (pinned: NodeTerms = terms) =>
  storyOf(acceptanceSlice).tell('OpenAcceptance', { terms: pinned }, at('2026-05-11'));
export const accepted = (pinned: NodeTerms = terms) =>
  opened(pinned).tell('AcceptAcceptance', { materials: complete(pinned) }, at('2026-05-11'), window);
export const checked = (pinned: NodeTerms = terms) =>
  accepted(pinned).tell('CompleteIntake', {}, at('2026-05-13'), window);
export const notified = (pinned: NodeTerms = terms) =>
  checked(pinned).tell(
    'NotifySite',
    { inspectAt: at('2026-05-20', '09:00'), place: '工地东门' },
    at('2026-05-13'),
    boss,
  );
export const inspected = (pinned: NodeTerms = terms, change: Readonly<Record<string, object>> = {}) =>
  notified(pinned).tell('HoldSite', { attendance: attendance(change) }, at('2026-05-20'), boss);
export const fireDemand = demand('FIRE-1', 'testReports');
export const answered = (fireFails = false) => {
  const story = inspected();
  for (const seat of seats) {
    const opinion = fireFails && seat.unit === unit.fire ? fail(fireDemand) : agree;
    story.tell('GiveOpinion', { ...seat, ...opinion }, at('2026-05-25'), officer(seat.unit));
  }
  return story;
};
export const paper = { number: '联验〔2026〕15号', outcome: 'approved', reasons: null };
export const issued = () => answered().tell('IssueOpinionPaper', paper, at('2026-05-27'), boss);
export const filing = { documentNumber: '备〔2026〕15号', lateness: null };
export const correcting = () => answered(true).tell('IssueCorrections', {}, at('2026-05-25'), boss);
/** Twelve working days off the clock: 05-26 to 06-10. */
export const corrected = () =>
  correcting().tell(
    'ReportCorrection',
    { materials: [], note: 'Pump replaced.' },
    at('2026-06-10'),
    ownerActor,
  );
export const recheck = (resolved: boolean) => ({ demand: 'FIRE-1', resolved, note: 'Tested.' });

export const everything = [
  issued().tell('FileAcceptance', filing, at('2026-05-28'), boss),
  answered(true)
    .tell(
      'IssueOpinionPaper',
      { ...paper, outcome: 'refused', reasons: 'Fire failed.' },
      at('2026-05-27'),
      boss,
    )
    .tell('FileAcceptance', filing, at('2026-05-28'), boss),
  corrected()
    .tell('RecheckDemand', recheck(false), at('2026-06-11'), officer(unit.fire))
    .tell('ReturnForRevision', {}, at('2026-06-11'), boss),
  correcting().tell(
    'AddDemand',
    { ...fire, demand: demand('FIRE-2', 'testReports') },
    at('2026-05-26'),
    officer(unit.fire),
  ),
  correcting()
    .tell(
      'ReportCorrection',
      { materials: [{ key: 'testReports', sha256: 'c'.repeat(64) }], note: 'Tested again.' },
      at('2026-06-10'),
      ownerActor,
    )
    .tell(
      'AddDemand',
      { ...fire, demand: demand('FIRE-2', 'testReports') },
      at('2026-06-10'),
      officer(unit.fire),
    ),
  inspected(consent).tell('DeemOpinions', {}, at('2026-05-26')),
  checked()
    .tell('ExtendLimit', { days: 1, reason: 'Flood.', approver: '局长' }, at('2026-05-13'), boss)
    .tell('StartSpecialProcedure', { reason: 'inspection', notice: 'Lift test.' }, at('2026-05-13'), boss)
    .tell('EndSpecialProcedure', {}, at('2026-05-15'), boss),
  checked()
    .tell('StartSpecialProcedure', { reason: 'inspection', notice: 'Lift test.' }, at('2026-05-13'), boss)
    .tell('CapSpecialProcedure', {}, at('2026-06-20')),
  opened().tell('WithdrawAcceptance', { reason: 'Not ready.' }, at('2026-05-12'), ownerActor),
];
