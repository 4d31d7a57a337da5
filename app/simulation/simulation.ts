import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Position, Recorded } from '../../domain/kernel/recorded.ts';
import type { VirtualClock } from '../clock.ts';
import type { DrivenRuntime } from '../createRuntime.ts';
import type { Answer, Request } from '../runtime.ts';

/** Something that somebody does at an instant. The command id names it, so that doing it again changes nothing. */
export interface Action {
  readonly at: Instant;
  readonly request: Request & { readonly commandId: string };
  /** Refusals that the player reckons with. */
  readonly mayBeRefused?: boolean;
}

/** Somebody who acts on what has happened: sees every fact once and in order, and says what to do when. */
export interface Player {
  readonly sees: (fact: Recorded) => readonly Action[];
}

export interface Progress {
  readonly now: Instant;
  readonly facts: number;
}

/** What a world needs of a runtime to run in virtual time. */
export type Driven = Pick<DrivenRuntime, 'execute' | 'settled' | 'nextWakeAt'>;

interface Parts {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly runtime: Driven;
  readonly clock: VirtualClock;
  readonly players: readonly Player[];
  /** Called for each fact, in order. */
  readonly onFact?: (fact: Recorded) => void;
  readonly onProgress?: (progress: Progress) => void;
}

const PAGE = 500;

/**
 * Runs a world in virtual time: real commands through the real handlers. Time moves only when everything that follows
 * from the last instant has happened: sagas are idle, and every player has seen every fact.
 */
export async function simulate(parts: Parts, first: readonly Action[], until: Instant): Promise<void> {
  const { runtime, clock } = parts;
  const agenda = new Agenda();
  for (const action of first) agenda.add(action);
  const feed = new Feed(parts);

  for (;;) {
    await runtime.settled();
    for (const action of await feed.show()) agenda.add(action);
    const action = agenda.takeDue(clock.now());
    if (action !== undefined) {
      await act(runtime, action);
      continue;
    }
    const next = earliest(agenda.nextAt(), runtime.nextWakeAt());
    if (next === undefined || next > until) break;
    clock.moveTo(next);
    parts.onProgress?.({ now: next, facts: feed.count });
  }
  clock.moveTo(until);
  await runtime.settled();
  await feed.show();
}

async function act(runtime: Driven, { request, mayBeRefused }: Action): Promise<Answer> {
  const answer = await runtime.execute(request);
  if (answer.kind === 'accepted' || mayBeRefused === true) return answer;
  throw new Error(
    `${request.type} of ${request.slice} ${JSON.stringify(request.key)} was not accepted: ${
      answer.kind === 'invalid' ? JSON.stringify(answer.issues) : `${answer.code}: ${answer.message}`
    }`,
  );
}

/** What is to be done, in order of instants, and of being asked for within one. */
class Agenda {
  readonly #actions: { readonly action: Action; readonly order: number }[] = [];
  #asked = 0;

  add(action: Action): void {
    const entry = { action, order: this.#asked };
    this.#asked += 1;
    const index = this.#actions.findLastIndex((other) => other.action.at <= action.at);
    this.#actions.splice(index + 1, 0, entry);
  }

  nextAt(): Instant | undefined {
    return this.#actions[0]?.action.at;
  }

  takeDue(now: Instant): Action | undefined {
    const at = this.nextAt();
    return at !== undefined && at <= now ? this.#actions.shift()?.action : undefined;
  }
}

/** Shows the players what is new in the store. */
class Feed {
  readonly #parts: Parts;
  #seen: Position | 'start' = 'start';
  count = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async show(): Promise<readonly Action[]> {
    const actions: Action[] = [];
    for (;;) {
      const facts = await this.#parts.store.readAll(this.#seen, PAGE);
      for (const fact of facts) {
        this.#seen = fact.position;
        this.count += 1;
        this.#parts.onFact?.(fact);
        for (const player of this.#parts.players) actions.push(...player.sees(fact));
      }
      if (facts.length < PAGE) return actions;
    }
  }
}

const earliest = (a: Instant | undefined, b: Instant | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;
