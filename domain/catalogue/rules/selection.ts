import { type Rule, rule } from './rule.ts';

/** Selection, contract, rating and credit 选取、合同、评价、信用: S1 to S27. */
export const selectionRules: Readonly<Record<string, Rule>> = {
  S1: rule('R', 'C-aug', "Methods of selection in use: random, the owner's own choice, price bidding."),
  S2: rule(
    'R',
    'C-dj',
    'Other methods in use: best rated, lowest price, closest to the mean, three-round interaction.',
  ),
  S3: rule(
    'R',
    'P-郑',
    'On a platform for small works: direct designation among registrants, or a random pick in which the demander names 3 or more and presses start and stop.',
  ),
  S4: rule(
    'U',
    null,
    'Methods in provincial measures: direct, random draw, price bidding, best rated, invitation.',
  ),
  S5: rule(
    'U',
    null,
    'Fewer than 3 applicants: extend once or publish again; the second time 2 go to a draw or comparison, 1 is taken directly with publicity, 0 ends the job.',
  ),
  S6: rule(
    'U',
    null,
    'Direct choice has a ceiling that can be set, such as CNY 50,000, and with fiscal funds needs reasons.',
  ),
  S7: rule('R', 'C-aug', 'A job for which nobody bids by the time of selection lapses.'),
  S8: rule(
    'R, U',
    'a procurement notice of 2025-04-27',
    'A tie on the lowest price goes to the earliest quote; at the same time, to a review panel.',
  ),
  S9: rule(
    'R',
    'L-营商 43; L-粤 43; L-济 16',
    'An agency may not appoint or hint at an intermediary; technical work that it commissions is competitive and paid by the agency.',
  ),
  S10: rule(
    'R',
    'L-营商 43; P-31',
    "An agency's institutions, societies and their firms may not render services tied to that agency's approvals; civil servants may not hold posts in intermediaries.",
  ),
  S11: rule(
    'R',
    'P-31; L-济 16',
    'One service may not be split, an approval not be turned into a service, and nothing be demanded that the applicant can do itself or that consultation can settle.',
  ),
  S12: rule(
    'U',
    'analogue L-招实施 54',
    'A selection is notified and publicised for 3 working days; an objection inside them is answered within 3 working days and pauses the process.',
  ),
  S13: rule(
    'U',
    'analogue L-招 46',
    'The contract is made within 10 working days of the notice and filed within 5 working days.',
  ),
  S14: rule('R', 'analogue L-招 46', 'The contract does not depart materially from the winning terms.'),
  S15: rule(
    'R',
    'P-连',
    'The owner confirms contract and result, by default within 180 days; until then no rating is possible.',
  ),
  S16: rule('R', 'C-aug', 'A rating has quality, timeliness, attitude, price and standards, all mandatory.'),
  S17: rule(
    'R',
    'P-姚',
    'Stars from three raters, owner, industry department and service centre, at 5 : 3 : 2 over 10 indicators; 1 star or dishonesty is delisted; repair and appeal are open.',
  ),
  S18: rule(
    'R',
    'P-信',
    'The yearly credit score has a base of 100, from the industry department 70, enterprise credit 10 and society 20, and accumulation points.',
  ),
  S19: rule(
    'R',
    'P-姚',
    'Reported effect: fees 18 % lower, service time 15 % shorter, selection in days instead of weeks, satisfaction from below 90 to 99.5 %.',
  ),
  S20: rule(
    'U, D',
    null,
    'An owner silent for 10 working days is taken to rate neutrally; such a rating is labelled default and left out of averages.',
  ),
  S21: rule(
    'U',
    null,
    'Penalties climb from warning to a pause of 3, 6 or 12 months, removal, and a blacklist of 2 to 3 years.',
  ),
  S22: rule(
    'R',
    'P-监A 8; L-招实施 60-61',
    'Whether a complaint is taken up is decided in 5 working days, and a named complainant is told in writing; in tenders it is taken up in 3, decided in 30, and filed within 10 days of knowing.',
  ),
  S23: rule(
    'U',
    null,
    'Who gives up after selection gets a breach record; the next in rank or a new draw follows by a rule fixed before the draw.',
  ),
  S24: rule(
    'U',
    null,
    'The intermediary rates the owner too: payment on time, co-operation, no extra demands.',
  ),
  S25: rule(
    'U',
    null,
    'The result is uploaded within 3 working days of the end of the work; the owner confirms, or rejects with reasons, within 5 working days, and silence is confirmation with a flag.',
  ),
  S26: rule('R', 'analogue L-招实施 22, 54', 'An objection suspends the next step until it is answered.'),
  S27: rule(
    'U',
    null,
    'Signs of collusion: the same address, device or contact, shared staff, regular gaps of price, winners in turn, sole applicants.',
  ),
};
