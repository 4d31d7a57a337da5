import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { surveySlice } from '../../domain/survey/slice.ts';
import {
  agree,
  at,
  complete,
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

export const terms = termsOfNode('G02');
export const boss = lead(unit.naturalResources);
export const units = [...new Set(terms.participants.map((seat) => seat.unit))];

export const findings = [
  'location',
  'boundary',
  'surroundings',
  'terrain',
  'infrastructure',
  'presentUse',
  'exploration',
].map((topic) => ({ topic, text: 'Seen and in order.' }));
export const attendance = (absent: readonly string[] = []) =>
  units.map((each) => ({ unit: each, presence: absent.includes(each) ? 'absent' : 'present' }));
export const visit = { visitAt: at('2026-03-11', '09:00'), place: '东山脚下' };

export const seatOfUnit = (of: string, from: NodeTerms = terms) => {
  const seat = from.participants.find((each) => each.unit === of);
  return { unit: of, discipline: seat?.discipline ?? '?' };
};

/** G02 in the hospital's chain: accepted on 2026-03-09, visit by 03-11, reply by 03-12. */
export const opened = (pinned: NodeTerms = terms) =>
  storyOf(surveySlice).tell('OpenSurvey', { terms: pinned }, at('2026-03-09'));
export const accepted = (pinned: NodeTerms = terms) =>
  opened(pinned).tell('AcceptSurvey', { materials: complete(pinned) }, at('2026-03-09'), window);
export const convened = (pinned: NodeTerms = terms) =>
  accepted(pinned).tell('ConveneVisit', visit, at('2026-03-09'), boss);
export const visited = (absent: readonly string[] = [], pinned: NodeTerms = terms) =>
  convened(pinned).tell(
    'HoldVisit',
    { attendance: attendance(absent), findings, minutes: sha('d') },
    at('2026-03-11'),
    boss,
  );
export const answered = (disagreeing: readonly string[] = []) => {
  const story = visited();
  for (const each of units)
    story.tell(
      'GiveOpinion',
      { ...seatOfUnit(each), ...(disagreeing.includes(each) ? fail() : agree) },
      at('2026-03-12'),
      officer(each),
    );
  return story;
};
export const conclusion = {
  outcome: 'approved',
  documentNumber: '踏勘〔2026〕1号',
  reasons: null,
  lateness: null,
  minutes: null,
};
export const concluded = () => answered().tell('ConcludeSurvey', conclusion, at('2026-03-12'), boss);
/** Where a consent by silence or absence is followed up (Q5). */
export const followed: NodeTerms = {
  ...terms,
  followUp: { within: 1, checkWithin: 5, rules: ['Q5'] },
};
export const everything = [
  concluded(),
  answered([unit.water]).tell(
    'ConcludeSurvey',
    { ...conclusion, outcome: 'refused', reasons: 'Flood plain.' },
    at('2026-03-12'),
    boss,
  ),
  answered([unit.water])
    .tell(
      'OverrideDisagreement',
      { ...seatOfUnit(unit.water), reasons: 'The dyke was raised.' },
      at('2026-03-12'),
      boss,
    )
    .tell('SendReasons', { ...seatOfUnit(unit.water), document: sha('e') }, at('2026-03-13'), boss),
  visited([unit.water])
    .tell(
      'RequestSecondVisit',
      { unit: unit.water, reason: 'To see the ditch.' },
      at('2026-03-12'),
      officer(unit.water),
    )
    .tell('DeemOpinions', {}, at('2026-03-13', '00:00')),
  visited([unit.water], followed)
    .tell(
      'FollowUpConsent',
      { unit: unit.water, document: sha('f'), note: 'No objection.' },
      at('2026-03-12'),
      officer(unit.water),
    )
    .tell('CheckConsent', { unit: unit.water, holds: true, note: 'Looked at.' }, at('2026-03-13'), boss),
  accepted().tell('ExtendLimit', { days: 1, reason: 'Flood.', approver: '局长' }, at('2026-03-10'), boss),
  opened().tell('WithdrawSurvey', { reason: 'Another site.' }, at('2026-03-10'), ownerActor),
];
