import type { Answer } from '../app/runtime.ts';
import type { AnySlice, Input, Offer } from './offer.ts';
import { fieldsOf, normalised } from './schema/zodShape.ts';

type Issues = Extract<Answer, { kind: 'invalid' }>['issues'];

const LONGEST_ID = 200;

/** What is wrong with the id that a client gave to its command. */
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

/**
 * What is wrong with a command before anybody knows which stream it is for; empty where it can be sent. The rest of the
 * input is looked at as well then, where one slice alone has the command: the client hears everything at once.
 */
export function addressIssues({ command, slices }: Offer, input: Input, commandId: string | null): Issues {
  const [slice, ...others] = slices;
  const issues = [...idIssues(commandId), ...issuesOf(slice.key, input)];
  const spec = slice.commands[command];
  if (issues.length === 0 || others.length > 0 || spec === undefined) return issues;
  return [...issues, ...issuesOf(spec.input, input)];
}

/** The key of the stream, out of an input without issues. */
export const keyOf = ({ slices: [slice] }: Offer, input: Input): Readonly<Record<string, string>> =>
  slice.key.parse(normalised(input, fieldsOf(slice.key))) as Record<string, string>;

/** The input without the key, as the slice's own schema takes it. */
export function inputFor(slice: AnySlice, command: string, input: Input): Input {
  const spec = slice.commands[command];
  if (spec === undefined) throw new Error(`Unreachable: ${slice.name} has no command «${command}».`);
  return normalised(input, fieldsOf(spec.input));
}
