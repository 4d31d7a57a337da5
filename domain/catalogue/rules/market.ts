import { type Rule, rule } from './rule.ts';

/** The intermediary market 中介超市: M1 to M19. */
export const marketRules: Readonly<Record<string, Rule>> = {
  M1: rule(
    'R',
    'P-粤超',
    'The market is a platform for information, online trading and credit management; its buyers are natural persons, legal persons and unincorporated bodies.',
  ),
  M2: rule(
    'R',
    'L-粤 43; P-渝 3',
    'The market must be used for fiscal funds, an item of the intermediary list, outside the central procurement catalogue and below the procurement threshold.',
  ),
  M3: rule(
    'R',
    'P-隆昌 4',
    'The market must be used for fiscal funds below the procurement threshold, or where the amount is hard to fix in advance.',
  ),
  M4: rule('R, U', 'P-隆昌 2', 'Owners who pay for themselves may use the market voluntarily.'),
  M5: rule(
    'R',
    'P-隆昌 3',
    'The market does not apply to disaster or force majeure, to urgent safety-accident investigation and to state secrets.',
  ),
  M6: rule(
    'R',
    'L-粤 43; P-31',
    'The number of bodies is not limited, and no limits of region or trade are made up.',
  ),
  M7: rule(
    'R',
    'P-唐',
    'Entry needs a registered legal person, matching qualification, own liability, rules of practice and no bad credit record in 3 years; several qualifications are filed per category.',
  ),
  M8: rule(
    'R',
    'P-唐',
    'Entry materials: application form, commitment letter, licence, identity of legal representative and agent, qualification certificates, internal rules, credit report, authority letter, quality measures.',
  ),
  M9: rule(
    'R',
    'P-湘',
    'The form of an application to enter is checked within 2 working days: it passes, or the reasons are told.',
  ),
  M10: rule(
    'U',
    'L-德 (zero threshold)',
    'An entry is publicised for 5 working days; some provinces ask for none.',
  ),
  M11: rule(
    'R',
    'P-唐',
    'Seats in a physical hall are tendered among 3 or more applicants and checked by experts below that, for a term of 2 years; the online store is unlimited.',
  ),
  M12: rule(
    'R',
    'P-唐',
    'Grounds of removal: entry by fraud, promises that cannot be kept, breach of ethics or secrets, a sanction, 3 verified quality complaints in one year, disobedience to the operator.',
  ),
  M13: rule('R', 'P-湘', 'The operator reports to the manager every month.'),
  M14: rule(
    'R',
    'C-aug',
    'A job records project, services, price limits or reduction rate, quote type, qualifications, staff, funds, term, end of registration, time of selection, recusal with reason and list, three witnesses, what is published, and the approval case.',
  ),
  M15: rule(
    'R',
    'C-aug',
    'States of a job: draft, under review, returned, registering, waiting, selecting, draw started, selected, in service, done, terminated, void, lapsed.',
  ),
  M16: rule(
    'R',
    'C-aug',
    'Milestones mirrored on the approval case: choose body, confirm body, upload contract, confirm contract, upload result.',
  ),
  M17: rule(
    'R',
    'P-粤册',
    'Operations of the owner: new, amend, void, abandon, purchase again, confirm, register or amend the contract, process the result, apply for a later end of service, rate.',
  ),
  M18: rule('U', null, 'A job is announced for at least 3 working days; 1 to 5 can be set.'),
  M19: rule(
    'U',
    '国家发改委令16号',
    'Tender instead: works from CNY 4 million, goods from 2 million, survey, design and supervision from 1 million; splitting to stay below is a violation.',
  ),
};
