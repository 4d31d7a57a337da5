import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enterMarket } from '../../app/simulation/demonstration.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospitalInMarket, plant } from '../../app/simulation/reference.ts';
import { staff } from '../../app/simulation/script.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { forgetReadModels, openReadModels } from './stores.ts';
import { openWorld } from './world.ts';

const END = '2026-11-20T00:00:00.000Z';
const folder = temporaryFolder();

/** The plant's owner lets an agent act for it. */
const authority = {
  at: '2026-02-03T01:00:00.000Z',
  request: {
    slice: 'mandate',
    key: { organization: plant.owner, agent: 'agent-1' },
    type: 'GrantAuthority',
    input: {
      agentName: '李代办',
      agentOrganization: '91532390MA6K00302M',
      role: 'owner',
      validUntil: '2027-01-01T00:00:00.000Z',
      documentTitle: '授权委托书',
      documentSha256: 'a'.repeat(64),
    },
    actor: staff('owner', plant.owner),
    commandId: 'authority of agent-1',
  },
};

/** Which process runs what is told by nothing that has happened. */
const OF_PROCESSES = new Set(['leases', 'members']);

/** Every row of every read model, as text in the order of that text. */
async function dump(): Promise<Record<string, string[]>> {
  const { read, close } = await openReadModels(folder);
  const tables: Record<string, string[]> = {};
  for (const { name } of await read.introspection.getTables()) {
    if (OF_PROCESSES.has(name)) continue;
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(read);
    tables[name] = rows.map((row) => JSON.stringify(row)).toSorted();
  }
  await close();
  return tables;
}

async function reopened(): Promise<{ readonly facts: number }> {
  const world = await openWorld(folder, END);
  await world.runtime.settled();
  const facts = (await world.facts()).length;
  await world.close();
  return { facts };
}

let incremental: Record<string, string[]>;
let facts: number;
beforeAll(async () => {
  const scripts = [plant, { ...hospitalInMarket, late: { G10: 2 } }];
  const world = await openWorld(folder, '2026-02-02T01:00:00.000Z');
  const first = [...demoAgencies.flatMap(enterMarket), ...scripts.map(registrationOf), authority];
  await world.play(scripts.map(projectPlayer), first, END);
  facts = (await world.facts()).length;
  await world.close();
  incremental = await dump();
}, 60_000);
afterAll(() => folder.remove());

it('holds rows of every read model, and sets nothing aside', () => {
  const empty = Object.keys(incremental).filter((table) => incremental[table]?.length === 0);
  expect(empty).toEqual(['parked_facts', 'seen_alerts', 'violations']);
});

it('is the same after a restart, and nothing is sent twice', async () => {
  expect(await reopened()).toEqual({ facts });
  expect(await dump()).toEqual(incremental);
});

it('is the same, byte for byte, when folded from the first fact', async () => {
  await forgetReadModels(folder);
  expect(await reopened()).toEqual({ facts });
  expect(await dump()).toEqual(incremental);
});
