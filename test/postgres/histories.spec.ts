import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../../projections/all.ts';
import { createProjector } from '../../projections/engine.ts';
import { openReadModelAt } from '../../store/readModel/openReadModelAt.ts';
import { foldAgain } from '../histories/replay.ts';
import { rowsIn, type TablesSeen } from '../histories/tables.ts';
import { factsOf, readTape, tapeNames } from '../histories/tape.ts';
import { dump, projections } from '../projections/world.ts';
import { hasPostgres } from './cluster.ts';
import { schemaFor } from './openTestReadModel.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../histories/recorded/tables.json', import.meta.url), 'utf8'),
) as Record<string, TablesSeen>;

/** All rows of a history, and how far each projection is, as one text. */
async function foldedAt(place: string, name: string): Promise<string> {
  const model = await openReadModelAt<Tables>(place);
  try {
    const projector = createProjector(model, projections);
    await projector.start();
    await projector.apply(factsOf(readTape(name)));
    const places = await model.read.selectFrom('projection_positions').selectAll().orderBy('name').execute();
    return `${await dump(model.read)}\n${JSON.stringify(places)}`;
  } finally {
    await model.close();
  }
}

describe.skipIf(!hasPostgres())('on PostgreSQL', () => {
  it.each(tapeNames())('%s folds to the tables that a file has, to the byte', async (name) => {
    const onServer = await foldedAt(await schemaFor(randomUUID()), name);
    expect(onServer).toBe(await foldedAt(':memory:', name));
    expect(onServer.length).toBeGreaterThan(500);
  });

  it.each(['hospital-in-market', 'plant'])(
    '%s has the sagas remember what was recorded of them, and send nothing anew',
    async (name) => {
      const today = await foldAgain(
        readTape(name),
        await openReadModelAt<Tables>(await schemaFor(randomUUID())),
      );
      expect(rowsIn(today.tables)).toMatchObject(rowsIn(recorded[name] ?? {}));
      expect(today.added).toBe(0);
    },
  );
});
