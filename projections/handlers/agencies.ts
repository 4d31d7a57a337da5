import type { AgencyEvent } from '../../domain/agency/events.ts';
import { agencyLifecycle } from '../../domain/agency/lifecycle.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { type Handler, type Projection, put, type Reader, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';
import type { AgencyView } from '../views.ts';

/** The agencies of the market 中介机构. */
export const agencies = table<AgencyView>()({
  name: 'agencies',
  key: ['credit_code'],
  columns: {
    status: 'text',
    /** What a search looks into, in lower case. */
    search: 'text',
    /** Codes between blanks, so that one of them can be looked for. */
    services: 'text',
  },
  indexes: [{ current: ['credit_code'] }],
  keyOf: ({ creditCode }) => [creditCode],
  cells: ({ status, name, creditCode, services }) => ({
    status,
    search: `${creditCode} ${name}`.toLowerCase(),
    services: ` ${services.join(' ')} `,
  }),
});

/** One that applies for more services stays listed for those it has. */
const statuses: Readonly<Record<(typeof agencyLifecycle)['initialStage'], string>> = {
  unregistered: 'UNREGISTERED',
  applied: 'APPLIED',
  refused: 'REFUSED',
  listed: 'LISTED',
  rechecking: 'LISTED',
  delisted: 'DELISTED',
};

const codeOf = (stream: string) => stream.slice('agency-'.length);

const nextStage = (row: AgencyView | undefined, type: AgencyEvent['type']) => {
  const before = (row?.stage ?? agencyLifecycle.initialStage) as (typeof agencyLifecycle)['initialStage'];
  const stage = agencyLifecycle.next(before, type) ?? before;
  return { stage, status: statuses[stage] };
};

const registered: Handler<Extract<AgencyEvent, { type: 'AgencyRegistered' }>> = async (
  { stream, event },
  rows,
) => {
  const { creditCode, name } = event.data;
  const before = await rows.read(agencies, [creditCode]);
  return [
    put(agencies, {
      id: creditCode,
      creditCode,
      name,
      services: [],
      stream,
      ...nextStage(before, event.type),
    }),
  ];
};

/** The stage moves on with every fact; the services are those it is admitted for. */
const moved = async (
  { stream, event }: Recorded<AgencyEvent>,
  rows: Reader,
  services?: readonly string[],
) => {
  const row = await rows.read(agencies, [codeOf(stream)]);
  if (row === undefined) throw new Error(`Corrupt history: ${stream} goes on without a registration.`);
  return [put(agencies, { ...row, services: services ?? row.services, ...nextStage(row, event.type) })];
};

export const agenciesProjection: Projection = {
  name: 'agencies',
  version: 3,
  tables: [agencies],
  handle: when<AgencyEvent>('agency', {
    AgencyRegistered: registered,
    AgencyListed: (fact, rows) => moved(fact, rows, fact.event.data.services),
    AgencyRefused: (fact, rows) => moved(fact, rows),
    AgencyServicesChanged: (fact, rows) => moved(fact, rows, fact.event.data.services),
    AgencyServicesApplied: (fact, rows) => moved(fact, rows, fact.event.data.services),
    AgencyDelisted: (fact, rows) => moved(fact, rows),
  }),
};
