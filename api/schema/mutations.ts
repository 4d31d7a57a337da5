import { give } from '../commands.ts';
import type { AnySlice, Offer } from '../offer.ts';
import { commandPolicy } from '../policy.ts';
import type { Builder } from './builder.ts';
import { inputTypes } from './inputTypes.ts';
import { describeInput } from './inputWords.ts';
import { type CommandResultRef, shown } from './results.ts';
import { type Fields, fieldsOf, merged } from './zodShape.ts';

/** The commands that the policy knows, each with the slices that have it. */
export function offersOf(slices: Iterable<AnySlice>): Offer[] {
  const bySlices = new Map<string, [AnySlice, ...AnySlice[]]>();
  for (const slice of slices)
    for (const command of Object.keys(slice.commands)) {
      if (!(command in commandPolicy)) continue;
      const known = bySlices.get(command);
      if (known === undefined) bySlices.set(command, [slice]);
      else known.push(slice);
    }
  return [...bySlices].map(([command, all]) => ({ command, slices: all }));
}

/** Name of the mutation that gives a command. */
export const mutationName = (command: string) => `${command.charAt(0).toLowerCase()}${command.slice(1)}`;

const fieldsFor = ({ command, slices }: Offer): Fields =>
  merged(
    slices.map(({ key, commands }) => ({
      ...fieldsOf(key),
      ...(commands[command] === undefined ? {} : fieldsOf(commands[command].input)),
    })),
  );

const docOf = ({ command, slices }: Offer): string =>
  [...new Set(slices.map(({ commands }) => commands[command]?.doc))].join(' ');

/** One mutation for each command that users may give; its input is made from the schemas of the slices. */
export function defineMutations(
  builder: Builder,
  result: CommandResultRef,
  slices: Iterable<AnySlice>,
): void {
  const offers = offersOf(slices);
  if (offers.length === 0) return;
  const inputType = inputTypes(builder);
  builder.mutationType({ description: 'What can be done: one mutation for each command of a user.' });
  for (const offer of offers) {
    assertOneKey(offer);
    const doc = docOf(offer);
    const input = inputType(offer.command, describeInput(fieldsFor(offer)), `What «${offer.command}» needs.`);
    builder.mutationField(mutationName(offer.command), (t) =>
      t.field({
        type: result,
        description: doc,
        args: {
          input: t.arg({ type: input as 'JSON', required: true, description: 'What the command says.' }),
          commandId: t.arg.id({
            description: 'Your own id for it: sent again, it has no second effect and gets the same answer.',
          }),
        },
        resolve: async (_, args, context) => {
          const given = args.input as Record<string, unknown>;
          return shown(await give(context, offer, given, args.commandId ?? null), context.ruleOf);
        },
      }),
    );
  }
}

/** Slices that share a command must be told apart by the node alone. */
function assertOneKey({ command, slices }: Offer): void {
  const keys = new Set(slices.map(({ key }) => Object.keys(key.shape).toSorted().join()));
  if (slices.length > 1 && (keys.size > 1 || !keys.has('node,project')))
    throw new Error(`«${command}» is a command of several slices, which do not all carry nodes; rename one.`);
}
