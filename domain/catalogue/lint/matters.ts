import type { Calendar } from '../../calendar/calendar.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Matter } from '../matter.ts';
import { isKnownRule } from '../rules.ts';
import { duplicates, error, type Finding } from './finding.ts';
import { promiseAgainstStatute } from './limits.ts';

/** Checks of the matters 事项要素: number, limits, basis, materials, post (B67). */
export function lintMatters(catalogue: Catalogue, calendar: Calendar): readonly Finding[] {
  const twice = duplicates(catalogue.matters.map(({ code }) => code)).map((code) =>
    error('DuplicateMatter', `matter ${code}`, 'The base code is given to more than one matter.'),
  );
  return [...twice, ...catalogue.matters.flatMap((matter) => lintMatter(catalogue, calendar, matter))];
}

function lintMatter({ units, laws }: Catalogue, calendar: Calendar, matter: Matter): readonly Finding[] {
  const where = `matter ${matter.code}`;
  const complain = (when: boolean, code: string, message: string): readonly Finding[] =>
    when ? [error(code, where, `${matter.title}: ${message}`)] : [];
  const strangers = matter.units.filter((code) => !units.some(({ creditCode }) => creditCode === code));
  const unknownLaws = matter.legalBasis.filter((id) => !Object.hasOwn(laws, id));
  const unknownRules = [...matter.rules, ...matter.pauses.map(({ legalBasis }) => legalBasis)].filter(
    (id) => !isKnownRule(id),
  );
  const tacit = matter.tacit.absent === 'consent' || matter.tacit.silent === 'consent';

  return [
    ...complain(
      matter.legalBasis.length === 0,
      'MissingLegalBasis',
      'no legal basis 法律依据; name at least one law.',
    ),
    ...complain(
      unknownLaws.length > 0,
      'UnknownLaw',
      `${unknownLaws.join(', ')} is not in the table of laws.`,
    ),
    ...complain(
      matter.materials.length === 0,
      'MissingMaterials',
      'no materials 申请材料; name what is to be handed in.',
    ),
    ...complain(
      matter.materials.length > 0 && !matter.materials.some(({ main }) => main),
      'MissingMainMaterial',
      'no main material 主件; deficiency acceptance would accept an empty application (R9).',
    ),
    ...complain(
      duplicates(matter.materials.map(({ key }) => key)).length > 0,
      'DuplicateMaterial',
      `material ${duplicates(matter.materials.map(({ key }) => key)).join(', ')} is listed twice.`,
    ),
    ...complain(
      matter.accountablePost.trim() === '',
      'MissingAccountablePost',
      'no accountable post 责任岗位; name who answers for it.',
    ),
    ...complain(matter.units.length === 0, 'MissingUnit', 'no unit 实施主体; name who decides.'),
    ...complain(strangers.length > 0, 'UnknownUnit', `${strangers.join(', ')} is no unit of the region.`),
    ...complain(matter.promised === null, 'MissingLimit', 'no promised limit 承诺时限.'),
    ...complain(
      matter.statutory === null && matter.statutoryNote === null,
      'MissingLimit',
      'no statutory limit 法定时限, and no note why none is compared.',
    ),
    ...complain(
      unknownRules.length > 0,
      'UnknownRule',
      `${unknownRules.join(', ')} is no rule of docs/rules.md.`,
    ),
    ...complain(
      tacit && matter.stakes.length > 0,
      'TacitConsentAtStake',
      `silence may not count as consent where ${matter.stakes.join(', ')} is at stake (Q5).`,
    ),
    ...complain(
      matter.mode === 'commitment' && matter.stakes.length > 0,
      'CommitmentAtStake',
      `a pledge is not enough where ${matter.stakes.join(', ')} is at stake (R12).`,
    ),
    ...promiseAgainstStatute(calendar, where, matter.promised, matter.statutory),
  ];
}
