import { atTime, legalDayOf } from '../../domain/calendar/day.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { region, unit } from '../../domain/catalogue/region/units.v1.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { VirtualClock } from '../clock.ts';
import type { DrivenRuntime } from '../createRuntime.ts';
import type { Request } from '../runtime.ts';
import { liveProjects } from './live.ts';
import { projectPlayer, registrationOf } from './projectPlayer.ts';
import { hospital, hospitalInMarket, plant } from './reference.ts';
import { staff } from './script.ts';
import { type Action, simulate } from './simulation.ts';

/** What an empty store is filled with, and up to when. */
export interface Filling {
  readonly runtime: DrivenRuntime;
  readonly store: EventStore;
  readonly clock: VirtualClock;
  /** Share of the virtual time that has passed, 0 to 1. */
  readonly onProgress?: (share: number, now: Instant, facts: number) => void;
}

const STREAM = { slice: 'demonstration', key: { region: region.code } } as const;

/** The instant at which the story begins: the agencies enter the market. */
export const STORY_BEGINS = atTime('2026-02-02', '09:00');

/** Whether a store has no demonstration, one that was interrupted, or a whole one. */
export async function demonstrationIn(runtime: DrivenRuntime) {
  const { stage, data } = await runtime.stateOf(STREAM.slice, `${STREAM.slice}-${region.code}`);
  return { stage, pinned: data as { readonly today: string; readonly until: Instant } | undefined };
}

/**
 * Fills a store by sending the real commands through the real handlers in virtual time: three finished reference
 * projects at their fixed dates, and live ones relative to the day of the first start, which is pinned. Every command id
 * names its deed, so an interrupted run goes on where it stood.
 */
export async function fillDemonstration(filling: Filling, now: Instant): Promise<void> {
  const { runtime, clock, onProgress } = filling;
  const { stage, pinned } = await demonstrationIn(runtime);
  if (stage === 'complete') return;
  const today = pinned?.today ?? legalDayOf(now);
  const until = pinned?.until ?? now;
  await must(runtime, { ...STREAM, type: 'BeginDemonstration', input: { today, until }, commandId: 'begin' });

  const scripts = [hospital, plant, hospitalInMarket, ...liveProjects(today)];
  const begins = Date.parse(STORY_BEGINS);
  await simulate(
    {
      ...filling,
      players: scripts.map(projectPlayer),
      onProgress: ({ now: at, facts }) =>
        onProgress?.(Math.min(1, (Date.parse(at) - begins) / (Date.parse(until) - begins)), at, facts),
    },
    [...demoAgencies.flatMap(enterMarket), ...scripts.map(registrationOf)],
    until,
  );
  clock.moveTo(until);
  await must(runtime, { ...STREAM, type: 'CompleteDemonstration', input: {}, commandId: 'complete' });
}

async function must(runtime: DrivenRuntime, request: Omit<Request, 'actor'>): Promise<void> {
  const actor = { subject: 'demonstration', organization: null, role: 'system', onBehalfOf: null } as const;
  const answer = await runtime.execute({ ...request, actor });
  if (answer.kind === 'accepted') return;
  throw new Error(
    `${request.type}: ${answer.kind === 'rejected' ? answer.message : JSON.stringify(answer.issues)}`,
  );
}

export function enterMarket({
  creditCode,
  name,
  services,
  owners,
}: (typeof demoAgencies)[number]): readonly Action[] {
  const act = (
    at: Instant,
    type: string,
    input: Readonly<Record<string, unknown>>,
    actor: ReturnType<typeof staff>,
  ) => ({
    at,
    request: {
      slice: 'agency',
      key: { agency: creditCode },
      type,
      input,
      actor,
      commandId: `script|${creditCode}|${type}`,
    },
  });
  return [
    act(STORY_BEGINS, 'RegisterAgency', { name, services, owners }, staff('intermediary', creditCode)),
    act(atTime('2026-02-03', '10:00'), 'ListAgency', {}, staff('operator', unit.governmentServices)),
  ];
}
