import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Limits } from './limits.ts';

const tooMuch = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'DOCUMENT_TOO_LARGE' } });

/** A validation rule: how deep a document goes, with its fragments, and how many aliases and directives stand in it. */
export const withinLimits =
  ({ depth, introspectionDepth, aliases, directives }: Limits['document']) =>
  (context: ValidationContext): ASTVisitor => {
    const count = { aliases: 0, directives: 0 };
    const depthOf = depths((name) => context.getFragment(name) ?? undefined);
    return {
      Field: (node) => {
        if (node.alias !== undefined) count.aliases += 1;
      },
      Directive: () => {
        count.directives += 1;
      },
      OperationDefinition: ({ selectionSet }) => {
        const found = depthOf(selectionSet);
        if (found.data > depth)
          context.reportError(tooMuch(`The query is ${found.data} levels deep; at most ${depth} are taken.`));
        if (found.introspection > introspectionDepth)
          context.reportError(
            tooMuch(
              `The introspection is ${found.introspection} levels deep; at most ${introspectionDepth} are taken.`,
            ),
          );
      },
      Document: {
        leave: () => {
          if (count.aliases > aliases)
            context.reportError(
              tooMuch(`The query has ${count.aliases} aliases; at most ${aliases} are taken.`),
            );
          if (count.directives > directives)
            context.reportError(
              tooMuch(`The query has ${count.directives} directives; at most ${directives} are taken.`),
            );
        },
      },
    };
  };

interface Depth {
  readonly data: number;
  readonly introspection: number;
}
const NOTHING: Depth = { data: 0, introspection: 0 };

/** Each fragment is looked through once, so that fragments within fragments cost no more than they are long. */
function depths(fragmentOf: (name: string) => FragmentDefinitionNode | undefined) {
  const known = new Map<string, Depth>();
  const ofFragment = (name: string): Depth => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, NOTHING);
    const fragment = fragmentOf(name);
    const found = fragment === undefined ? NOTHING : of(fragment.selectionSet);
    known.set(name, found);
    return found;
  };
  const of = ({ selections }: SelectionSetNode): Depth => {
    let { data, introspection } = NOTHING;
    for (const selection of selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : selection.selectionSet === undefined
            ? NOTHING
            : of(selection.selectionSet);
      const step = selection.kind === Kind.FRAGMENT_SPREAD ? 0 : 1;
      const meta = selection.kind === Kind.FIELD && selection.name.value.startsWith('__');
      data = Math.max(data, meta ? 0 : inner.data + step);
      introspection = Math.max(
        introspection,
        meta
          ? Math.max(inner.data, inner.introspection) + step
          : inner.introspection === 0
            ? 0
            : inner.introspection + step,
      );
    }
    return { data, introspection };
  };
  return of;
}
