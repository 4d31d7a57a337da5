import { type Rule, rule } from './rule.ts';

/** Reform of project approval 工程建设项目审批制度改革: R1 to R29. */
export const reformRules: Readonly<Record<string, Rule>> = {
  R1: rule(
    'R',
    'P-11',
    'National target: approval within 120 working days from establishment to acceptance and utilities, with technical review, intermediary, utility and filing matters in it; special and major transport, water and energy works are outside.',
  ),
  R2: rule(
    'R, U',
    'P-11; L-滨',
    'Four stages: land-use planning permit, project permit, construction permit, acceptance; everything else runs in parallel.',
  ),
  R3: rule(
    'R',
    'L-滨 3',
    'Each stage has a lead department: development and reform, natural resources, administrative approval, housing.',
  ),
  R4: rule(
    'R',
    'L-滨 5',
    'The lead organises, takes in and forwards, keeps the lists of commitment and deficiency, tells everything once, urges decisions, issues together, and holds joint meetings, surveys and acceptances.',
  ),
  R5: rule('R', 'L-滨 9', 'One window, one guide, one form, one set of materials.'),
  R6: rule(
    'R',
    'L-滨 15',
    'Matters across levels are accepted by whichever level the applicant chose, and pushed to both.',
  ),
  R7: rule(
    'R',
    'C-aug',
    'Project types: 1 government building, 2 government linear, 3 general social, 4 small social, 5 land with design, 6 industrial, 7 transport, 8 water, 9 energy, 10 other.',
  ),
  R8: rule(
    'R',
    'suining.gov.cn; P-诺; L-京; reform reports',
    'Local totals: Suining 90 working days, Henan filing projects 40 to the start, Beijing low-risk 15 days, Wuhan 100, Hubei industrial 50 to the permit, Chuxiong 60 and 42.',
  ),
  R9: rule(
    'R',
    'L-滨 11; L-安 24; L-粤 32; P-容',
    'Deficiency acceptance: main materials present and secondary ones missing, by a list in the guide, a written pledge and one notice of what, until when and with which consequence.',
  ),
  R10: rule(
    'R',
    'P-容; L-浙 11; L-滨 11; L-安 24',
    "A deficiency is cured no later than the matter's promised limit; if it is not, acceptance is withdrawn, refused or deemed withdrawn, by the rule of the region.",
  ),
  R11: rule(
    'R',
    'P-容',
    'Bad credit or an earlier false pledge bars from deficiency acceptance until it is repaired.',
  ),
  R12: rule(
    'R',
    'L-浙 14; L-安 25',
    'Commitment is open only where later supervision can cure, and not where public interest, funds, ecology or life and safety are at stake directly.',
  ),
  R13: rule(
    'R',
    'L-安 26',
    'Once pledged, the decision is made on the spot; the applicant may choose the normal way, and withdraw before the decision.',
  ),
  R14: rule(
    'R',
    'L-浙 14',
    'A commitment is checked within 60 working days of the decision; failing leads to an order to correct, then revocation, without protection of gains, with a credit mark and a bar until repaired.',
  ),
  R15: rule('R', 'L-京 33', 'A false pledge is revoked at once and treated as never decided.'),
  R16: rule(
    'R',
    'P-诺; xingtai',
    'Enterprise commitment: the government sets standards, the firm commits, the process is supervised, credit rewards.',
  ),
  R17: rule(
    'R',
    'P-诺',
    'Kaifeng: matters from 17 to 2, materials from 145 to 27, limit from 145 to 13 working days, of which 8 before the start and 5 for acceptance.',
  ),
  R18: rule(
    'R',
    'L-浙 25',
    'The standard-land contract fixes investment intensity, tax per area, energy, emissions, the method of check and breach, is noted on the title and monitored online.',
  ),
  R19: rule(
    'R',
    'L-粤 38; L-浙 22-24; P-豫区',
    'Regional assessment is done before land supply and free to firms; inside the area and outside the negative list a commitment suffices.',
  ),
  R20: rule(
    'R',
    'L-核备 10-12',
    'Confirmation takes 20 working days and at most 40 more; a change takes 20; it is valid for 2 years, with one extension of at most 1 year asked for 30 working days before.',
  ),
  R21: rule(
    'R',
    'L-核备 13',
    'A filing is complete when all information is received, and can be printed by oneself.',
  ),
  R22: rule(
    'R',
    'L-政投 9, 12',
    'A government project goes from proposal to feasibility to preliminary design; an estimate of the design more than 10 % above that of the feasibility report may require a new feasibility report.',
  ),
  R23: rule(
    'R',
    'P-项码; GB/T 40058-2021',
    'A project code has 4 digits for time, 6 region, 2 central department, 2 type, 5 random and 1 check; without a code, or where its check fails, nothing may be accepted.',
  ),
  R24: rule(
    'R',
    'P-项码',
    'Project types in the code: capital construction, technical renovation, pure purchase, informatisation, other, and secret.',
  ),
  R25: rule(
    'U',
    null,
    'The check digit of a project code is likely of the ISO 7064 family; its algorithm can be exchanged.',
  ),
  R25b: rule(
    'U',
    '国办发〔2018〕33号; 建办〔2020〕47号',
    'One system for all: time is counted by the system from acceptance, special procedures and corrections stop the clock, going over the limit warns, handling off the system is banned.',
  ),
  R25c: rule(
    'U',
    null,
    'Stages in the exchange standard are 1 to 4 and 5 for what runs in parallel; published metrics are approval time and span.',
  ),
  R26: rule('R', 'C-aug', 'Display codes: approval A00001, confirmation A00002, filing A00003.'),
  R27: rule('R, D', 'GB 32100-2015', 'A unified social credit code ends in a check character modulo 31.'),
  R28: rule(
    'R, U',
    'a sample code',
    'The implementation code of a matter has 31 characters: credit code 18, digit of the level, base code 12.',
  ),
  R29: rule(
    'R',
    'a published guide',
    'Special procedures of the land pre-review, publicity, hearing and expert review, take up to 40 working days in all.',
  ),
};
