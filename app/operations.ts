import type { Kysely } from 'kysely';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position } from '../domain/kernel/recorded.ts';
import { countParked, listParked, type ParkedFact } from '../projections/engine/parked.ts';
import { rebuildOf } from '../projections/engine/rebuilding.ts';
import type { ProjectionPositions } from '../projections/engine/schema.ts';
import { readerOf as readerOfSaga } from './sagaStore.ts';

/** Facts that a reader is behind are counted up to here: a log of which positions do not tell their number is read for it. */
export const MOST_COUNTED = 10_000;

/** A reader of the log 读者, and how far it has come. */
export interface ReaderState {
  /** `projection <name>` or `saga <name>`. */
  readonly reader: string;
  readonly name: string;
  readonly kind: 'PROJECTION' | 'SAGA';
  /** Of its code. */
  readonly version: number;
  readonly position: Position | 'start';
  /** Counted up to `MOST_COUNTED`. */
  readonly lagEvents: number;
  /** How long the first fact that it has not handled has been there. */
  readonly lagSeconds: number;
  /** Facts that it has set aside. */
  readonly parked: number;
  /** Folded anew beside its old rows, which are read meanwhile: how much of the log is done, from 0 to 1; null: it is not. */
  readonly rebuilding: number | null;
}

/** What operators ask about the readers of the log. */
export interface Operations {
  readers(): Promise<readonly ReaderState[]>;
  /** Facts set aside, in order of position, of one reader or of all. */
  parked(limit: number, reader?: string): Promise<readonly ParkedFact[]>;
}

interface Named {
  readonly name: string;
  readonly version: number;
}
interface Parts {
  readonly log: Pick<EventStore, 'head' | 'readAll' | 'countAfter'>;
  /** The database that readers keep their places in, whatever else it holds. */
  readonly database: Pick<Kysely<never>, 'isTransaction'>;
  readonly projections: readonly Named[];
  readonly sagas: readonly Named[];
  readonly clock: { now(): Instant };
}
interface Places {
  projection_positions: ProjectionPositions;
  saga_positions: { saga: string; version: number; position: number };
}

/** Asks the committed places, a row for each reader; the facts themselves are not looked through. */
export function createOperations({ log, database, projections, sagas, clock }: Parts): Operations {
  const places = database as unknown as Kysely<Places>;

  return {
    async readers() {
      const read = await places.selectFrom('projection_positions').selectAll().execute();
      const sent = await places.selectFrom('saga_positions').selectAll().execute();
      const parked = await countParked(database);
      const head = await log.head();
      const now = Date.parse(clock.now());

      /** Most readers are at the same place. */
      const lags = new Map<
        Position | 'start',
        Promise<{ readonly events: number; readonly seconds: number }>
      >();
      const lagOf = (after: Position | 'start') => {
        const known = lags.get(after) ?? lagSince(after);
        lags.set(after, known);
        return known;
      };
      const lagSince = async (after: Position | 'start') => {
        const events = await log.countAfter(after, MOST_COUNTED);
        const [first] = events === 0 ? [] : await log.readAll(after, 1);
        const seconds = first === undefined ? 0 : Math.max(0, (now - Date.parse(first.recordedAt)) / 1000);
        return { events, seconds };
      };
      const stateOf = async (
        kind: ReaderState['kind'],
        { name, version }: Named,
        reader: string,
        place: number | null | undefined,
        rebuilding: number | null = null,
      ): Promise<ReaderState> => {
        const position = place == null ? 'start' : BigInt(place);
        const lag = await lagOf(position);
        return {
          reader,
          name,
          kind,
          version,
          position,
          lagEvents: lag.events,
          lagSeconds: lag.seconds,
          parked: parked.get(reader) ?? 0,
          rebuilding,
        };
      };
      return Promise.all([
        ...projections.map((projection) =>
          stateOf(
            'PROJECTION',
            projection,
            `projection ${projection.name}`,
            read.find(({ name }) => name === projection.name)?.position,
            shareOf(projection, read, head),
          ),
        ),
        ...sagas.map((saga) =>
          stateOf(
            'SAGA',
            saga,
            readerOfSaga(saga.name),
            sent.find((row) => row.saga === saga.name && row.version === saga.version)?.position,
          ),
        ),
      ]);
    },
    parked: (limit, reader) => listParked(database, limit, reader),
  };
}

/** How far a projection is that is folded anew for this program: by places, which is as good as by facts. */
function shareOf(
  { name, version }: Named,
  places: readonly ProjectionPositions[],
  head: Position | 'start',
): number | null {
  const anew = places.find((place) => rebuildOf(place.name) === name && place.version === version);
  if (anew === undefined) return null;
  return head === 'start' ? 1 : Math.min(1, (anew.position ?? 0) / Number(head));
}
