import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asNew, CopyRefused, copyLog, differenceOfFacts } from '../../app/copyLog.ts';
import { differenceOfFolds, type Folded, foldLog } from '../../app/foldLog.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { EmbeddedEventStore } from '../../store/embedded/embeddedEventStore.ts';
import { EventStoreDb } from '../../store/eventstoredb/eventStoreDb.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { allOf, fill, historyNamed } from '../histories/logs.ts';
import { fact } from '../store/facts.ts';
import { somePrefix, someServer } from '../store/onServer.ts';
import { temporaryFolder } from '../store/temporary.ts';

const folder = temporaryFolder();
const opened: { close(): Promise<void> }[] = [];
let server: Awaited<ReturnType<typeof someServer>>;
beforeAll(async () => {
  server = await someServer();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

let files = 0;
const kinds: Readonly<Record<string, () => EventStore>> = {
  memory: memoryEventStore,
  esdb: () => new EventStoreDb(server.url, { prefix: somePrefix() }),
  sqlite: () => {
    files += 1;
    return new EmbeddedEventStore(folder.file(`${files}.db`));
  },
};
function open(kind = 'memory'): EventStore {
  const store = kinds[kind]!();
  opened.push(store);
  return store;
}
/** What a store folds to. */
async function folded(...asked: Parameters<typeof foldLog>): Promise<Folded> {
  const made = await foldLog(...asked);
  opened.push(made);
  return made;
}
const history = historyNamed('hospital-in-market');
async function filled(kind = 'memory', facts = history): Promise<EventStore> {
  const store = open(kind);
  await fill(store, facts);
  return store;
}
/** What a store says, its own positions left out. */
const said = async (store: EventStore) =>
  (await allOf(store)).map((each) => ({ ...asNew(each), stream: each.stream, revision: each.revision }));
const numbered = (n: number) => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;

describe.each([
  ['sqlite', 'sqlite'],
  ['sqlite', 'memory'],
  ['memory', 'sqlite'],
  ['sqlite', 'esdb'],
  ['esdb', 'sqlite'],
  ['esdb', 'esdb'],
])('from %s to %s', (from, to) => {
  it('every fact comes over with its id, time, revision and place in the order of all', async () => {
    const [source, target] = [await filled(from), open(to)];
    const done = await copyLog({ source, target });
    expect(done).toMatchObject({ found: 0, copied: history.length });
    expect(await said(target)).toEqual(await said(source));
    expect(await differenceOfFacts(source, target, done.until)).toBeUndefined();
  });

  it('both sides fold to the same read models', async () => {
    const [source, target] = [await filled(from), open(to)];
    await copyLog({ source, target });
    const [a, b] = [await folded(source), await folded(target)];
    expect(a.rows).toBeGreaterThan(100);
    expect(b.sha256).toBe(a.sha256);
    expect(await differenceOfFolds(a, b)).toBeUndefined();
  });

  it('a copy that was interrupted anywhere goes on where it ended', async () => {
    const [source, target] = [await filled(from), open(to)];
    let appends = 0;
    const dying = {
      shared: true,
      readAll: target.readAll.bind(target),
      head: target.head.bind(target),
      countAfter: target.countAfter.bind(target),
      append: async (...sent: Parameters<EventStore['append']>) => {
        appends += 1;
        if (appends % 40 === 0) throw new Error('interrupted');
        return target.append(...sent);
      },
    };
    let found = 0;
    for (let interrupted = true; interrupted; )
      try {
        found = (await copyLog({ source, target: dying })).found;
        interrupted = false;
      } catch (error) {
        expect((error as Error).message).toBe('interrupted');
      }
    expect(appends).toBeGreaterThan(80);
    expect(found).toBeGreaterThan(0);
    expect(await said(target)).toEqual(await said(source));
    expect(await copyLog({ source, target })).toMatchObject({ found: history.length, copied: 0 });
  });
});

describe('a target that holds anything else is refused, and nothing is written', () => {
  const refusal = async (source: EventStore, target: EventStore) => {
    const before = await allOf(target);
    const refused = await copyLog({ source, target }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CopyRefused);
    expect(await allOf(target)).toEqual(before);
    const { message } = refused as Error;
    expect(message).not.toContain('\n');
    return message;
  };

  it('another first fact', async () => {
    const target = open();
    await target.append('s-1', 'noStream', [fact(numbered(1))]);
    expect(await refusal(await filled(), target)).toContain('fact 1 is Noted, revision 0 of s-1');
  });
  it('another fact far behind', async () => {
    const at = history.length - 3;
    const target = await filled(
      'memory',
      history.toSpliced(at, 1, { ...history[at]!, eventId: numbered(7) }),
    );
    expect(await refusal(await filled(), target)).toContain(`fact ${at + 1} is `);
  });
  it('the same facts in another order', async () => {
    const at = history.findIndex(({ stream }, n) => n > 0 && history[n - 1]?.stream !== stream);
    const [one, other] = [history[at - 1]!, history[at]!];
    const target = await filled('memory', history.toSpliced(at - 1, 2, other, one));
    expect(await refusal(await filled(), target)).toContain(`fact ${at} is `);
  });
  it('the same id with other contents', async () => {
    const changed = { ...history[4]!, recordedAt: '2000-01-01T00:00:00.000Z' };
    const target = await filled('memory', history.toSpliced(4, 1, changed));
    expect(await refusal(await filled(), target)).toContain('fact 5 is ');
  });
  it('more than the source', async () => {
    expect(await refusal(await filled('memory', history.slice(0, 10)), await filled())).toMatch(
      /^The target holds more than the source: fact 11 is /,
    );
  });
  it('a stream that somebody else writes meanwhile ends it, too', async () => {
    const [source, target] = [await filled(), open()];
    const raced = {
      shared: true,
      readAll: target.readAll,
      head: target.head,
      countAfter: target.countAfter,
      append: async (...[stream, expected, events]: Parameters<EventStore['append']>) => {
        if ((await target.head()) === 'start') await target.append(stream, 'noStream', [fact(numbered(1))]);
        return target.append(stream, expected, events);
      },
    };
    await expect(copyLog({ source, target: raced })).rejects.toThrow('somebody else writes it');
  });
});

describe('what it does', () => {
  it('a look writes nothing, and says how much there is to do', async () => {
    const [source, target] = [await filled(), open()];
    await fill(target, history.slice(0, 30));
    expect(await copyLog({ source, target, dryRun: true })).toMatchObject({
      found: 30,
      copied: history.length - 30,
    });
    expect(await allOf(target)).toHaveLength(30);
  });

  it('facts that follow one another in one stream share an append, none of which weighs more than a megabyte', async () => {
    const source = open();
    const heavy = (n: number) => fact(numbered(n), { text: '重'.repeat(70_000) });
    for (let n = 0; n < 12; n += 1) await source.append('s-1', n === 0 ? 'noStream' : n - 1, [heavy(n)]);
    await source.append('s-2', 'noStream', [heavy(100)]);
    await source.append('s-1', 11, [heavy(12)]);
    const target = open();
    const appends: [string, number][] = [];
    const counted = {
      ...target,
      shared: true,
      append: (...[stream, expected, events]: Parameters<EventStore['append']>) => {
        appends.push([stream, events.length]);
        return target.append(stream, expected, events);
      },
    };
    await copyLog({ source, target: counted });
    expect(appends).toEqual([
      ['s-1', 4],
      ['s-1', 4],
      ['s-1', 4],
      ['s-2', 1],
      ['s-1', 1],
    ]);
    expect(await said(target)).toEqual(await said(source));
  });

  it('a fact that no store takes is told before anything that comes after it is written', async () => {
    const source = await filled('memory', history.slice(0, 3));
    const page = await allOf(source);
    const heavy = { ...page[1]!, event: { type: 'Heavy', data: 'x'.repeat(1024 * 1024) } };
    const withHeavy = { ...source, readAll: async () => [page[0]!, heavy, page[2]!] };
    const target = open('sqlite');
    await expect(copyLog({ source: withHeavy, target })).rejects.toThrow(
      /^Heavy, revision .* weighs 1\d+ bytes/,
    );
    expect(await allOf(target)).toEqual([]);
  });

  it('facts that come meanwhile are left for the next time', async () => {
    const [source, target] = [await filled('memory', history.slice(0, 50)), open()];
    const busy = {
      ...target,
      append: async (...sent: Parameters<EventStore['append']>) => {
        if ((await allOf(source)).length === 50) await source.append('s-1', 'noStream', [fact(numbered(1))]);
        return target.append(...sent);
      },
    };
    const { until } = await copyLog({ source, target: busy });
    expect(await allOf(target)).toHaveLength(50);
    expect(await differenceOfFacts(source, target, until)).toBeUndefined();
    expect((await folded(source, until)).sha256).toBe((await folded(target)).sha256);
    expect(await copyLog({ source, target })).toMatchObject({ found: 50, copied: 1 });
  });

  it('tells how far it is, up to the end', async () => {
    const shares: number[] = [];
    await copyLog({ source: await filled(), target: open(), onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('of an empty log there is nothing to copy', async () => {
    const done = await copyLog({ source: open(), target: open() });
    expect(done).toEqual({ found: 0, copied: 0, until: 'start' });
    expect(await folded(open(), done.until)).toMatchObject({ facts: 0, rows: 0 });
  });
});

describe('the proof is red', () => {
  /** A store that gives one fact otherwise than it was copied. */
  const changing = (store: EventStore, at: number, change: (given: Recorded) => Recorded) => ({
    readAll: async (...asked: Parameters<EventStore['readAll']>) =>
      (await store.readAll(...asked)).map((each) => (Number(each.position) === at ? change(each) : each)),
  });
  const copied = async () => {
    const [source, target] = [await filled(), open()];
    const { until } = await copyLog({ source, target });
    return { source, target, until };
  };

  it.each<[string, (given: Recorded) => Recorded]>([
    ['its time', (given) => ({ ...given, recordedAt: '2000-01-01T00:00:00.000Z' })],
    ['who did it', (given) => ({ ...given, actor: { ...given.actor, subject: 'somebody' } })],
    ['its version', (given) => ({ ...given, schemaVersion: 99 })],
    ['what it says', (given) => ({ ...given, event: { ...given.event, data: {} } })],
  ])('where a fact differs in %s', async (_, change) => {
    const { source, target, until } = await copied();
    expect(await differenceOfFacts(source, changing(target, 9, change), until)).toContain('fact 9 is ');
  });
  it('where a fact is lacking', async () => {
    const { source, until } = await copied();
    const shorter = await filled('memory', history.slice(0, -1));
    expect(await differenceOfFacts(source, shorter, until)).toContain(`fact ${history.length} is lacking`);
  });
  it('where the read models come to something else', async () => {
    const { source, target } = await copied();
    const registered = history.findIndex(({ event }) => event.type === 'ProjectRegistered');
    const retitled = changing(target, registered + 1, (given) => ({
      ...given,
      event: { ...given.event, data: { ...(given.event.data as object), title: 'another' } },
    }));
    const [a, b] = [await folded(source), await folded(retitled)];
    expect(b.sha256).not.toBe(a.sha256);
    expect(await differenceOfFolds(a, b)).toMatch(/^row \d+ of \w+ is .*, and .*another/);
  });
  it('where a read model lacks a row, or has one more', async () => {
    const holding = (...rows: readonly string[]) => ({
      facts: 1,
      tables: new Map([['t', String(rows)]]),
      async *rowsOf() {
        yield* rows;
      },
    });
    expect(await differenceOfFolds(holding('a', 'b'), holding('a'))).toBe(
      'row 2 of t is b by the source, and nothing by the target',
    );
    expect(await differenceOfFolds(holding('a'), holding('a', 'b'))).toBe(
      'row 2 of t is nothing by the source, and b by the target',
    );
  });
  it('a fact without its place is what its command appended', () =>
    expect(Object.keys(asNew(history[0]!))).not.toContain('position'));
});
