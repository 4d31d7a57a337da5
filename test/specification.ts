import { expect } from 'vitest';
import { nodeDigest } from '../app/digest.ts';
import { announced } from '../domain/calendar/calendar.ts';
import type { DecisionContext } from '../domain/clock/context.ts';
import { type Actor, systemActor } from '../domain/kernel/actor.ts';
import type { Command } from '../domain/kernel/decider.ts';
import type { DomainEvent } from '../domain/kernel/recorded.ts';
import type { Slice } from '../domain/kernel/slice.ts';

export const context: DecisionContext = { calendar: announced, digest: nodeDigest };

/** The system acting by itself; give an actor of your own where it matters who acts. */
export const system = systemActor('test');

export const actor = (role: Actor['role'], organization: string, subject = `${role}-1`): Actor => ({
  subject,
  organization,
  role,
  onBehalfOf: null,
});

/** The state after these facts, each of them parsed by its schema first. */
export const after = <Data>(slice: Slice<Data, DecisionContext>, history: readonly DomainEvent[]) =>
  history.reduce(
    (state, { type, data }) => slice.evolve(state, slice.parse(type, data, slice.schemaVersion(type))),
    slice.initialState,
  );

/** Given these facts, when this command comes, then these facts follow, or this rule forbids it. */
export const specify =
  <Data>(slice: Slice<Data, DecisionContext>, law: DecisionContext = context) =>
  (...history: readonly DomainEvent[]) => ({
    when: (command: Omit<Command, 'actor'> & { readonly actor?: Actor }) => {
      const decision = slice.decide(after(slice, history), { actor: system, ...command }, law);
      return {
        /** What was decided, for tests that go on from there. */
        decision,
        events: decision.kind === 'rejected' ? [] : decision.events,
        then: (...events: readonly object[]) => {
          expect(decision).toMatchObject({ kind: 'accepted', events });
          expect(decision.kind === 'accepted' && decision.events).toHaveLength(events.length);
          expect(() =>
            after(slice, [...history, ...(events.length > 0 ? accepted(decision) : [])]),
          ).not.toThrow();
        },
        thenRejected: (rejection: { readonly code: string; readonly rule?: string }) =>
          expect(decision).toMatchObject({ kind: 'rejected', rejection }),
        thenRefused: (event: object, rejection: { readonly code: string; readonly rule?: string }) =>
          expect(decision).toMatchObject({ kind: 'refused', events: [event], rejection }),
      };
    },
  });

const accepted = (decision: { readonly kind: string; readonly events?: readonly DomainEvent[] }) =>
  decision.events ?? [];
