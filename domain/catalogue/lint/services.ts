import type { Catalogue } from '../catalogue.ts';
import type { Service } from '../service.ts';
import { duplicates, error, type Finding } from './finding.ts';

/** Checks of the intermediary services: nothing may be demanded without a law (S11). */
export function lintServices(catalogue: Catalogue): readonly Finding[] {
  const twice = duplicates(catalogue.services.map(({ code }) => code)).map((code) =>
    error('DuplicateService', `service ${code}`, 'The base code is given to more than one service.'),
  );
  return [...twice, ...catalogue.services.flatMap((service) => lintService(catalogue, service))];
}

function lintService({ matters, laws }: Catalogue, service: Service): readonly Finding[] {
  const where = `service ${service.code}`;
  const complain = (when: boolean, code: string, message: string): readonly Finding[] =>
    when ? [error(code, where, `${service.title}: ${message}`)] : [];
  const unknownMatters = service.matters.filter((code) => !matters.some((matter) => matter.code === code));
  const unknownLaws = service.legalBasis.filter((id) => !Object.hasOwn(laws, id));
  const kept = service.status === 'KEPT';

  return [
    ...complain(
      kept && service.legalBasis.length === 0,
      'MissingLegalBasis',
      'no law demands it, so nobody may (S11).',
    ),
    ...complain(
      unknownLaws.length > 0,
      'UnknownLaw',
      `${unknownLaws.join(', ')} is not in the table of laws.`,
    ),
    ...complain(
      service.matters.length === 0,
      'MissingMatter',
      'it serves no matter, so no recusal can be judged (S10).',
    ),
    ...complain(
      unknownMatters.length > 0,
      'UnknownMatter',
      `${unknownMatters.join(', ')} is no matter of the catalogue.`,
    ),
    ...complain(
      !kept && service.cancelledBecause === null,
      'MissingReason',
      'it is cancelled 取消, and nothing says why.',
    ),
  ];
}
