import type { Kysely } from 'kysely';
import type { EventStore } from '../domain/kernel/eventStore.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { Position } from '../domain/kernel/recorded.ts';
import { countParked, listParked, type ParkedFact } from '../projections/engine/parked.ts';
import type { ProjectionPositions } from '../projections/engine/schema.ts';
import { readerOf as readerOfSaga } from './sagaStore.ts';

/** A reader of the log 读者, and how far it has come. */
export interface ReaderState {
  /** `projection <name>` or `saga <name>`. */
  readonly reader: string;
  readonly name: string;
  readonly kind: 'PROJECTION' | 'SAGA';
  /** Of its code. */
  readonly version: number;
  readonly position: Position | 'start';
  readonly lagEvents: number;
  /** How long the first fact that it has not handled has been there. */
  readonly lagSeconds: number;
  /** Facts that it has set aside. */
  readonly parked: number;
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
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
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
      const last = head === 'start' ? 0n : head;
      const now = Date.parse(clock.now());

      const waiting = new Map<Position, Promise<number>>();
      const waited = (after: Position): Promise<number> => {
        const known = waiting.get(after) ?? secondsSince(after);
        waiting.set(after, known);
        return known;
      };
      const secondsSince = async (after: Position): Promise<number> => {
        const [first] = await log.readAll(after === 0n ? 'start' : after, 1);
        return first === undefined ? 0 : Math.max(0, (now - Date.parse(first.recordedAt)) / 1000);
      };
      const stateOf = async (
        kind: ReaderState['kind'],
        { name, version }: Named,
        reader: string,
        place: number | null | undefined,
      ): Promise<ReaderState> => {
        const at = BigInt(place ?? 0);
        const lagEvents = Number(last > at ? last - at : 0n);
        return {
          reader,
          name,
          kind,
          version,
          position: at === 0n ? 'start' : at,
          lagEvents,
          lagSeconds: lagEvents === 0 ? 0 : await waited(at),
          parked: parked.get(reader) ?? 0,
        };
      };
      return Promise.all([
        ...projections.map((projection) =>
          stateOf(
            'PROJECTION',
            projection,
            `projection ${projection.name}`,
            read.find(({ name, version }) => name === projection.name && version === projection.version)
              ?.position,
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
