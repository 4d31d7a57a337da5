import { type GraphQLSchema, graphql } from 'graphql';
import { publicViewer, type Viewer } from '../../api/viewer.ts';
import type { Runtime } from '../../app/runtime.ts';
import type { Role } from '../../domain/kernel/actor.ts';

export const viewer = (role: Exclude<Role, 'public'>, organization: string | null = null): Viewer => ({
  subject: `${role}-1`,
  organization,
  roles: [role],
});

/** Ask the schema directly, as somebody. */
export const asker =
  (schema: GraphQLSchema, runtime: Runtime) =>
  async (source: string, as: Viewer = publicViewer, variableValues: Record<string, unknown> = {}) => {
    const result = await graphql({
      schema,
      source,
      variableValues,
      contextValue: {
        runtime,
        viewer: as,
        now: runtime.clock.now(),
        correlationId: 'test',
        ruleOf: (id: string) => ({ id, text: `Text of ${id}.` }),
      },
    });
    return {
      data: JSON.parse(JSON.stringify(result.data ?? null)) as never,
      errors: result.errors?.map(({ message, extensions }) => ({ message, code: extensions['code'] })),
    };
  };
