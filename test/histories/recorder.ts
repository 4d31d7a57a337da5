import { pino } from 'pino';
import { type VirtualClock, virtualClock } from '../../app/clock.ts';
import { createRuntime, type DrivenRuntime } from '../../app/createRuntime.ts';
import type { Answer } from '../../app/runtime.ts';
import { type Action, type Player, simulate } from '../../app/simulation/simulation.ts';
import { type AnySlice, slices } from '../../app/slices.ts';
import type { Role } from '../../domain/kernel/actor.ts';
import type { Command, Decision } from '../../domain/kernel/decider.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { DomainEvent, Recorded } from '../../domain/kernel/recorded.ts';
import type { Tables } from '../../projections/all.ts';
import { memoryEventStore } from '../../store/memory/memoryEventStore.ts';
import { openReadModel } from '../../store/readModel/sqlite.ts';
import type { Decided, Tape } from './tape.ts';

/** What a story may do: the real commands through the real handlers, in virtual time. */
export interface Stage {
  readonly runtime: DrivenRuntime;
  play(players: readonly Player[], first: readonly Action[], until: Instant): Promise<void>;
  /** Let time pass with nobody acting but the system itself. */
  pass(until: Instant): Promise<void>;
  /** A command by somebody, now, and everything that follows from it by itself. Its id names its place in the story. */
  send(who: Who, slice: string, type: string, key: Key, input?: object): Promise<Answer>;
}
export interface Who {
  readonly role: Role;
  readonly organization: string;
}
type Key = Readonly<Record<string, string>>;

/** Something worth keeping: told by today's program once, replayed by every later one. */
export interface Story {
  readonly name: string;
  readonly says: string;
  readonly startsAt: Instant;
  readonly tell: (stage: Stage) => Promise<void>;
}

/** Tells a story and writes down every decision with what it rested on. */
export async function record({ name, says, startsAt, tell }: Story): Promise<Tape> {
  const clock = virtualClock(startsAt);
  const readModel = openReadModel<Tables>(':memory:');
  const memory = memoryEventStore();
  const listening = listenTo(memory);
  const { store } = listening;
  const logger = pino({ level: 'silent' });
  const runtime = await createRuntime({ store, readModel, clock, logger, timers: false });
  try {
    await tell(stageOf(runtime, store, clock));
    return { name, says, commands: listening.commands };
  } finally {
    listening.stop();
    await runtime.stop();
    await readModel.close();
    await memory.close();
  }
}

function stageOf(runtime: DrivenRuntime, store: EventStore, clock: VirtualClock): Stage {
  let sent = 0;
  return {
    runtime,
    play: (players, first, until) => simulate({ runtime, store, clock, players }, first, until),
    pass: (until) => simulate({ runtime, store, clock, players: [] }, [], until),
    async send({ role, organization }, slice, type, key, input = {}) {
      sent += 1;
      const actor = { subject: `${role}@${organization}`, organization, role, onBehalfOf: null };
      const commandId = `story-${sent}|${type}`;
      const answer = await runtime.execute({ slice, key, type, input, actor, commandId });
      if (answer.kind === 'invalid') throw new Error(`${type}: ${JSON.stringify(answer.issues)}`);
      await runtime.settled();
      return answer;
    },
  };
}

/** Hears every decision of every slice, and what of it is stored. Nothing waits between the two. */
function listenTo(memory: EventStore) {
  const commands: Decided[] = [];
  let pending: Decided | undefined;
  const deciders = slices.map((slice) => [slice, slice.decide] as const);
  for (const [slice, decide] of deciders)
    Object.assign(slice, {
      decide(...[state, command, context]: Parameters<AnySlice['decide']>): Decision<DomainEvent> {
        const decision = decide(state, command, context);
        const heard = decidedOf(slice, command, context.calendar.version, decision);
        if (decision.kind === 'rejected') commands.push(heard);
        else pending = heard;
        return decision;
      },
    });
  const append: EventStore['append'] = async (stream, expected, events) => {
    const decided = pending;
    pending = undefined;
    if (decided === undefined) throw new Error(`Nobody decided what ${stream} is told.`);
    const answer = await memory.append(stream, expected, events);
    if (answer.kind === 'conflict') throw new Error(`${stream}: a story has one writer.`);
    const stored = await memory.read(stream, answer.revision + 1 - events.length);
    commands.push({ ...decided, ...idsOf(stored), recorded: stored });
    return answer;
  };
  const stop = () => {
    for (const [slice, decide] of deciders) Object.assign(slice, { decide });
  };
  return { store: { ...memory, append }, commands, stop };
}

const idsOf = ([first]: readonly Recorded[]) => ({
  commandId: first?.causationId ?? null,
  correlationId: first?.correlationId ?? null,
});

function decidedOf(
  slice: AnySlice,
  { type, data, issuedAt, actor }: Command,
  notices: number,
  decision: Decision<DomainEvent>,
): Decided {
  const spec = slice.commands[type];
  const all = data as Readonly<Record<string, unknown>>;
  const part = (shape: object | undefined) =>
    Object.fromEntries(Object.keys(shape ?? {}).flatMap((name) => (name in all ? [[name, all[name]]] : [])));
  const refusal = decision.kind === 'accepted' ? null : decision.rejection;
  return {
    slice: slice.name,
    type,
    key: part(slice.key.shape) as Key,
    input: part(spec?.input.shape),
    facts: part(spec?.facts.shape),
    at: issuedAt,
    actor,
    notices,
    internal: actor.subject.startsWith('system:'),
    commandId: null,
    correlationId: null,
    refusal: refusal && { code: refusal.code, rule: refusal.rule ?? null },
    recorded: [],
  };
}
