import type { AgencyEvent } from '../../domain/agency/events.ts';
import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import type { ProjectEvent } from '../../domain/project/events.ts';
import type { JobEvent } from '../../domain/tender/events.ts';
import { type Change, each, type Projection, put, type Reader, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';

/** What an organisation is called, by its credit code. */
export interface NameRow {
  readonly code: string;
  readonly name: string;
}

export const names = table<NameRow>()({
  name: 'names',
  key: ['code'],
  columns: {},
  indexes: [],
  keyOf: ({ code }) => [code],
  cells: () => ({}),
});

/** Only names that are new are written: the same ones come with every fact that pins terms. */
async function learn(rows: Reader, told: readonly NameRow[]): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const [code, name] of new Map(told.map(({ code, name }) => [code, name] as const))) {
    const known = await rows.read(names, [code]);
    if (known?.name !== name) changes.push(put(names, { code, name }));
  }
  return changes;
}

export const namesProjection: Projection = {
  name: 'names',
  version: 3,
  tables: [names],
  handle: each(
    when<ProjectEvent>('project', {
      ProjectRegistered: ({ event: { data } }, rows) =>
        learn(rows, [
          ...data.nodes.map(({ authority, authorityName }) => ({ code: authority, name: authorityName })),
          { code: data.owner, name: data.ownerName },
        ]),
    }),
    when<AgencyEvent>('agency', {
      AgencyRegistered: ({ event: { data } }, rows) =>
        learn(rows, [{ code: data.creditCode, name: data.name }]),
    }),
    when<JobEvent>('job', {
      JobPublished: ({ event: { data } }, rows) =>
        learn(
          rows,
          data.service.approvers.map(({ unit, name }) => ({ code: unit, name })),
        ),
    }),
    ({ event: { data } }, rows) => {
      const terms = termsOf(data);
      if (terms === undefined) return [];
      const seats = terms.participants.map(({ unit, name }) => ({ code: unit, name }));
      return learn(rows, [...seats, { code: terms.authority, name: terms.authorityName }]);
    },
  ),
};

/** The terms that the first fact of a node pins. */
const termsOf = (data: unknown): NodeTerms | undefined =>
  typeof data === 'object' && data !== null && 'terms' in data && 'openedAt' in data
    ? (data.terms as NodeTerms)
    : undefined;
