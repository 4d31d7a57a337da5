import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectCheckDigit } from '../../domain/kernel/ids.ts';
import { verifyFile } from '../../store/embedded/verify.ts';
import { launch, type Running, run } from '../cli/process.ts';
import { temporaryFolder } from './temporary.ts';

const OWNER = '12532390MB0B00201A';
const folder = temporaryFolder();
const file = folder.file('events.db');
const dataDir = dirname(file);
const armed = folder.file('armed');

let server: Running;
let token: string;
/** A server under which the ground may be pulled away, ready to answer: the promise is within five seconds of its death. */
async function start(): Promise<void> {
  const preload = new URL('dieAtCommit.ts', import.meta.url).href;
  server = await launch(dataDir, {
    args: ['--empty'],
    environment: { NODE_OPTIONS: `--import=${preload}`, DIE_AT_COMMIT: armed, RATE_LIMIT: 'off' },
  });
  await server.says('Ctrl-C stops.');
}
beforeAll(async () => {
  await start();
  token = (await run('token.ts', ['owner', '--org', OWNER], { DATA_DIR: dataDir })).stdout.trim();
}, 60_000);
afterAll(async () => {
  server.signal('SIGKILL');
  await server.ended;
  folder.remove();
});

const codeOf = (number: number) => {
  const digits = `26035323900401${String(number).padStart(5, '0')}`;
  return `2603-532390-04-01-${digits.slice(14)}${projectCheckDigit(digits)}`;
};
interface Told {
  readonly __typename: string;
  readonly code?: string;
  readonly revision?: number;
  readonly position?: string;
}
const tell = async (mutation: string, commandId: string): Promise<Told> => {
  const query = `mutation { told: ${mutation.replace('%', `commandId: "${commandId}"`)} { __typename
    ... on Accepted { revision position } ... on Rejected { code } } }`;
  return (await server.ask<{ told: Told }>(query, token)).told;
};
const register = (number: number, commandId: string, title = '医院') =>
  tell(
    `registerProject(input: { code: "${codeOf(number)}", title: "${title}", owner: "${OWNER}", ownerName: "医院",
      type: "GOVERNMENT_BUILDING", profile: "CX-GOV-60" }, %)`,
    commandId,
  );
const terminate = (number: number, commandId: string) =>
  tell(`terminateProject(input: { code: "${codeOf(number)}", reason: "不建了" }, %)`, commandId);

/** How many facts a command led to, read beside whoever writes. */
function factsOf(commandId: string): number {
  const database = new Database(file, { readonly: true });
  const count = database
    .prepare("select count(*) from batches, json_each(body) where value ->> 'causationId' = ?")
    .pluck()
    .get(commandId) as number;
  database.close();
  return count;
}

/** The server dies at the next commit; the client sees its connection break and knows nothing. */
async function loseAnswer(when: 'before' | 'after', ask: () => Promise<unknown>): Promise<void> {
  writeFileSync(armed, when);
  await expect(ask()).rejects.toThrow();
  const { status } = await server.ended;
  expect(status).toBe(null);
  rmSync(armed);
}

describe.each(['before', 'after'] as const)(
  'promise 6: the server is killed right %s the commit',
  { timeout: 60_000 },
  (when) => {
    const number = when === 'before' ? 1 : 2;
    const commandId = `register-${number}`;
    const once = { __typename: 'Accepted', revision: 0 };
    let first: Told;

    it('nobody is answered, and the store holds all of the command or nothing of it', async () => {
      await loseAnswer(when, () => register(number, commandId));
      expect(factsOf(commandId)).toBe(when === 'before' ? 0 : 1);
      expect(verifyFile(file).problems).toEqual([]);
    });

    it('promise 2: a start without a manual step, and the command that comes again has one effect', async () => {
      await start();
      first = await register(number, commandId);
      expect(first).toMatchObject(once);
      expect(await register(number, commandId)).toEqual(first);
    });

    it('the same answer after further facts and another restart, and never for another input', async () => {
      expect(await terminate(number, `terminate-${number}`)).toMatchObject({ __typename: 'Accepted' });
      await server.stop();
      await start();
      expect(await register(number, commandId)).toEqual(first);
      expect(await register(number, commandId, '另一所医院')).toMatchObject({ code: 'CommandIdReused' });
      expect(factsOf(commandId)).toBe(1);
    });
  },
);

describe('promise 7: many clients at once, over HTTP', { timeout: 60_000 }, () => {
  it('ten different commands for one effect: one is accepted, nine are told what is allowed now', async () => {
    expect(await register(3, 'register-3')).toMatchObject({ __typename: 'Accepted' });
    const told = await Promise.all(
      Array.from({ length: 10 }, (_, index) => terminate(3, `terminate-3-${index}`)),
    );
    expect(told.map(({ __typename, code = '' }) => `${__typename} ${code}`).toSorted()).toEqual([
      'Accepted ',
      ...Array<string>(9).fill('Rejected StageForbids'),
    ]);
    const effects = Array.from({ length: 10 }, (_, index) => factsOf(`terminate-3-${index}`));
    expect(effects.reduce((sum, each) => sum + each)).toBe(1);
  });

  it('one command ten times at once: one effect, ten times the same answer', async () => {
    const told = await Promise.all(Array.from({ length: 10 }, () => register(4, 'register-4')));
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(factsOf('register-4')).toBe(1);
  });
});
