import { announced, type Calendar } from '../../calendar/calendar.ts';
import type { Catalogue } from '../catalogue.ts';
import { duplicates, error, type Finding } from './finding.ts';
import { lintGraph } from './graph.ts';
import { lintMatters } from './matters.ts';
import { lintNodes } from './nodes.ts';
import { lintServices } from './services.ts';

export type { Finding } from './finding.ts';

/**
 * Everything that may be wrong with a catalogue, each want with its own code and message (B67). Parsing has settled the
 * shapes before; this asks whether what is there makes sense together.
 */
export function lintCatalogue(catalogue: Catalogue, calendar: Calendar = announced): readonly Finding[] {
  const named = (code: string, version: number) => `${code} v${version}`;
  const twice = duplicates(catalogue.processes.map(({ code, version }) => named(code, version))).map(
    (where) =>
      error('DuplicateProcess', where, 'This version is defined more than once; a change is a new version.'),
  );
  return [
    ...lintMatters(catalogue, calendar),
    ...lintServices(catalogue),
    ...twice,
    ...catalogue.processes.flatMap((definition) => {
      const where = named(definition.code, definition.version);
      return [...lintGraph(definition, where), ...lintNodes(catalogue, calendar, definition, where)];
    }),
  ];
}
