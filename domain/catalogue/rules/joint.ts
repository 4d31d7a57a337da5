import { type Rule, rule } from './rule.ts';

/** Joint procedures 联合办理 J1 to J16, and tacit approval 超时默许、缺席默认 Q1 to Q5. */
export const jointRules: Readonly<Record<string, Rule>> = {
  J1: rule(
    'R',
    'P-凉',
    'Joint survey: one intake, one lead, many join, limited time, absence is consent, shared material, one reply; an absent department may not ask for another visit.',
  ),
  J2: rule(
    'R',
    'P-凉',
    'A survey looks at location, boundary, 200 m of surroundings, terrain with buildings and trees, infrastructure, present use, the need for heritage or mineral exploration, and what else matters.',
  ),
  J3: rule(
    'R',
    'P-宁; P-凉; L-滨 14',
    'A survey is joint where two or more departments are needed on site, at the request of the owner; natural resources usually leads in stages 1 and 2.',
  ),
  J4: rule(
    'R',
    'vendor code',
    'A joint survey leaves notice and feedback, countersigned opinions, one notice to the owner and minutes.',
  ),
  J5: rule(
    'U',
    null,
    'Notice 1 working day before the visit, the visit within 3 working days, the consolidated opinion within 2.',
  ),
  J6: rule(
    'R',
    'P-闽',
    'Matters of one level are merged: one report, one application, one review meeting, one approval.',
  ),
  J7: rule(
    'U',
    null,
    'Intermediaries prepare in parallel; the consolidated review takes 5 to 10 working days; opinions are by chapter, and the lead merges what conflicts.',
  ),
  J8: rule(
    'R',
    'L-浙 26; L-豫汴; L-安 32',
    'One review body covers quality, civil defence, fire, energy, seismic and lightning with separate reports; the first opinion is complete and given once, and departments do no second technical review.',
  ),
  J9: rule(
    'R, U',
    'P-审图',
    'Drawings are reviewed by all disciplines in parallel and get one consolidated opinion; they are revised off the clock, only open items are checked again, and the certificate is filed within 5 working days.',
  ),
  J10: rule(
    'R',
    'L-滨 18; L-浙 29',
    'Joint acceptance covers planning, land, fire, civil defence, archives and more, by one set of drawings and standards, with one opinion and one shared survey.',
  ),
  J11: rule(
    'R',
    'vendor code',
    'Joint acceptance ends in a numbered opinion that lists the results of planning, civil defence, fire and archives.',
  ),
  J12: rule(
    'R',
    'reform reports; P-诺',
    'Joint acceptance takes 13 working days in Yiyang, 15 in Hunan, and 5 under commitment in Kaifeng.',
  ),
  J13: rule(
    'R',
    'P-青',
    'Breaches in joint acceptance: not telling the time, no opinion, late, leaving early, absent, not checking per duty, not stating a view on the spot, not giving all demands in writing at once.',
  ),
  J14: rule(
    'U',
    null,
    'After correction only the failed items are checked again, on the notice of the owner, in 3 to 5 working days; the time of correction is off the clock.',
  ),
  J15: rule(
    'R',
    'P-协办',
    'A co-handler replies agree, disagree with reasons, or agree but must go up; anything else, and disagreement without reasons, counts as agree, and the co-handler answers for it.',
  ),
  J16: rule(
    'R',
    'P-协办',
    'The lead may still approve against a reasoned disagreement and must send its reasons within 10 days.',
  ),
  Q1: rule(
    'R',
    'L-许可 32, 50; L-环',
    'National law gives silence an effect only where it is written: receipt, renewal, and the re-review of an EIA after 5 years.',
  ),
  Q2: rule(
    'R',
    'P-默春',
    'For major projects and parallel approval: absence from survey or meeting without reason is consent, and no decision within the public promise is consent; co-handlers sign for the notice.',
  ),
  Q3: rule(
    'R',
    'P-默泰',
    'For large projects what is overdue has passed: the next step opens and may not refuse for the missing prerequisite, and the silent unit is liable and issues the approval within 1 working day.',
  ),
  Q4: rule(
    'R',
    'P-默萍',
    'Where the system completes by itself, wrong defaults occur and are corrected afterwards: 192 matters passed by default in the first quarter.',
  ),
  Q5: rule(
    'D',
    null,
    'Tacit policy is data per matter with its legal basis and excluded classes (safety, ecology, funds); a deemed decision is a fact of its own kind, with a follow-up duty, a record of responsibility and a check afterwards.',
  ),
};
