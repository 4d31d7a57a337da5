import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openDevIssuer } from '../../api/devIssuer.ts';
import { devIdentity } from '../../api/identity.ts';
import { createServer } from '../../api/server.ts';
import { type VirtualClock, virtualClock } from '../../app/clock.ts';
import { createRuntime, type DrivenRuntime } from '../../app/createRuntime.ts';
import { signalsOf } from '../../app/processes/signals.ts';
import type { Answer } from '../../app/runtime.ts';
import { type Action, type Player, simulate } from '../../app/simulation/simulation.ts';
import { ruleOf } from '../../domain/catalogue/rules.ts';
import type { Role } from '../../domain/kernel/actor.ts';
import type { EventStore } from '../../domain/kernel/eventStore.ts';
import type { Instant } from '../../domain/kernel/instant.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { type Folder, openStores } from './stores.ts';

export type { Folder } from './stores.ts';

const logger = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });

/** A whole system on real files, in virtual time, with its GraphQL behind real HTTP. */
export interface World {
  readonly runtime: DrivenRuntime;
  readonly store: EventStore;
  readonly clock: VirtualClock;
  /** Play until an instant: what was planned is done when its time comes. */
  play(players: readonly Player[], first: readonly Action[], until: Instant): Promise<void>;
  /** Let time pass with nobody acting but the system itself. */
  pass(until: Instant): Promise<void>;
  /** A command by somebody, now. */
  send(role: Role, organization: string | null, request: Sent): Promise<Answer>;
  /** GraphQL as a role sees it. */
  ask<Data = Record<string, never>>(query: string, variables?: object, who?: Who): Promise<Data>;
  /** A command by its GraphQL mutation, now; everything that follows from it by itself has happened then. */
  mutate(name: string, input: object, who: Who, commandId?: string): Promise<Told>;
  /** All facts of the store. */
  facts(): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

/** The bearer of a token; public has none. */
export interface Who {
  readonly role: Role;
  readonly organization?: string;
}

/** The answer to a mutation, as a client sees it. */
export interface Told {
  readonly __typename: 'Accepted' | 'Rejected' | 'Invalid';
  readonly revision?: number;
  /** Of the refusal, where it was put on record. */
  readonly position?: string | null;
  readonly code?: string;
  readonly message?: string;
  readonly rule?: { readonly id: string } | null;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

interface Sent {
  readonly slice: string;
  readonly key: Readonly<Record<string, string>>;
  readonly type: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly commandId?: string;
  readonly subject?: string;
}

/** Opens the stores of a folder, new or as an earlier world left them. */
export async function openWorld(folder: Folder, startsAt: Instant): Promise<World> {
  const { store, readModel } = await openStores(folder);
  const clock = virtualClock(startsAt);
  const runtime = await createRuntime({
    store,
    readModel,
    clock,
    logger,
    timers: false,
    signals: signalsOf(readModel),
  });
  const issuer = await openDevIssuer(folder.file('issuer'), 'test');
  const server = createServer(runtime, {
    identity: await devIdentity(issuer),
    ruleOf,
    logger,
    development: true,
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  const world: World = {
    runtime,
    store,
    clock,
    play: (players, first, until) => simulate({ runtime, store, clock, players }, first, until),
    pass: (until) => simulate({ runtime, store, clock, players: [] }, [], until),
    async send(role, organization, { slice, key, type, input = {}, commandId, subject = `${role}-1` }) {
      const answer = await runtime.execute({
        slice,
        key,
        type,
        input,
        commandId,
        actor: { subject, organization, role, onBehalfOf: null },
      });
      await runtime.settled();
      return answer;
    },
    async ask(query, variables = {}, { role, organization = null } = { role: 'supervisor' }) {
      const authorization =
        role === 'public'
          ? {}
          : {
              authorization: `Bearer ${await issuer.issue({ subject: `${role}-1`, organization, roles: [role] })}`,
            };
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data as never;
    },
    async mutate(name, input, who, commandId) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const { told } = await world.ask<{ told: Told }>(
        `mutation ($input: ${type}!, $commandId: ID) { told: ${name}(input: $input, commandId: $commandId) {
          __typename
          ... on Accepted { revision }
          ... on Rejected { code message position rule { id } }
          ... on Invalid { issues { path message } } } }`,
        { input, commandId },
        who,
      );
      await runtime.settled();
      return told;
    },
    async facts() {
      const all: Recorded[] = [];
      for (let after: bigint | 'start' = 'start'; ; ) {
        const page = await store.readAll(after, 1000);
        all.push(...page);
        const last = page.at(-1);
        if (last === undefined) return all;
        after = last.position;
      }
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await runtime.stop();
      await readModel.close();
      await store.close();
    },
  };
  return world;
}
