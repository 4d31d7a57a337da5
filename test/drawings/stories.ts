import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { drawingsSlice } from '../../domain/drawings/slice.ts';
import {
  agree,
  at,
  complete,
  demand,
  fail,
  lead,
  ownerActor,
  sha,
  storyOf,
  termsOfNode,
  unit,
  window,
} from '../joint/story.ts';
import { actor } from '../specification.ts';

export const terms = termsOfNode('G13');
export const boss = lead(unit.housing);
export const reviewBody = actor('intermediary', unit.drawingReviewBody);
export const seats = terms.participants.map(({ unit: of, discipline }) => ({ unit: of, discipline }));
export const seatFor = (discipline: string) => ({ unit: unit.drawingReviewBody, discipline });
/** Main materials, and two sheets that the matter does not list by itself. */
export const materials = [
  ...complete(terms),
  { key: '结施-01', name: '基础平面图', sha256: sha('1') },
  { key: '水施-03', name: '消火栓系统图', sha256: sha('3') },
];

/** G13 in the hospital's chain: accepted on 2026-04-23, first opinion by 04-30, certificate by 05-07. */
export const opened = (pinned: NodeTerms = terms) =>
  storyOf(drawingsSlice).tell('OpenDrawings', { terms: pinned }, at('2026-04-23'));
export const accepted = (pinned: NodeTerms = terms) =>
  opened(pinned).tell('AcceptDrawings', { materials }, at('2026-04-23'), window);

export const answered = (failing: Readonly<Record<string, readonly object[]>> = {}) => {
  const story = accepted();
  for (const seat of seats) {
    const demands = failing[seat.discipline];
    story.tell(
      'GiveOpinion',
      { ...seat, ...(demands ? fail(...demands) : agree) },
      at('2026-04-30'),
      reviewBody,
    );
  }
  return story;
};
export const firstOpinion = { number: '审字〔2026〕13号' };
export const clean = () => answered().tell('IssueFirstOpinion', firstOpinion, at('2026-04-30'), reviewBody);
export const certificate = {
  outcome: 'approved',
  documentNumber: '合格书〔2026〕13号',
  reasons: null,
  lateness: null,
};

const numbered = (prefix: string, count: number, sheet: string) =>
  Array.from({ length: count }, (_, index) => demand(`${prefix}-${index + 1}`, sheet));

/** Fourteen demands on two sheets, in one list. */
export const fourteen = () =>
  answered({ 结构与质量: numbered('S', 8, '结施-01'), 消防: numbered('F', 6, '水施-03') }).tell(
    'IssueFirstOpinion',
    firstOpinion,
    at('2026-04-30'),
    reviewBody,
  );
/** The fire sheet comes back with new content, the structural one unchanged. */
export const revision = {
  materials: [{ key: '水施-03', name: null, sha256: sha('4') }],
  note: 'Hydrants added.',
};
export const revised = () => fourteen().tell('SubmitRevision', revision, at('2026-05-12'), ownerActor);

export const allMet = () => {
  const story = revised();
  for (const { id } of [...numbered('S', 8, ''), ...numbered('F', 6, '')])
    story.tell('RecheckDemand', { demand: id, resolved: true, note: 'Met.' }, at('2026-05-14'), reviewBody);
  return story;
};

export const everything = [
  clean()
    .tell('ConcludeDrawings', certificate, at('2026-05-07'), boss)
    .tell('SubmitFiling', { number: '审图备〔2026〕13号' }, at('2026-05-08'), reviewBody),
  revised()
    .tell('AddDemand', { ...seatFor('消防'), demand: demand('F-7', '水施-03') }, at('2026-05-13'), reviewBody)
    .tell(
      'ConcludeDrawings',
      { ...certificate, outcome: 'refused', reasons: 'Nothing was met.' },
      at('2026-05-14'),
      boss,
    ),
  fourteen().tell(
    'AddDemand',
    { ...seatFor('消防'), demand: demand('F-7', '水施-03') },
    at('2026-05-06'),
    reviewBody,
  ),
  (() => {
    const story = allMet();
    const last = story.facts.findLastIndex(({ type }) => type === 'DemandRechecked');
    story.facts.splice(last, 1);
    return story
      .tell(
        'RecheckDemand',
        { demand: 'F-6', resolved: false, note: 'Not met.' },
        at('2026-05-14'),
        reviewBody,
      )
      .tell('ReturnForRevision', {}, at('2026-05-14'), boss);
  })(),
  accepted({ ...terms, tacit: { absent: 'consent', silent: 'consent' } }).tell(
    'DeemOpinions',
    {},
    at('2026-05-06'),
  ),
  accepted()
    .tell('ExtendLimit', { days: 1, reason: 'Flood.', approver: '局长' }, at('2026-04-24'), boss)
    .tell('StartSpecialProcedure', { reason: 'expertReview', notice: 'Twenty days.' }, at('2026-04-24'), boss)
    .tell('EndSpecialProcedure', {}, at('2026-04-27'), boss),
  accepted()
    .tell('StartSpecialProcedure', { reason: 'expertReview', notice: 'Twenty days.' }, at('2026-04-24'), boss)
    .tell('CapSpecialProcedure', {}, at('2026-06-05')),
  opened().tell('WithdrawDrawings', { reason: 'New design.' }, at('2026-04-24'), ownerActor),
];
