import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import { decode } from '../encoding.ts';
import { openToRead } from './inspect.ts';
import { prepare } from './statements.ts';

/** The log as it stands at this moment, read beside whoever writes it. */
export function readLog(file: string) {
  const database = openToRead(file);
  const sql = prepare(database);
  return {
    async head(): Promise<Position | 'start'> {
      const end = sql.end.get();
      return end === undefined ? 'start' : BigInt(end.position);
    },
    async readAll(after: Position | 'start', limit: number): Promise<readonly Recorded[]> {
      const from = after === 'start' ? 0 : Number(after);
      return sql.range
        .all(from + 1, from + limit)
        .flatMap(({ name, revision, position, body }) => decode(name, revision, position, body))
        .filter(({ position }) => Number(position) > from && Number(position) <= from + limit);
    },
    async countAfter(after: Position | 'start', most: number): Promise<number> {
      const last = sql.end.get()?.position ?? 0;
      return Math.min(most, Math.max(0, last - (after === 'start' ? 0 : Number(after))));
    },
    close: () => void database.close(),
  };
}
