import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Asked } from './asked.ts';
import type { Context } from './context.ts';
import { refuseInexact } from './exactValues.ts';
import type { Known, KnownDocuments } from './knownDocuments.ts';
import type { Limits } from './limits.ts';
import { type MediaType, mediaTypeFor } from './mediaType.ts';
import { documentIdOf } from './persistedDocuments.ts';

interface Parts {
  readonly documents: KnownDocuments;
  /** The only documents that are answered, where not all are. */
  readonly persisted: ReadonlyMap<string, string> | undefined;
  readonly limits: Limits;
  readonly contextOf: (asked: Asked) => Context;
  /** What the client sees of an error. */
  readonly shown: (error: unknown, correlationId: string) => GraphQLError;
}

type Params = Readonly<Record<string, unknown>>;
type Variables = Readonly<Record<string, unknown>>;

/** A request that needs nobody to look at it again. */
interface Call {
  readonly known: Known;
  readonly variables: Variables | null | undefined;
  readonly operationName: string | null | undefined;
  readonly mediaType: MediaType;
}

const PARAMETERS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName', 'extensions']);

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
const isObject = (value: unknown): value is Variables =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Answers what yoga has answered before, without going through yoga again: one document, posted as JSON, with variables
 * that fit. Everything else is yoga's: whoever gets false goes there, and nothing was asked of any resolver yet. The two
 * cannot be told apart from outside (`test/api/direct.spec.ts`).
 */
export const directAnswers = ({ documents, persisted, limits, contextOf, shown }: Parts) => {
  return (
    params: Params,
    request: IncomingMessage,
    response: ServerResponse,
    asked: Asked,
  ): boolean | Promise<boolean> => {
    const call = callOf(params, request);
    if (call === undefined) return false;
    const { known, variables, operationName, mediaType } = call;
    const answer = (result: ExecutionResult) => {
      documents.answered += 1;
      send(response, mediaType, result, (error) => shown(error, asked.correlationId));
      return true;
    };
    const result = known.execute({
      schema: known.schema,
      document: known.document,
      contextValue: contextOf(asked),
      variableValues: variables,
      operationName,
    });
    if (result instanceof Promise)
      return result.then(answer, (error: unknown) => answer({ errors: [error as GraphQLError] }));
    // Without data the variables did not fit, and nothing was begun.
    return 'data' in result ? answer(result) : false;
  };

  function callOf(params: Params, { headers }: IncomingMessage): Call | undefined {
    const { variables, operationName, extensions } = params;
    for (const name in params) if (!PARAMETERS.has(name) && !isAbsent(params[name])) return undefined;
    if (!isAbsent(variables) && !isObject(variables)) return undefined;
    if (!isAbsent(extensions) && !isObject(extensions)) return undefined;
    if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined;
    const text = textOf(params);
    const mediaType = mediaTypeFor(headers.accept);
    if (typeof text !== 'string' || mediaType === undefined) return undefined;
    const known = documents.find(text, operationName ?? null);
    if (known === undefined || !areFine(known, variables ?? {})) return undefined;
    return { known, variables, operationName, mediaType };
  }

  function textOf(params: Params): unknown {
    if (persisted === undefined) return params['query'];
    return params['query'] ? undefined : persisted.get(documentIdOf(params['extensions']) ?? '');
  }

  function areFine({ costOf }: Known, variables: Variables): boolean {
    try {
      refuseInexact(variables);
    } catch {
      return false;
    }
    return costOf(variables) <= limits.cost.most;
  }
};

function send(
  response: ServerResponse,
  mediaType: MediaType,
  result: ExecutionResult,
  shown: (error: unknown) => GraphQLError,
): void {
  if (response.destroyed || response.writableEnded) return;
  const errors = result.errors?.map(shown);
  const body = JSON.stringify(
    errors === undefined ? result : { ...result, errors: errors.map(withoutInternals) },
  );
  const headers: Record<string, string> = {
    'content-type': `${mediaType}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
  };
  response.writeHead(statusOf(errors ?? [], headers), headers);
  response.end(body);
}

/** An error may say which status the answer has, and with which headers: the highest counts. */
function statusOf(errors: readonly GraphQLError[], headers: Record<string, string>): number {
  let highest = 0;
  for (const { extensions } of errors) {
    Object.assign(headers, extensions.http?.headers);
    highest = Math.max(highest, extensions.http?.status ?? 0);
  }
  return highest || 200;
}

/** As the client is to see it: what is meant for HTTP is in the status already. */
function withoutInternals(error: GraphQLError): GraphQLError {
  if (!('http' in error.extensions)) return error;
  const { http: _, ...extensions } = error.extensions;
  const { message, nodes = null, source = null, positions = null, path = null } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions });
}
