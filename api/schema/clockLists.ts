import type { Instant } from '../../domain/kernel/instant.ts';
import type { Page, PageRequest } from '../../projections/views.ts';
import { scopeOf } from '../authority.ts';
import type { Context } from '../context.ts';
import { organizationOf, standsFor } from '../viewer.ts';
import { emptyPage, pageOfList } from './connection.ts';

interface ClockFilter {
  readonly department?: string | null | undefined;
  readonly project?: string | null | undefined;
  readonly kind?: string | null | undefined;
}
type Ask<Filter, View> = (filter: Filter, page: PageRequest) => Promise<Page<View>>;

const WHOLE = 200;

/** Everything that a list has. */
async function all<View>(ask: (page: PageRequest) => Promise<Page<View>>): Promise<View[]> {
  const found: View[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page<View> = await ask({ first: WHOLE, after });
    found.push(...page.edges.map(({ node }) => node));
    if (!page.hasNextPage) return found;
    after = page.edges.at(-1)?.cursor ?? null;
  }
}

/**
 * A list of deadlines or alerts as far as the viewer may see it: all, faults alone, those of its department, or those of
 * its own projects. An owner's few projects are asked one by one and put in order again.
 */
export async function clockList<Filter extends ClockFilter, View extends { readonly id: string }>(
  field: string,
  context: Context,
  filter: Filter,
  asOf: Instant,
  page: PageRequest,
  ask: Ask<Filter, View>,
  dueAt: (view: View) => Instant | null,
): Promise<Page<View>> {
  const { viewer, runtime } = context;
  const scope = scopeOf(field, viewer);
  if (scope === 'all') return ask(filter, page);
  if (scope === 'faults')
    return (filter.kind ?? 'FAULT') === 'FAULT' ? ask({ ...filter, kind: 'FAULT' }, page) : emptyPage;
  if (scope === 'department') {
    const organization = organizationOf(viewer);
    const elsewhere = filter.department != null && !standsFor(viewer, filter.department);
    return organization === null || elsewhere
      ? emptyPage
      : ask({ ...filter, department: organization }, page);
  }
  const owner = organizationOf(viewer);
  if (scope !== 'own' || owner === null) return emptyPage;
  if (filter.project != null) {
    const project = await runtime.queries.project(filter.project, asOf);
    return standsFor(viewer, project?.owner) ? ask(filter, page) : emptyPage;
  }
  const own = { owner };
  const projects = await all((part) => runtime.queries.projects(own, 'CODE_ASC', asOf, part));
  const lists = await Promise.all(
    projects.map(({ code }) => all((part) => ask({ ...filter, project: code }, part))),
  );
  const order = (view: View) => `${dueAt(view) ?? '~'} ${view.id}`;
  const sorted = lists.flat().toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  return pageOfList(sorted, ({ id }) => id, page);
}
