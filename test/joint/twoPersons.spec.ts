import { describe, expect, it } from 'vitest';
import { makeSchema } from '../../api/schema/schema.ts';
import { nodeStatusOf } from '../../app/nodeSlices.ts';
import { slices } from '../../app/slices.ts';
import { acceptanceSlice } from '../../domain/acceptance/slice.ts';
import type { DecisionContext } from '../../domain/clock/context.ts';
import { drawingsSlice } from '../../domain/drawings/slice.ts';
import type { Actor } from '../../domain/kernel/actor.ts';
import type { DomainEvent } from '../../domain/kernel/recorded.ts';
import type { Slice } from '../../domain/kernel/slice.ts';
import { matterSlice } from '../../domain/matter/slice.ts';
import { reviewSlice } from '../../domain/review/slice.ts';
import { surveySlice } from '../../domain/survey/slice.ts';
import * as acceptance from '../acceptance/stories.ts';
import { asker } from '../api/ask.ts';
import { fakeRuntime } from '../api/fake.ts';
import { makeWorld, OFFICE, openNode } from '../api/world.ts';
import * as drawings from '../drawings/stories.ts';
import * as matter from '../matter/facts.ts';
import * as review from '../review/stories.ts';
import { specify } from '../specification.ts';
import * as survey from '../survey/stories.ts';
import { at, window } from './story.ts';

/** A kind of node with a case that waits for its decision, the commands that decide it, and who accepted it. */
interface Kind {
  readonly slice: Slice<unknown, DecisionContext>;
  readonly facts: readonly DomainEvent[];
  readonly accepter: Actor;
  readonly decider: Actor;
  readonly decisions: Readonly<Record<string, { readonly data: object; readonly issuedAt: string }>>;
  /** The facts before the last decision, where a case is decided in two steps. */
  readonly more?: Readonly<Record<string, readonly DomainEvent[]>>;
}

const kinds: Readonly<Record<string, Kind>> = {
  matter: {
    slice: matterSlice as Slice<unknown, DecisionContext>,
    facts: matter.accepted(matter.G05),
    accepter: matter.intakeClerk,
    decider: matter.officer,
    decisions: {
      DecideMatter: {
        data: { outcome: 'approved', documentNumber: '1号' },
        issuedAt: matter.at('2026-03-24'),
      },
    },
  },
  survey: {
    slice: surveySlice as Slice<unknown, DecisionContext>,
    facts: survey.answered().facts,
    accepter: window,
    decider: survey.boss,
    decisions: { ConcludeSurvey: { data: survey.conclusion, issuedAt: at('2026-03-12') } },
  },
  review: {
    slice: reviewSlice as Slice<unknown, DecisionContext>,
    facts: review.answered().facts,
    accepter: window,
    decider: review.boss,
    decisions: { ConcludeReview: { data: review.conclusion, issuedAt: at('2026-04-16') } },
  },
  drawings: {
    slice: drawingsSlice as Slice<unknown, DecisionContext>,
    facts: drawings.clean().facts,
    accepter: window,
    decider: drawings.boss,
    decisions: { ConcludeDrawings: { data: drawings.certificate, issuedAt: at('2026-05-07') } },
  },
  acceptance: {
    slice: acceptanceSlice as Slice<unknown, DecisionContext>,
    facts: acceptance.answered().facts,
    accepter: window,
    decider: acceptance.boss,
    decisions: {
      IssueOpinionPaper: { data: acceptance.paper, issuedAt: at('2026-05-27') },
      FileAcceptance: { data: acceptance.filing, issuedAt: at('2026-05-28') },
    },
    more: { FileAcceptance: acceptance.issued().facts },
  },
};

/** Commands of a slice that lead to a fact that ends an approval with an outcome, or that says what it will be. */
const decides = (command: string) => /^(Decide|Conclude|File|IssueOpinionPaper)/.test(command);

describe('nobody both accepts and decides a case 受办分离', () => {
  it('in any kind of node that is accepted: all of them are here, with every command that decides', () => {
    const accepted = [...nodeStatusOf.keys()].filter((name) =>
      Object.keys(slices.find((slice) => slice.name === name)?.commands ?? {}).some((command) =>
        command.startsWith('Accept'),
      ),
    );
    expect(Object.keys(kinds).toSorted()).toEqual(accepted.toSorted());
    for (const [name, { slice, decisions }] of Object.entries(kinds))
      expect(Object.keys(decisions).toSorted(), name).toEqual(
        Object.keys(slice.commands).filter(decides).toSorted(),
      );
  });

  const cases = Object.entries(kinds).flatMap(([name, { slice, facts, more = {}, decisions, ...who }]) =>
    Object.entries(decisions).map(([type, command]) => ({
      name,
      type,
      given: specify(slice)(...(more[type] ?? facts)),
      command: { type, ...command },
      ...who,
    })),
  );
  it.each(cases)(
    '$name: $type is refused to whoever accepted it',
    ({ given, command, accepter, decider }) => {
      const sameHand = { ...decider, subject: accepter.subject };
      given.when({ ...command, actor: sameHand }).thenRejected({ code: 'AcceptedBySamePerson' });
      const agent = { ...sameHand, organization: 'another', onBehalfOf: decider.organization };
      given.when({ ...command, actor: agent }).thenRejected({ code: 'AcceptedBySamePerson' });
    },
  );
  it.each(cases)('$name: $type is open to somebody else', ({ given, command, decider }) =>
    expect(given.when({ ...command, actor: decider }).decision.kind).toBe('accepted'),
  );
  it('also by a token that carries both roles, over the API', async () => {
    const world = makeWorld();
    const stream = 'matter-2603-532390-04-01-482134-G01';
    openNode(world, stream, 'MatterOpened', { intake: OFFICE });
    const ask = asker(makeSchema([matterSlice as never]), fakeRuntime(world));
    const node = 'project: "2603-532390-04-01-482134", node: "G01"';
    const give = async (mutation: string, subject: string) =>
      (
        await ask(`mutation { answer: ${mutation} { __typename ... on Rejected { code } } }`, {
          subject,
          organization: OFFICE,
          roles: ['intake', 'officer'],
        })
      ).data;
    const accept = `receiveAndAcceptMatter(input: { ${node}, materials: [{ key: "request", sha256: "${'a'.repeat(64)}" }] })`;
    const decide = `decideMatter(input: { ${node}, outcome: approved, documentNumber: "1" })`;
    expect(await give(accept, 'one')).toEqual({ answer: { __typename: 'Accepted' } });
    expect(await give(decide, 'one')).toEqual({
      answer: { __typename: 'Rejected', code: 'AcceptedBySamePerson' },
    });
    expect(await give(decide, 'two')).toEqual({ answer: { __typename: 'Accepted' } });
  });
});
