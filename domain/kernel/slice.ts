import type { AnyStateMachine } from 'xstate';
import * as z from 'zod';
import type { Actor } from './actor.ts';
import type { Command, Decider, Decision } from './decider.ts';
import type { Instant } from './instant.ts';
import { type Lifecycle, legalCommands, type Outcomes, stageAfter } from './lifecycle.ts';
import type { DomainEvent } from './recorded.ts';

/** One kind of command: what a client sends, and the facts of other streams that the runtime adds to it. */
export interface CommandSpec<
  Input extends z.ZodObject = z.ZodObject,
  Facts extends z.ZodObject = z.ZodObject,
> {
  /** Said once, shown in the schema: who does this and which rule it serves. */
  readonly doc: string;
  /** The shape of the input, without the key of the stream. */
  readonly input: Input;
  /** Facts of other streams, looked up by the runtime at the moment of decision and recorded with the outcome. */
  readonly facts: Facts;
}

export function command<Input extends z.ZodObject>(
  doc: string,
  input: Input,
): CommandSpec<Input, z.ZodObject<{}>>;
export function command<Input extends z.ZodObject, Facts extends z.ZodObject>(
  doc: string,
  input: Input,
  facts: Facts,
): CommandSpec<Input, Facts>;
export function command(doc: string, input: z.ZodObject, facts: z.ZodObject = z.object({})): CommandSpec {
  return { doc, input, facts };
}

export type CommandSpecs = Readonly<Record<string, CommandSpec>>;

/** The commands of a slice as one union, made from its table of specs: the schemas are the types. */
export type CommandsOf<Specs extends CommandSpecs> = {
  [Type in keyof Specs & string]: Command<
    Type,
    z.infer<Specs[Type]['input']> & z.infer<Specs[Type]['facts']>
  >;
}[keyof Specs & string];

/** Organisations with a part in a stream, by the part they play: policy asks whether the actor's is among them. */
export interface Parties {
  readonly owner?: string | undefined;
  readonly authority?: string | undefined;
  readonly intake?: string | undefined;
  readonly participants?: readonly string[] | undefined;
  readonly agencies?: readonly string[] | undefined;
}

/** Raises the data of one stored schema version to the next. Pure, and never removed once released. */
export type Upcaster = (data: unknown) => unknown;

/** Where a stream stands. */
export interface SliceState<Data> {
  readonly stage: string;
  readonly data: Data;
}

/** Everything that the runtime needs to know of one kind of stream 业务切片. */
export interface SliceSpec<Data, Specs extends CommandSpecs, Event extends DomainEvent, Context> {
  /** Category of its streams, such as `matter`: a stream is called `<name>-<key>`. */
  readonly name: string;
  /** Chinese term. */
  readonly term: string;
  /** What identifies one stream, as a client writes it. */
  readonly key: z.ZodObject;
  /** The part of the stream's name after `<name>-`. */
  readonly streamKey: (key: Readonly<Record<string, string>>) => string;
  readonly machine: AnyStateMachine;
  readonly lifecycle: Lifecycle;
  /** One schema per fact, and the only type of it. */
  readonly events: z.ZodType<Event>;
  readonly commands: Specs;
  readonly outcomes: Outcomes;
  readonly decider: Decider<Data, CommandsOf<Specs>, Event, Context>;
  readonly parties: (data: Data) => Parties;
  /** By command, the rule that its want of an arrow stands for: a second correction notice is forbidden by T3. */
  readonly stageRules?: Readonly<Record<string, string>>;
  /** By type of fact, the steps from version 1 upwards. */
  readonly upcasters?: Readonly<Record<string, readonly Upcaster[]>>;
}

export interface Slice<Data = unknown, Context = unknown> {
  readonly name: string;
  readonly term: string;
  readonly key: z.ZodObject;
  readonly streamOf: (key: Readonly<Record<string, string>>) => string;
  readonly machine: AnyStateMachine;
  readonly lifecycle: Lifecycle;
  readonly commands: CommandSpecs;
  readonly outcomes: Outcomes;
  readonly initialState: SliceState<Data>;
  /** Commands that the stage allows, whoever asks. */
  readonly available: (stage: string) => readonly string[];
  readonly decide: (state: SliceState<Data>, command: Command, context: Context) => Decision<DomainEvent>;
  readonly evolve: (state: SliceState<Data>, event: DomainEvent) => SliceState<Data>;
  readonly parties: (state: SliceState<Data>) => Parties;
  /** Whether there is a fact of this type. */
  readonly knows: (type: string) => boolean;
  /** The version under which a fact is stored today. */
  readonly schemaVersion: (type: string) => number;
  /** A stored fact, raised to today's schema and parsed by it. Throws on a shape that no version had. */
  readonly parse: (type: string, data: unknown, schemaVersion: number) => DomainEvent;
}

/**
 * Close a slice over its law: the stage is kept here, every command meets the lifecycle before the decider, and what the
 * decider answers is checked against the declared outcomes, so that a forgotten outcome is a bug and not a silent fact.
 */
export function defineSlice<Data, Specs extends CommandSpecs, Event extends DomainEvent, Context>(
  spec: SliceSpec<Data, Specs, Event, Context>,
): Slice<Data, Context> {
  const { name, lifecycle, outcomes, decider, stageRules = {}, upcasters = {} } = spec;
  const availableByStage = new Map(
    lifecycle.stages.map((stage) => [stage, legalCommands(lifecycle, outcomes, stage)] as const),
  );
  const facts = new Set(spec.machine.events.map(String));
  const available = (stage: string) => availableByStage.get(stage) ?? [];

  return {
    name,
    term: spec.term,
    key: spec.key,
    streamOf: (key) => `${name}-${spec.streamKey(key)}`,
    machine: spec.machine,
    lifecycle,
    commands: spec.commands,
    outcomes,
    initialState: { stage: lifecycle.initialStage, data: decider.initialState },
    available,
    decide: ({ stage, data }, command, context) => {
      const allowed = available(stage);
      if (!allowed.includes(command.type))
        return {
          kind: 'rejected',
          rejection: {
            ...stageForbids(spec.term, stage, command.type, allowed),
            ...ruleOf(stageRules[command.type]),
          },
        };
      const decision = decider.decide(data, command as CommandsOf<Specs>, context);
      if (decision.kind !== 'rejected') assertDeclared(name, outcomes, command.type, decision.events);
      return decision.kind === 'accepted' ? decision : withAllowed(decision, allowed);
    },
    evolve: ({ stage, data }, event) => ({
      stage: stageAfter(lifecycle, stage, event.type),
      data: decider.evolve(data, event as Event),
    }),
    parties: ({ data }) => spec.parties(data),
    knows: (type) => facts.has(type),
    schemaVersion: (type) => (upcasters[type]?.length ?? 0) + 1,
    parse: (type, data, schemaVersion) => {
      const steps = upcasters[type] ?? [];
      if (schemaVersion > steps.length + 1)
        throw new Error(
          `«${type}» is stored in version ${schemaVersion}; this program knows ${steps.length + 1}.`,
        );
      const raised = steps.slice(schemaVersion - 1).reduce((older, raise) => raise(older), data);
      return spec.events.parse({ type, data: raised });
    },
  };
}

const stageForbids = (term: string, stage: string, type: string, allowed: readonly string[]) => ({
  code: 'StageForbids',
  message: `«${type}» has no place in stage «${stage}» of ${term}; allowed now: ${allowed.join(', ') || 'nothing'}.`,
  allowed,
});

const ruleOf = (rule: string | undefined) => (rule === undefined ? {} : { rule });

function withAllowed(
  decision: Exclude<Decision<DomainEvent>, { kind: 'accepted' }>,
  allowed: readonly string[],
): Decision<DomainEvent> {
  return { ...decision, rejection: { allowed, ...decision.rejection } };
}

function assertDeclared(
  slice: string,
  outcomes: Outcomes,
  type: string,
  events: readonly DomainEvent[],
): void {
  const facts = events.map((event) => event.type).join(', ');
  if (!outcomes[type]?.some((sequence) => sequence.join(', ') === facts))
    throw new Error(`«${type}» of ${slice} led to «${facts}», which its outcomes do not declare.`);
}

/** A command as the runtime sends it. */
export const makeCommand = (type: string, data: unknown, issuedAt: Instant, actor: Actor): Command => ({
  type,
  data,
  issuedAt,
  actor,
});
