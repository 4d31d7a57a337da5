import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { createYoga, maskError } from 'graphql-yoga';
import type { Runtime } from '../app/runtime.ts';
import type { Asked } from './asked.ts';
import { parseBody } from './body.ts';
import type { ChangeHub } from './changes/hub.ts';
import type { Context } from './context.ts';
import { directAnswers } from './directAnswers.ts';
import type { KnownDocuments } from './knownDocuments.ts';
import { limitPlugins, withoutGuess } from './limitPlugins.ts';
import type { Limits } from './limits.ts';
import type { ServerOptions } from './options.ts';
import { onlyPersisted } from './persistedDocuments.ts';
import { makeSchema } from './schema/schema.ts';
import { streamPlugins } from './streamPlugins.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, asked: Asked) => Promise<void>;

/** GraphQL over HTTP: no batches, no uploads, no other origins, nothing of a bug but a number to ask for. */
export function createGraphql(
  runtime: Runtime,
  { ruleOf, logger, development, persistedDocuments, passes = () => false }: ServerOptions,
  limits: Limits,
  hub: ChangeHub,
  documents: KnownDocuments,
): Handler {
  const asking = new AsyncLocalStorage<Asked>();

  const masked = (error: unknown, correlationId: string | undefined): Error => {
    const seen = maskError(error, '', false);
    if (seen === error) return seen;
    const err = (error as { originalError?: unknown }).originalError ?? error;
    const isPassing = passes(err);
    // What is out of reach is in the log once already, by those who try again; here every question would be a line.
    if (isPassing) logger.debug({ err, correlationId }, 'could not be answered now');
    else logger.error({ err, correlationId }, 'a bug');
    if (!(seen instanceof GraphQLError)) return seen;
    const { nodes = null, source = null, positions = null, path = null } = seen;
    return new GraphQLError(
      isPassing
        ? 'This cannot be answered at the moment. Ask again; send a command again with the same commandId.'
        : `Something went wrong here; ask for ${correlationId}.`,
      {
        nodes,
        source,
        positions,
        path,
        extensions: { code: isPassing ? 'UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', correlationId },
      },
    );
  };
  const contextOf = ({ viewer, correlationId, client, lastEventId }: Asked): Context => ({
    runtime,
    ruleOf,
    viewer,
    correlationId,
    now: runtime.clock.now(),
    changes: { hub, client, lastEventId },
  });
  const direct = directAnswers({
    documents,
    persisted: persistedDocuments,
    limits,
    contextOf,
    shown: (error, correlationId) => {
      const seen = masked(error, correlationId) as GraphQLError;
      return development ? seen : withoutGuess(seen);
    },
  });

  const yoga = createYoga<Asked, Context>({
    schema: makeSchema(runtime.slices.values()),
    context: contextOf,
    graphqlEndpoint: '/graphql',
    plugins: [
      ...(persistedDocuments === undefined ? [] : [onlyPersisted(persistedDocuments)]),
      ...limitPlugins(limits, development),
      ...streamPlugins(runtime.clock, limits.streams),
      documents.plugin,
    ],
    // What cannot be parsed is not kept: it costs no more the second time.
    parserAndValidationCache: { documentCache: documents.parsed, errorCache: NOTHING },
    maskedErrors: { maskError: (error) => masked(error, asking.getStore()?.correlationId) },
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
    const params = asked.body && paramsOf(asked.body);
    if (params !== undefined && (await direct(params, request, response, asked))) return;
    const forYoga = { ...asked, params };
    await asking.run(forYoga, () => yoga(request, response, forYoga));
  };
}

/** Undefined where the body is none: yoga asks for it again, and answers what is wrong with it. */
function paramsOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    return parseBody(body);
  } catch {
    return undefined;
  }
}

const NOTHING = { get: () => undefined, set: () => undefined };

const defaultQuery = `# Ask as the public, or put a token into the headers: {"authorization": "Bearer …"}
{
  viewer { roles }
  calendar {
    horizon
    addWorkingDays(from: "2026-09-30", days: 5) { dueOn provisional steps { date counted reason } }
  }
}
`;
