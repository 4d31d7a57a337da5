import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { createYoga, maskError } from 'graphql-yoga';
import type { Runtime } from '../app/runtime.ts';
import type { Asked } from './asked.ts';
import type { ChangeHub } from './changes/hub.ts';
import type { Context } from './context.ts';
import { limitPlugins } from './limitPlugins.ts';
import type { Limits } from './limits.ts';
import type { ServerOptions } from './options.ts';
import { onlyPersisted } from './persistedDocuments.ts';
import { makeSchema } from './schema/schema.ts';
import { streamPlugins } from './streamPlugins.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, asked: Asked) => Promise<void>;

/** GraphQL over HTTP: no batches, no uploads, no other origins, nothing of a bug but a number to ask for. */
export function createGraphql(
  runtime: Runtime,
  { ruleOf, logger, development, persistedDocuments }: ServerOptions,
  limits: Limits,
  hub: ChangeHub,
): Handler {
  const asking = new AsyncLocalStorage<Asked>();

  const mask = (error: unknown, message: string): Error => {
    const masked = maskError(error, message, false);
    if (masked === error) return masked;
    const correlationId = asking.getStore()?.correlationId;
    logger.error(
      { err: (error as { originalError?: unknown }).originalError ?? error, correlationId },
      'a bug',
    );
    if (!(masked instanceof GraphQLError)) return masked;
    const { nodes = null, source = null, positions = null, path = null } = masked;
    return new GraphQLError(`Something went wrong here; ask for ${correlationId}.`, {
      nodes,
      source,
      positions,
      path,
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
    });
  };

  const yoga = createYoga<Asked, Context>({
    schema: makeSchema(runtime.slices.values()),
    context: ({ viewer, correlationId, client, lastEventId }) => ({
      runtime,
      ruleOf,
      viewer,
      correlationId,
      now: runtime.clock.now(),
      changes: { hub, client, lastEventId },
    }),
    graphqlEndpoint: '/graphql',
    plugins: [
      ...(persistedDocuments === undefined ? [] : [onlyPersisted(persistedDocuments)]),
      ...limitPlugins(limits, development),
      ...streamPlugins(runtime.clock, limits.streams),
    ],
    maskedErrors: { maskError: mask },
    maxRequestBodySize: false,
    batching: false,
    multipart: false,
    cors: false,
    landingPage: false,
    logging: false,
    graphiql: development && { title: '联审 Lianshen', shouldPersistHeaders: true, defaultQuery },
    renderGraphiQL: async (page) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(page),
  });

  return async (request, response, asked) => {
    await asking.run(asked, () => yoga(request, response, asked));
  };
}

const defaultQuery = `# Ask as the public, or put a token into the headers: {"authorization": "Bearer …"}
{
  viewer { roles }
  calendar {
    horizon
    addWorkingDays(from: "2026-09-30", days: 5) { dueOn provisional steps { date counted reason } }
  }
}
`;
