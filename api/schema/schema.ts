import type { GraphQLSchema } from 'graphql';
import { enforce } from '../enforce.ts';
import type { AnySlice } from '../offer.ts';
import { makeBuilder } from './builder.ts';
import { defineCalendar } from './calendar.ts';
import { defineConnections } from './connection.ts';
import { defineDeadlines } from './deadline.ts';
import { listEnumValues } from './enumErrors.ts';
import { defineEnums } from './enums.ts';
import { defineExplanation } from './explanation.ts';
import { defineFilters } from './filters.ts';
import { defineHistory } from './history.ts';
import { defineMandates } from './mandates.ts';
import { defineMarket } from './market.ts';
import { defineMutations } from './mutations.ts';
import { defineOperations } from './operations.ts';
import { defineProject } from './project.ts';
import { defineQueries } from './queries.ts';
import { defineResults } from './results.ts';
import { defineScalars } from './scalars.ts';
import { defineSubscriptions } from './subscriptions.ts';

/** The whole graph: types, queries, subscriptions, a mutation for each command of these slices, and the policy before all of it. */
export function makeSchema(slices: Iterable<AnySlice>): GraphQLSchema {
  const builder = makeBuilder();
  defineScalars(builder);
  defineEnums(builder);
  defineExplanation(builder);
  defineProject(builder);
  defineDeadlines(builder);
  defineCalendar(builder);
  defineMarket(builder);
  defineMandates(builder);
  defineHistory(builder);
  const filters = defineFilters(builder);
  defineQueries(builder, defineConnections(builder), filters);
  defineOperations(builder);
  defineSubscriptions(builder, filters);
  defineMutations(builder, defineResults(builder), slices);
  return enforce(listEnumValues(builder.toSchema({ sortSchema: false })));
}
