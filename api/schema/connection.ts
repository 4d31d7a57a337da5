import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { type Page, PageError, type PageRequest } from '../../projections/views.ts';
import { badInput } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Builder } from './builder.ts';

const { usual: DEFAULT_PAGE, longest: LONGEST_PAGE } = limits.page;

type Nodes = 'Project' | 'Deadline' | 'OverdueAlert' | 'Job' | 'Bid' | 'Agency' | 'Event' | 'Mandate';

/** The connections and edges under the names of the contract. */
export function defineConnections(builder: Builder) {
  builder.globalConnectionField('totalCount', (t) =>
    t.exposeInt('totalCount', { description: 'How many the whole list has, whatever the page.' }),
  );
  const connection = <Name extends Nodes>(type: Name, name: string) =>
    builder.connectionObject(
      { type, name: `${name}Connection`, description: `A page of a list of type ${type}.` },
      { name: `${name}Edge`, description: `One ${type} in a list, with its cursor.` },
    );
  return {
    projects: connection('Project', 'Project'),
    deadlines: connection('Deadline', 'Deadline'),
    alerts: connection('OverdueAlert', 'Alert'),
    jobs: connection('Job', 'Job'),
    bids: connection('Bid', 'Bid'),
    agencies: connection('Agency', 'Agency'),
    events: connection('Event', 'Event'),
    mandates: connection('Mandate', 'Mandate'),
  };
}
export type Connections = ReturnType<typeof defineConnections>;

/** The arguments of every list. There is one direction only: forward. */
export const pageArgs = {
  first: { description: `How many to give: 0 to ${LONGEST_PAGE}; ${DEFAULT_PAGE} where nothing is said.` },
  after: { description: 'A cursor of this list: give what follows it.' },
};

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** What is asked for, or a refusal: a page that silently has fewer than asked for would be a lie. */
export function pageOf({ first, after }: PageArgs): PageRequest {
  const size = first ?? DEFAULT_PAGE;
  if (size < 0 || size > LONGEST_PAGE)
    throw badInput(`«first» cannot be ${size}: a page has 0 to ${LONGEST_PAGE} objects; go on with «after».`);
  return { first: size, after: after ?? null };
}

/** Ask for a page and give it as a connection. */
export async function connect<View, Node>(
  args: PageArgs,
  ask: (page: PageRequest) => Promise<Page<View>>,
  show: (view: View) => Node,
  info?: GraphQLResolveInfo,
) {
  const request = { ...pageOf(args), total: info === undefined || asksFor('totalCount', info) };
  const page = await ask(request).catch((error: unknown) => {
    throw error instanceof PageError
      ? badInput(`«after» is not a cursor of this list: ${error.message}`)
      : error;
  });
  const { edges, hasNextPage, hasPreviousPage } = page;
  return {
    // Cursors are written down when they are asked for, which is seldom more than the last one.
    edges: edges.map((edge) => ({
      node: show(edge.node),
      get cursor() {
        return edge.cursor;
      },
    })),
    totalCount: page.totalCount,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

/** Whether a field of what is resolved is asked for, by whatever name and through whatever fragment. */
function asksFor(name: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const among = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === name;
      if (selection.kind === Kind.INLINE_FRAGMENT) return among(selection.selectionSet);
      const fragment = fragments[selection.name.value];
      return fragment !== undefined && among(fragment.selectionSet);
    });
  return fieldNodes.some(({ selectionSet }) => selectionSet !== undefined && among(selectionSet));
}

/** What a viewer sees who may see none of a list. */
export const emptyPage: Page<never> = {
  edges: [],
  totalCount: 0,
  hasNextPage: false,
  hasPreviousPage: false,
};

/** A page of a list that is already at hand, with the objects' own names as cursors. */
export function pageOfList<View>(
  list: readonly View[],
  name: (view: View) => string,
  page: PageRequest,
): Page<View> {
  const cursorOf = (view: View) => Buffer.from(name(view)).toString('base64url');
  const at = page.after === null ? -1 : list.findIndex((view) => cursorOf(view) === page.after);
  if (page.after !== null && at === -1) throw new PageError(`«${page.after}» names nothing in it.`);
  const rest = list.slice(at + 1);
  return {
    edges: rest.slice(0, page.first).map((node) => ({ cursor: cursorOf(node), node })),
    totalCount: list.length,
    hasNextPage: rest.length > page.first,
    hasPreviousPage: at >= 0,
  };
}
