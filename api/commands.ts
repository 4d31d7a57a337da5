import { nodeDigest } from '../app/digest.ts';
import type { Answer } from '../app/runtime.ts';
import type { DecisionContext } from '../domain/clock/context.ts';
import { makeCommand, type Slice } from '../domain/kernel/slice.ts';
import { actorOf, hasRoleFor, permitFor, whoMay } from './authority.ts';
import { allowedTo } from './available.ts';
import type { Context } from './context.ts';
import { fieldsOf, normalised } from './schema/zodShape.ts';

export type AnySlice = Slice<unknown, DecisionContext>;
type Input = Readonly<Record<string, unknown>>;

/** A command that users may give, with every slice that knows it. */
export interface Offer {
  readonly command: string;
  readonly slices: readonly [AnySlice, ...AnySlice[]];
}

const LONGEST_ID = 200;

/** Give a command: its shape, then the policy, then the law of its slice. */
export async function give(
  context: Context,
  offer: Offer,
  input: Input,
  commandId: string | null,
): Promise<Answer> {
  const issues = [...idIssues(commandId), ...keyIssues(offer.slices[0], input)];
  if (issues.length > 0) return { kind: 'invalid', issues: [...issues, ...inputIssues(offer, input)] };
  const slice = await sliceFor(context, offer, input);
  if (!('streamOf' in slice)) return slice;

  const key = slice.key.parse(normalised(input, fieldsOf(slice.key))) as Record<string, string>;
  const stream = slice.streamOf(key);
  const state = await context.runtime.stateOf(slice.name, stream);
  const parties = slice.parties(state);
  const { command } = offer;
  const permit = permitFor(command, context.viewer, { parties, named: { ...input, ...key } });
  const permitted = (answer: Answer): Answer =>
    answer.kind === 'rejected' ? { ...answer, allowed: allowedTo(context, answer.allowed, parties) } : answer;

  if (permit === undefined) {
    const early = notBegun(slice, state.stage, command) && hasRoleFor(command, context.viewer);
    return permitted(
      early
        ? tooEarly(context, slice, command)
        : forbidden(context, slice, state.stage, command, { parties, named: input }),
    );
  }
  return permitted(
    await context.runtime.execute({
      slice: slice.name,
      key,
      type: command,
      input: normalised(input, fieldsOf((slice.commands[command] as AnySlice['commands'][string]).input)),
      actor: actorOf(context.viewer, permit),
      commandId: commandId ?? undefined,
      correlationId: context.correlationId,
    }),
  );
}

type Issues = Extract<Answer, { kind: 'invalid' }>['issues'];

function idIssues(commandId: string | null): Issues {
  if (commandId === null) return [];
  const fine = commandId.length > 0 && commandId.length <= LONGEST_ID && commandId.isWellFormed();
  return fine
    ? []
    : [{ path: 'commandId', message: `A command id is text of 1 to ${LONGEST_ID} characters.` }];
}

const issuesOf = (schema: AnySlice['key'], input: Input): Issues => {
  const parsed = schema.safeParse(normalised(input, fieldsOf(schema)));
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
};

const keyIssues = (slice: AnySlice, input: Input): Issues => issuesOf(slice.key, input);

/** The rest of what is wrong, so that the client hears everything at once; known only where one slice has the command. */
const inputIssues = ({ command, slices: [slice, ...others] }: Offer, input: Input): Issues => {
  const spec = slice.commands[command];
  return others.length > 0 || spec === undefined ? [] : issuesOf(spec.input, input);
};

/** A command that several kinds of node know goes to the one that carries this node. */
async function sliceFor(
  { runtime, now }: Context,
  { command, slices }: Offer,
  input: Input,
): Promise<AnySlice | Answer> {
  const [first, ...others] = slices;
  if (others.length === 0) return first;
  const key = first.key.parse(normalised(input, fieldsOf(first.key))) as Record<string, string>;
  for (const slice of slices) {
    const { stage } = await runtime.stateOf(slice.name, slice.streamOf(key));
    if (stage !== slice.initialState.stage) return slice;
  }
  const project = await runtime.queries.project(String(key['project']), now);
  const node = project?.nodes.find((candidate) => candidate.key === key['node']);
  if (node === undefined)
    return rejected(
      'NodeUnknown',
      `Project ${key['project']} has no node ${key['node']}; ask for its nodes.`,
    );
  const carrier = slices.find(({ name }) => name === node.slice);
  return (
    carrier ??
    rejected(
      'CommandUnknownHere',
      `«${command}» is no command of node ${node.key}, ${node.title}; see availableCommands.`,
    )
  );
}

/** The stream has no first fact yet, and this command cannot be it. */
const notBegun = (slice: AnySlice, stage: string, command: string): boolean =>
  stage === slice.initialState.stage && !slice.available(stage).includes(command);

/**
 * Nobody has a part in a stream that has not begun, so the policy cannot tell whose it will be. The stage answers from
 * here, and nothing is sent to the stream: by then it may have begun with other parties.
 */
function tooEarly({ runtime, viewer, now }: Context, slice: AnySlice, command: string): Answer {
  const actor = actorOf(viewer, { role: viewer.roles[0] ?? 'public', party: 'none' });
  const decision = slice.decide(slice.initialState, makeCommand(command, {}, now, actor), {
    calendar: runtime.calendar(),
    digest: nodeDigest,
  });
  if (decision.kind === 'accepted')
    throw new Error(`Unreachable: «${command}» has no place before the first fact.`);
  const { code, message, rule, allowed = [] } = decision.rejection;
  return { kind: 'rejected', code, message, rule, allowed, position: undefined };
}

const rejected = (code: string, message: string, allowed: readonly string[] = []): Answer => ({
  kind: 'rejected',
  code,
  message,
  rule: undefined,
  allowed,
  position: undefined,
});

const forbidden = (
  { viewer }: Context,
  slice: AnySlice,
  stage: string,
  command: string,
  situation: Parameters<typeof whoMay>[2],
): Answer => rejected('Forbidden', whoMay(command, viewer, situation), slice.available(stage));
