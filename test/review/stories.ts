import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { reviewSlice } from '../../domain/review/slice.ts';
import {
  agree,
  at,
  complete,
  demand,
  fail,
  lead,
  officer,
  ownerActor,
  sha,
  storyOf,
  termsOfNode,
  unit,
  window,
} from '../joint/story.ts';

export const terms = termsOfNode('G08');
export const boss = lead(unit.naturalResources);
export const seats = terms.participants.map(({ unit: of, discipline }) => ({ unit: of, discipline }));
export const seatOfUnit = (of: string) =>
  seats.find((seat) => seat.unit === of) ?? { unit: of, discipline: '?' };

/** G08 in the hospital's chain: accepted on 2026-04-07, opinions by 04-14, reply by 04-16. */
export const opened = (pinned: NodeTerms = terms) =>
  storyOf(reviewSlice).tell('OpenReview', { terms: pinned }, at('2026-04-07'));
export const accepted = (pinned: NodeTerms = terms) =>
  opened(pinned).tell('AcceptReview', { materials: complete(pinned) }, at('2026-04-07'), window);
export const meeting = { meetingAt: at('2026-04-10', '09:00'), place: '三楼会议室' };
export const convened = (pinned: NodeTerms = terms) =>
  accepted(pinned).tell('ConveneMeeting', meeting, at('2026-04-07'), boss);

/** All have answered by 04-14; those named here disagree, with a demand of their own. */
export const answered = (disagreeing: Readonly<Record<string, readonly object[]>> = {}) => {
  const story = convened();
  for (const seat of seats)
    story.tell(
      'GiveOpinion',
      { ...seat, ...(seat.unit in disagreeing ? fail(...(disagreeing[seat.unit] ?? [])) : agree) },
      at('2026-04-14'),
      officer(seat.unit),
    );
  return story;
};
/** Nobody has said anything by 04-14, and a consent by silence is followed up (Q5). */
export const silent = () =>
  convened({ ...terms, followUp: { within: 1, checkWithin: 5, rules: ['Q5'] } }).tell(
    'DeemOpinions',
    {},
    at('2026-04-15', '00:00'),
  );
export const conclusion = {
  outcome: 'approved',
  documentNumber: '方案〔2026〕8号',
  reasons: null,
  lateness: null,
};
export const concluded = () => answered().tell('ConcludeReview', conclusion, at('2026-04-16'), boss);
export const listed = () =>
  answered({ [unit.civilDefence]: [demand('CD-1', 'schemeDrawings')] }).tell(
    'IssueDemands',
    { setAside: [] },
    at('2026-04-14'),
    boss,
  );
export const revision = {
  materials: [{ key: 'schemeDrawings', sha256: sha('b') }],
  note: 'Shelter enlarged.',
};
export const revised = () => listed().tell('SubmitRevision', revision, at('2026-04-24'), ownerActor);
export const recheck = (resolved: boolean) => ({ demand: 'CD-1', resolved, note: 'Seen.' });

export const everything = [
  concluded(),
  answered({ [unit.civilDefence]: [] })
    .tell(
      'OverrideDisagreement',
      { ...seatOfUnit(unit.civilDefence), reasons: 'Shelter is near.' },
      at('2026-04-15'),
      boss,
    )
    .tell('SendReasons', { ...seatOfUnit(unit.civilDefence), document: sha('e') }, at('2026-04-16'), boss),
  answered({ [unit.civilDefence]: [] }).tell(
    'ConcludeReview',
    { ...conclusion, outcome: 'refused', reasons: 'No shelter.' },
    at('2026-04-16'),
    boss,
  ),
  revised()
    .tell(
      'AddDemand',
      { ...seatOfUnit(unit.civilDefence), demand: demand('CD-2', 'schemeDrawings') },
      at('2026-04-24'),
      officer(unit.civilDefence),
    )
    .tell('RecheckDemand', recheck(false), at('2026-04-24'), officer(unit.civilDefence))
    .tell('ReturnForRevision', {}, at('2026-04-24'), boss),
  listed().tell(
    'AddDemand',
    { ...seatOfUnit(unit.civilDefence), demand: demand('CD-3', 'schemeDrawings') },
    at('2026-04-15'),
    officer(unit.civilDefence),
  ),
  convened().tell('DeemOpinions', {}, at('2026-04-15', '00:00')),
  silent()
    .tell(
      'FollowUpConsent',
      { unit: unit.civilDefence, document: sha('f'), note: 'No objection.' },
      at('2026-04-15'),
      officer(unit.civilDefence),
    )
    .tell(
      'CheckConsent',
      { unit: unit.civilDefence, holds: true, note: 'Looked at.' },
      at('2026-04-16'),
      boss,
    ),
  accepted()
    .tell('ExtendLimit', { days: 1, reason: 'Flood.', approver: '局长' }, at('2026-04-08'), boss)
    .tell('StartSpecialProcedure', { reason: 'expertReview', notice: 'Twenty days.' }, at('2026-04-08'), boss)
    .tell('EndSpecialProcedure', {}, at('2026-04-09'), boss),
  accepted()
    .tell('StartSpecialProcedure', { reason: 'expertReview', notice: 'Twenty days.' }, at('2026-04-08'), boss)
    .tell('CapSpecialProcedure', {}, at('2026-05-20')),
  opened().tell('WithdrawReview', { reason: 'Another scheme.' }, at('2026-04-08'), ownerActor),
];
