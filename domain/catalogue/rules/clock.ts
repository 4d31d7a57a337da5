import { type Rule, rule } from './rule.ts';

/** The legal clock 期限: T1 to T23. */
export const clockRules: Readonly<Record<string, Rule>> = {
  T1: rule(
    'R',
    'L-许可 82',
    'Periods of licensing are counted in working days; statutory holidays are left out.',
  ),
  T2: rule(
    'R',
    'L-民 201, 203',
    'The start day is not counted; a period ends at 24:00 of its last day, or at close of business where there are business hours, and a last day on a holiday rolls to the next day that is none.',
  ),
  T3: rule(
    'R',
    'L-许可 32(4)',
    'Corrections are asked for once, on the spot or within 5 working days; silence means that the application is accepted from the date of its receipt.',
  ),
  T4: rule('R', 'L-滨 10', 'A stricter local limit to ask for corrections: 2 working days.'),
  T5: rule(
    'R, U',
    'L-浙 11; L-滨 10; the days that the applicant has are in neither text',
    'A correction that is missed or fails: in Zhejiang its lapse counts as withdrawal and what is still wrong is not accepted; in Binzhou it is refused.',
  ),
  T6: rule(
    'R',
    'L-许可 42',
    "A decision is taken within 20 working days, and 10 more with the head's approval and the reasons told to the applicant.",
  ),
  T7: rule(
    'R',
    'L-许可 42',
    "Unified, joint or centralised handling takes 45 working days in all, and 15 more with the approval of the government's head.",
  ),
  T8: rule('R', 'L-许可 43', 'The review of a lower level takes 20 working days.'),
  T9: rule('R', 'L-许可 44', 'A licence is issued and delivered within 10 working days of the decision.'),
  T10: rule(
    'R',
    'L-许可 45',
    'Hearing, tender, auction, inspection, testing, quarantine, appraisal and expert review are not counted; the time they will take is told in writing.',
  ),
  T11: rule('R', 'L-滨 19', 'Publicity, review, hearing and tender are not counted, by local rule.'),
  T12: rule(
    'R',
    'L-浙 28',
    'The time of a report that the agency commissions is left out only where a law requires that inspection or review; otherwise it counts.',
  ),
  T13: rule(
    'R',
    'L-核备 9-10',
    'The commissioned assessment of a project takes at most 30 working days and is left out of the limit.',
  ),
  T14: rule(
    'R',
    'L-许可 47-48',
    'A hearing is asked for within 5 working days of the notice, organised within 20 working days, and announced 7 days before.',
  ),
  T15: rule(
    'R',
    'L-浙 12; L-滨 19; L-营商 36',
    'The promised limit is no longer than the statutory one; where it is shorter it binds, and lateness must be explained.',
  ),
  T16: rule(
    'R',
    'L-浙 5',
    'Under one intake, what may run together starts at the single receipt; what follows something else starts at the written notice that its predecessor is finished.',
  ),
  T17: rule(
    'R',
    'L-滨 16',
    'A later department reviews in advance and decides together with the earlier one when its result arrives.',
  ),
  T18: rule(
    'R',
    'L-许可 32, 34',
    'A receipt or refusal is a sealed and dated voucher; on-site checks are made by two or more members of staff.',
  ),
  T19: rule(
    'R',
    'L-许可 69',
    'A licence may be revoked for abuse by staff, excess of authority, wrong procedure or an unqualified applicant, and must be for fraud.',
  ),
  T20: rule(
    'R',
    'L-许可 78-79',
    'False materials bar an applicant for 1 year; a licence obtained by fraud bars it for 3 years in matters of public safety.',
  ),
  T21: rule(
    'U',
    null,
    'What is received after office hours or on a rest day counts as received on the next working day; the statutory clock starts the day after acceptance.',
  ),
  T22: rule(
    'R',
    'C-国标办件',
    'Units of time in the national exchange of cases: 1 working day, 2 natural day, 3 hour, 4 minute, 5 month.',
  ),
  T22b: rule(
    'R',
    'C-aug',
    'A promised limit is a decimal number with its unit beside it; half working days occur.',
  ),
  T23: rule(
    'R',
    'L-环; L-招',
    'Some limits are natural days: EIA report 60 and form 30, tender documents at least 20, contract 30.',
  ),
};
