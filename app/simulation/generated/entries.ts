import type { EventStore } from '../../../domain/kernel/eventStore.ts';
import { memoryEventStore } from '../../../store/memory/memoryEventStore.ts';
import { entryOf, type GeneratedAgency, generatedAgency } from './agencies.ts';
import { type Append, playAlone } from './island.ts';
import type { Plan } from './plan.ts';

export interface Entries {
  readonly agencies: readonly GeneratedAgency[];
  readonly appends: readonly Append[];
  /** What they wrote, for whoever looks an agency up. */
  readonly mainland: EventStore;
}

/** Plays the entry of every agency into the market, before the first project begins. */
export async function playEntries(plan: Plan): Promise<Entries> {
  const agencies = Array.from({ length: plan.agencies }, (_, index) => generatedAgency(plan, index));
  const first = agencies.flatMap(entryOf).toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const appends = await playAlone({
    begins: first[0]?.at ?? plan.until,
    until: plan.until,
    players: [],
    first,
  });
  const mainland = memoryEventStore();
  for (const { stream, expected, events } of appends) await mainland.append(stream, expected, events);
  return { agencies, appends, mainland };
}
