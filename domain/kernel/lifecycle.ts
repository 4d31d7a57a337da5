import {
  type AnyStateMachine,
  type EventFromLogic,
  initialTransition,
  type SnapshotFrom,
  type StateValue,
  transition,
} from 'xstate';

/** `'open'`, `'publicity.disputed'` …: the state value of a machine as one dotted string. */
export type StageOf<Value> = Value extends string
  ? Value
  : { [Key in keyof Value & string]: `${Key}.${StageOf<NonNullable<Value[Key]>>}` }[keyof Value & string];

/** The legal life of one kind of stream 生命周期: which facts may follow in which stage. */
export interface Lifecycle<Stage extends string = string, EventType extends string = string> {
  readonly initialStage: Stage;
  readonly stages: readonly Stage[];
  /** The stage after a fact, or `undefined` where the machine has no place for it. */
  next(stage: Stage, eventType: EventType): Stage | undefined;
  /** Every fact that is legal in a stage, in the order in which the machine declares them. */
  legalIn(stage: Stage): readonly EventType[];
}

/** For each command the alternative sequences of facts that it may lead to; written down once per slice. */
export type Outcomes<CommandType extends string = string, EventType extends string = string> = Readonly<
  Record<CommandType, readonly (readonly [EventType, ...EventType[]])[]>
>;

/** The commands that are legal in a stage: those of which every alternative can be walked. */
export const legalCommands = <Stage extends string, EventType extends string, CommandType extends string>(
  lifecycle: Lifecycle<Stage, EventType>,
  outcomes: Outcomes<CommandType, EventType>,
  stage: Stage,
): readonly CommandType[] =>
  (Object.keys(outcomes) as CommandType[]).filter((command) =>
    outcomes[command].every((sequence) => walk(lifecycle, stage, sequence) !== undefined),
  );

const walk = <Stage extends string, EventType extends string>(
  lifecycle: Lifecycle<Stage, EventType>,
  stage: Stage,
  sequence: readonly EventType[],
): Stage | undefined =>
  sequence.reduce<Stage | undefined>(
    (at, eventType) => (at === undefined ? undefined : lifecycle.next(at, eventType)),
    stage,
  );

/** The stage after a recorded fact. A history that the machine does not provide for is corrupt: say so loudly. */
export const stageAfter = <Stage extends string, EventType extends string>(
  lifecycle: Lifecycle<Stage, EventType>,
  stage: Stage,
  eventType: EventType,
): Stage => {
  const next = lifecycle.next(stage, eventType);
  if (next === undefined) throw new Error(`Corrupt history: «${eventType}» recorded in stage «${stage}».`);
  return next;
};

type Table = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Read an XState machine once, at start-up, into a plain look-up table.
 *
 * The machine stays the single truth; the table is only its fast form, so that folding a stream costs a `Map` look-up
 * per fact and no actor. Reading it needs a machine that is nothing but states and events, so whatever XState has beyond
 * that is refused with the state's name: rules belong in `decide`, effects in sagas, time in commands.
 */
export function compileLifecycle<Machine extends AnyStateMachine>(
  machine: Machine,
): Lifecycle<StageOf<SnapshotFrom<Machine>['value']>, EventFromLogic<Machine>['type']> {
  type Stage = StageOf<SnapshotFrom<Machine>['value']>;
  type EventType = EventFromLogic<Machine>['type'];

  assertPure(machine);
  const [initial] = initialTransition(machine as AnyStateMachine);
  const table = explore(machine, initial);

  return {
    initialStage: stageOf(initial.value) as Stage,
    stages: [...table.keys()] as Stage[],
    next: (stage, eventType) => table.get(stage)?.get(eventType) as Stage | undefined,
    legalIn: (stage) => [...(table.get(stage)?.keys() ?? [])] as EventType[],
  };
}

function explore(machine: AnyStateMachine, initial: SnapshotFrom<AnyStateMachine>): Table {
  const table = new Map<string, ReadonlyMap<string, string>>();
  const pending = [initial];
  for (let snapshot = pending.pop(); snapshot !== undefined; snapshot = pending.pop()) {
    const stage = stageOf(snapshot.value);
    if (table.has(stage)) continue;
    const row = new Map<string, string>();
    table.set(stage, row);
    for (const type of machine.events) {
      const event = { type: String(type) };
      if (!snapshot.can(event)) continue;
      const [following] = transition(machine, snapshot, event);
      row.set(event.type, stageOf(following.value));
      pending.push(following);
    }
  }
  return table;
}

/** `{ publicity: 'disputed' }` → `'publicity.disputed'`. */
export function stageOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  const [parent, child] = Object.entries(value)[0] as [string, StateValue];
  return `${parent}.${stageOf(child)}`;
}

function assertPure(machine: AnyStateMachine): void {
  const visit = (node: AnyStateMachine['root']): void => {
    const transitions = [...node.transitions.values()].flat();
    const impurities = [
      transitions.some(({ guard }) => guard !== undefined) && 'a guard',
      (node.entry.length > 0 ||
        node.exit.length > 0 ||
        transitions.some(({ actions }) => actions.length > 0)) &&
        'an action',
      node.after.length > 0 && 'a delay',
      node.invoke.length > 0 && 'an invocation',
      (node.always?.length ?? 0) > 0 && 'an eventless transition',
      [...node.transitions.keys()].some((type) => type.includes('*')) && 'a wildcard',
      [...node.transitions.keys()].some((type) => type.startsWith('xstate.')) && 'an internal event',
      transitions.some(({ target }) => target === undefined) && 'an arrow without a target',
      node.type === 'parallel' && 'parallel regions',
      node.type === 'history' && 'a history',
      node === machine.root && machine.config.context !== undefined && 'a context',
    ].filter((found) => found !== false);
    if (impurities.length > 0)
      throw new Error(
        `Machine «${machine.id}», state «${node.id}» has ${impurities.join(', ')}; a lifecycle has none.`,
      );
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
}
