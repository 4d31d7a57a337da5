import { atTime } from '../../domain/calendar/day.ts';
import type { NodeTerms } from '../../domain/catalogue/nodeTerms.ts';
import { nodeTermsOf } from '../../domain/catalogue/nodeTermsOf.ts';
import { cxGov60V1 } from '../../domain/catalogue/processes/cxGov60.v1.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import type { DecisionContext } from '../../domain/clock/context.ts';
import type { ClockFact } from '../../domain/clock/facts.ts';
import type { Actor } from '../../domain/kernel/actor.ts';
import type { Command } from '../../domain/kernel/decider.ts';
import type { LegalDay } from '../../domain/kernel/instant.ts';
import type { DomainEvent } from '../../domain/kernel/recorded.ts';
import type { Slice } from '../../domain/kernel/slice.ts';
import { actor, after, context, specify, system } from '../specification.ts';

export { unit };
export const project = '2603-532390-04-01-482134';
export const owner = '12532390MB0B00201A';

/** The terms of a node of the hospital, from the catalogue itself. */
export const termsOfNode = (key: string, change: Partial<NodeTerms> = {}): NodeTerms => ({
  ...nodeTermsOf(cxGov60V1, key, { project, owner, ownerName: '彝川县人民医院' }),
  ...change,
});

export const at = (day: LegalDay, time = '17:00') => atTime(day, time);
export const sha = (digit: string) => digit.repeat(64);

export const window = actor('intake', unit.governmentServices);
export const ownerActor = actor('owner', owner);
export const lead = (organization: string): Actor => actor('lead', organization);
export const officer = (organization: string): Actor => actor('officer', organization);

/** Every material that the node asks for, present. */
export const complete = ({ materials }: NodeTerms) => materials.map(({ key }) => ({ key, sha256: sha('a') }));

export const agree = { reply: 'agree', conditions: [], text: '', clause: null, demands: [] };
export const fail = (...demands: readonly object[]) => ({
  reply: 'disagree',
  conditions: [],
  text: 'Does not comply.',
  clause: 'GB 50016-2014 7.1.8',
  demands,
});
export const demand = (id: string, about: string) => ({
  id,
  text: `Correct ${id}.`,
  clause: 'GB 50016-2014 7.1.8',
  about,
});

/** Facts made by commands, one after the other; whatever is refused on the way stops the test. */
export function storyOf<Data>(slice: Slice<Data, DecisionContext>) {
  const facts: DomainEvent[] = [];
  const commands: Command[] = [];
  return {
    facts,
    commands,
    tell(type: string, data: unknown, issuedAt: string, by: Actor = system) {
      const command: Command = { type, data, issuedAt, actor: by };
      const decision = slice.decide(after(slice, facts), command, context);
      if (decision.kind === 'rejected') throw new Error(`${type}: ${JSON.stringify(decision.rejection)}`);
      facts.push(...decision.events);
      commands.push(command);
      return this;
    },
    given: () => specify(slice)(...facts),
    state: () => after(slice, facts),
  };
}

type Story = Pick<ReturnType<typeof storyOf>, 'facts' | 'commands'>;

/** One example of each fact and of each command of these stories; of the clocks only what opens them. */
export const examplesOf = (...stories: readonly Story[]) => ({
  facts: Object.fromEntries(
    stories.flatMap(({ facts }) => facts.map((fact) => [fact.type, openingOnly(fact)])),
  ),
  commands: Object.fromEntries(stories.flatMap(({ commands }) => commands.map((each) => [each.type, each]))),
});

function openingOnly({ type, data }: DomainEvent): DomainEvent {
  const { clocks, ...rest } = data as { readonly clocks?: readonly ClockFact[] };
  return {
    type,
    data: clocks === undefined ? rest : { ...rest, clocks: clocks.filter(({ op }) => op === 'opened') },
  };
}

/** The clocks of a story as `{suffix: [dueOn, closedAt]}`, under the node's own key. */
export const clocksOf = (state: { readonly data: unknown }, key: string) => {
  const { clocks } = state.data as {
    readonly clocks: ReadonlyMap<
      string,
      { readonly due: { readonly dueOn: string | null }; readonly closedAt: string | null }
    >;
  };
  return Object.fromEntries(
    [...clocks].map(([id, { due, closedAt }]) => [
      id.replace(`${project}/${key}`, '').replace(/^\//, '') || 'node',
      [due.dueOn, closedAt],
    ]),
  );
};
