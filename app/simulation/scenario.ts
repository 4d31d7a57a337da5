import { pino } from 'pino';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import type { ProjectView } from '../../projections/views.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import { virtualClock } from '../clock.ts';
import { createRuntime } from '../createRuntime.ts';
import { projectPlayer, registrationOf } from './projectPlayer.ts';
import type { ProjectScript } from './script.ts';
import { simulate } from './simulation.ts';

/** Far enough for any script to end, or to show what becomes of what lies. */
const HORIZON_DAYS = 800;
const DAY_MS = 86_400_000;

/** Runs one project in memory and in virtual time, and answers how it stands at the end. */
export async function runScenario(
  script: ProjectScript,
  onFact?: (fact: Recorded) => void,
): Promise<ProjectView> {
  const clock = virtualClock(script.registeredAt);
  const store = memoryEventStore();
  const readModel = openReadModel<Tables>(':memory:');
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger: pino({ level: 'silent' }),
    timers: false,
  });
  try {
    const until = new Date(Date.parse(script.registeredAt) + HORIZON_DAYS * DAY_MS).toISOString();
    await simulate(
      { runtime, store, clock, players: [projectPlayer(script)], ...(onFact && { onFact }) },
      [registrationOf(script)],
      until,
    );
    const project = await runtime.queries.project(script.code, clock.now());
    if (project === undefined)
      throw new Error(`Unreachable: ${script.code} was registered and is not found.`);
    return project;
  } finally {
    await runtime.stop();
    await readModel.close();
    await store.close();
  }
}
