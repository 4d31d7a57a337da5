import { type Rule, rule } from './rule.ts';

/** E-supervision 电子监察: K1 to K17. */
export const supervisionRules: Readonly<Record<string, Rule>> = {
  K1: rule('R', 'P-监粤', 'Warning, yellow and red are issued, and a record is kept for accountability.'),
  K2: rule(
    'R',
    'P-监榆',
    'Yellow at 90 % of the promised time unfinished, red once it has passed; a ranking is published each quarter.',
  ),
  K3: rule('R', 'P-监A 7', 'A reminder comes 1 working day before the promised limit.'),
  K4: rule('R', 'C-aug', 'States of supervision: 1 normal, 2 warning, 3 overdue.'),
  K5: rule(
    'R',
    'P-监B 6',
    'Triggers beside lateness: refusing a qualified application, an overdue step inside an on-time case, a pre-review sent up late, no reasons for a refusal, not using the platform, an illegal fee.',
  ),
  K6: rule(
    'R',
    'P-监C',
    'Signals go to handler and approver; yellow is a warning, red is a matter of accountability.',
  ),
  K7: rule(
    'R',
    'P-监三',
    'A supervision slip climbs from blue to orange to red when each of its terms is missed.',
  ),
  K8: rule(
    'R',
    'P-监C',
    'Six functions: live monitoring, warning and correction, evaluation, information, statistics, complaints.',
  ),
  K9: rule(
    'R',
    'P-监A 9',
    'The quarterly evaluation covers handling, publicity, fees, supervision, reporting, complaints, accountability, satisfaction and other, graded excellent, good, pass or fail; a fail leads to a supervision proposal.',
  ),
  K10: rule(
    'R',
    'P-监B 8',
    'Complaints go by kind: handling off the platform and attitude to the service centre, fees and bribery to discipline, breach of law to investigation.',
  ),
  K11: rule(
    'R',
    'C-kc',
    'A rule of supervision has elements, an expression and a definition with level, type, manual or automatic card, message and region.',
  ),
  K12: rule(
    'R',
    'C-苏',
    'Posts and steps say whether they are a risk point, of which class, and by which means it is controlled; an exceptional process has reason, limit and approver.',
  ),
  K13: rule(
    'R',
    'L-滨 23',
    'Accountability arises from lead duty not done, non-cooperation, handling off list or off line, lateness without reason, and forcing or appointing intermediaries.',
  ),
  K14: rule('R', 'L-滨 24', 'Tolerance for errors in reform may lighten liability.'),
  K15: rule(
    'R, U',
    'L-许可 74, 77; reform reports',
    'Liability goes from handler to section head to unit head: correction, notice of criticism, disposal, discipline, criminal law.',
  ),
  K16: rule(
    'U',
    null,
    'Scores start at 100: yellow −1, red −5, valid complaint −5, early finish more; satisfaction weighs 20 %.',
  ),
  K17: rule(
    'U',
    'GB/T 39735-2020 (listing)',
    'After each service it is rated in five grades; a bad rating with a name is answered and corrected within 15 working days.',
  ),
};
