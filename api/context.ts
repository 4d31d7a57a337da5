import type { Runtime } from '../app/runtime.ts';
import type { Instant } from '../domain/kernel/instant.ts';
import type { ChangeHub } from './changes/hub.ts';
import type { Viewer } from './viewer.ts';

/** The text of a rule by its id, from the catalogue of rules. */
export type RuleOf = (id: string) => { readonly id: string; readonly text: string } | undefined;

/** What every resolver may use: the system, who asks, and the one clock reading of the request. */
export interface Context {
  readonly runtime: Runtime;
  readonly ruleOf: RuleOf;
  readonly viewer: Viewer;
  readonly now: Instant;
  readonly correlationId: string;
  /** For subscriptions: what changes, and what the client has seen of it. */
  readonly changes: {
    readonly hub: ChangeHub;
    readonly client: string;
    readonly lastEventId: string | undefined;
  };
}
