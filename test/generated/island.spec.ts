import { describe, expect, it } from 'vitest';
import { offeringOf } from '../../app/simulation/generated/agencies.ts';
import { playEntries } from '../../app/simulation/generated/entries.ts';
import { type Append, playAlone } from '../../app/simulation/generated/island.ts';
import { generatedProject } from '../../app/simulation/generated/projects.ts';
import { projectPlayer, registrationOf } from '../../app/simulation/projectPlayer.ts';
import { hospitalInMarket, plant } from '../../app/simulation/reference.ts';
import type { ProjectScript } from '../../app/simulation/script.ts';
import { simulate } from '../../app/simulation/simulation.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { openWorld } from '../journey/world.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { small } from './plan.ts';

const entries = playEntries({ ...small, agencies: 60 });

/** What the whole system writes: on files, with read models, and with the agencies as streams of the same store. */
async function inTheWhole(script: ProjectScript): Promise<readonly Recorded[]> {
  const folder = temporaryFolder();
  const { appends } = await entries;
  const world = await openWorld(folder, appends[0]!.events[0]!.recordedAt);
  for (const { stream, expected, events } of appends) await world.store.append(stream, expected, events);
  const { runtime, store, clock } = world;
  await simulate({ runtime, store, clock, players: [] }, [], script.registeredAt);
  const before = (await world.facts()).length;
  await world.play([projectPlayer(script)], [registrationOf(script)], small.until);
  const facts = (await world.facts()).slice(before);
  await world.close();
  folder.remove();
  return facts;
}

async function alone(script: ProjectScript): Promise<readonly Append[]> {
  const { mainland } = await entries;
  return playAlone({
    begins: script.registeredAt,
    until: small.until,
    players: [projectPlayer(script)],
    first: [registrationOf(script)],
    mainland,
  });
}

const eventful = async (wanted: (script: ProjectScript) => boolean): Promise<ProjectScript> => {
  const offering = offeringOf((await entries).agencies);
  for (let index = 0; index < 5000; index += 1) {
    const script = generatedProject(small, offering, index);
    if (wanted(script) && script.registeredAt < '2026-03-01') return script;
  }
  throw new Error('No such project in five thousand.');
};
const some = (what: object) => Object.keys(what).length > 0;

describe('a project that is played alone', { timeout: 60_000 }, () => {
  it.each<[string, () => Promise<ProjectScript>]>([
    ['by the book', async () => plant],
    ['late, and corrected', () => eventful(({ corrected, late }) => some(corrected) && some(late))],
    ['in the market', () => eventful(({ market }) => some(market))],
    ['refused', () => eventful(({ refused }) => refused.length > 0)],
    ['paused', () => eventful(({ pausedFor }) => some(pausedFor))],
  ])('writes what the whole system writes, fact for fact: %s', async (_, script) => {
    const project = await script();
    const there = await inTheWhole(project);
    const here = (await alone(project)).flatMap(({ stream, expected, events }) =>
      events.map((event, index) => ({
        ...event,
        stream,
        revision: (expected === 'noStream' ? 0 : expected + 1) + index,
      })),
    );
    expect(here.length).toBeGreaterThan(20);
    expect(here).toEqual(there.map(({ position, ...fact }) => position > 0n && fact));
  });

  it('may not write into the world around it', async () => {
    const script = { ...hospitalInMarket, market: {} };
    const [agency] = (await entries).agencies;
    const offender = {
      sees: () => [],
    };
    await expect(
      playAlone({
        begins: script.registeredAt,
        until: small.until,
        players: [offender],
        first: [
          {
            at: script.registeredAt,
            request: {
              slice: 'agency',
              key: { agency: agency!.record.creditCode },
              type: 'DelistAgency',
              input: { rule: 'M12', reason: 'Moved away.' },
              actor: { subject: 'x', organization: null, role: 'system', onBehalfOf: null },
              commandId: 'delist',
            },
          },
        ],
        mainland: (await entries).mainland,
      }),
    ).rejects.toThrow(/belongs to the world around/);
  });
});

describe('five thousand projects', () => {
  it('have some of everything that may become of one', async () => {
    const offering = offeringOf((await entries).agencies);
    const scripts = Array.from({ length: 5000 }, (_, index) => generatedProject(small, offering, index));
    const found = (test: (script: ProjectScript) => boolean) => scripts.filter(test).length;
    const shares = {
      late: found(({ late }) => Object.values(late).some((days) => days > 0)),
      early: found(({ late }) => Object.values(late).some((days) => days < 0)),
      stalled: found(({ stalled }) => stalled.length > 0),
      idle: found(({ idle }) => idle.length > 0),
      corrected: found(({ corrected }) => some(corrected)),
      neverCorrected: found(({ correcting }) => correcting.length > 0),
      paused: found(({ pausedFor }) => some(pausedFor)),
      refused: found(({ refused }) => refused.length > 0),
      withdrawn: found(({ withdrawn }) => withdrawn.length > 0),
      drawn: found(({ market }) => Object.values(market).some(({ method }) => method === 'DRAW')),
      disputed: found(({ market }) => Object.values(market).some(({ objection }) => objection !== undefined)),
    };
    for (const count of Object.values(shares)) expect(count).toBeGreaterThan(25);
    expect(new Set(scripts.map(({ code }) => code)).size).toBe(scripts.length);
    expect(new Set(scripts.map(({ profile }) => profile)).size).toBe(3);
    expect(new Set(scripts.map(({ code }) => code.slice(5, 11))).size).toBe(128);
  });
});
