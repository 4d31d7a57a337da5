import {
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  type ParseOptions,
  parse,
  type Source,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Asked } from './asked.ts';
import { parseBody } from './body.ts';
import { requestError } from './clientError.ts';
import { costIn } from './cost.ts';
import { withinLimits } from './documentLimits.ts';
import { refuseInexact } from './exactValues.ts';
import type { Limits } from './limits.ts';

type YogaPlugin = Plugin<object, Asked>;

/** The body is read and bounded before GraphQL sees it; here it becomes parameters. */
const ownBody: YogaPlugin = {
  onRequestParse: ({ serverContext, setRequestParser }) => {
    const { body, params } = serverContext as Asked;
    if (body !== undefined) setRequestParser(() => params ?? parseBody(body));
  },
};

const exactVariables: YogaPlugin = {
  onParams: ({ params: { variables } }) => refuseInexact(variables),
};

/** A document is refused by its length before anything is made of it, and by its shape before anything is asked. */
const smallDocuments = ({ document }: Limits): YogaPlugin => {
  const rule = withinLimits(document);
  return {
    onParse: ({ setParseFn }) =>
      setParseFn((source: string | Source, options?: ParseOptions) =>
        parse(source, { ...options, maxTokens: document.tokens }),
      ),
    onValidate: ({ addValidationRule }) => addValidationRule(rule),
  };
};

/** What an operation asks for is reckoned with its variables, so it is not part of the validation, which is remembered. */
const boundedCost = (limits: Limits): YogaPlugin => {
  const refusal = ({ schema, document, operationName, variableValues }: ExecutionArgs) => {
    const operation = getOperationAST(document, operationName);
    const cost = operation == null ? 0 : costIn(schema, document, operation, limits)(variableValues ?? {});
    return cost <= limits.cost.most
      ? undefined
      : requestError(
          400,
          'TOO_COSTLY',
          `The query asks for about ${cost} values; at most ${limits.cost.most} are given. Ask for fewer with «first», or for less of each.`,
        );
  };
  return {
    onExecute: ({ args, setResultAndStopExecution }) => {
      const error = refusal(args);
      if (error !== undefined) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const error = refusal(args);
      if (error !== undefined) setResultAndStopExecution({ errors: [error] });
    },
  };
};

type Timed = ExecutionArgs & { signal?: AbortSignal };

/** Nobody waits for ever. What a command has begun is not undone; its id tells how it ended. */
const answeredInTime = ({ time: { answerMs } }: Limits): YogaPlugin => {
  const late = () =>
    requestError(
      503,
      'TIMEOUT',
      `No answer within ${answerMs} ms. A command may still be carried out: send it again with the same commandId and you get its answer.`,
      { 'retry-after': '5' },
    );
  return {
    onExecute: ({ executeFn, setExecuteFn }) =>
      setExecuteFn((args: Timed) => {
        const giveUp = new AbortController();
        const signal =
          args.signal === undefined ? giveUp.signal : AbortSignal.any([args.signal, giveUp.signal]);
        const answer = executeFn({ ...args, signal } as ExecutionArgs) as unknown;
        if (!(answer instanceof Promise)) return answer;
        return new Promise((resolve, reject) => {
          const timer = setTimeout(() => {
            giveUp.abort();
            resolve({ errors: [late()] });
          }, answerMs);
          const settle = (how: () => void) => {
            clearTimeout(timer);
            how();
          };
          answer.then(
            (result) => settle(() => resolve(result)),
            (error: unknown) => settle(() => reject(error)),
          );
        });
      }),
  };
};

/** Strangers in production get no map: neither the schema nor a guess at what they may have meant. */
const noMap: YogaPlugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
  onExecutionResult: ({ result, setResult }) => {
    if (result === undefined || !('errors' in result) || result.errors === undefined) return;
    setResult({ ...result, errors: result.errors.map(withoutGuess) });
  },
};

const GUESS = / Did you mean .+$/s;

/** In production an error does not help to guess. */
export function withoutGuess(error: GraphQLError): GraphQLError {
  if (!GUESS.test(error.message)) return error;
  const { nodes = null, source = null, positions = null, path = null, extensions } = error;
  return new GraphQLError(error.message.replace(GUESS, ''), { nodes, source, positions, path, extensions });
}

/** The limits of one request, in the order in which they are met. */
export const limitPlugins = (limits: Limits, development: boolean): YogaPlugin[] => [
  ownBody,
  exactVariables,
  smallDocuments(limits),
  boundedCost(limits),
  answeredInTime(limits),
  ...(development ? [] : [noMap]),
];
