import { type DocumentNode, type ExecutionArgs, type ExecutionResult, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Asked } from './asked.ts';
import { type Cost, costIn } from './cost.ts';
import type { Limits } from './limits.ts';
import { Recent } from './recent.ts';

/** As yoga executes: with the limit of time, and not yet with what happens to errors. */
type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/** An operation that has passed every check there is, but for those of its variables. */
export interface Known {
  readonly document: DocumentNode;
  readonly schema: ExecutionArgs['schema'];
  readonly costOf: Cost;
  readonly execute: Execute;
}

/** Roughly what a token weighs when it is parsed. */
const BYTES_PER_TOKEN = 400;

/**
 * Documents that were asked before. Yoga alone parses, validates and judges: what it has once found good and begun to
 * execute is known from then on, with the very function that it executes with.
 */
export class KnownDocuments {
  /** Handed to yoga as its own cache, which would else count documents and not how large they are. */
  readonly parsed: Recent<DocumentNode>;
  readonly #known = new WeakMap<DocumentNode, Map<string | null, Known>>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    const { tokens, rememberedBytes } = limits.document;
    this.#limits = limits;
    this.parsed = new Recent(
      rememberedBytes,
      ({ length }) => length * 2 + Math.min(length, tokens) * BYTES_PER_TOKEN,
    );
  }

  find(text: string, operationName: string | null): Known | undefined {
    const document = this.parsed.get(text);
    return document && this.#known.get(document)?.get(operationName);
  }

  /** How many requests were answered by what is known. */
  answered = 0;

  /** To be the last that touches how yoga executes. */
  get plugin(): Plugin<object, Asked> {
    return {
      onExecute: ({ args, executeFn }) => this.#learn(args, executeFn as Execute),
    };
  }

  #learn({ schema, document, operationName = null }: ExecutionArgs, execute: Execute): void {
    const known = this.#known.get(document) ?? new Map<string | null, Known>();
    const operation = getOperationAST(document, operationName);
    if (operation == null || known.has(operationName)) return;
    const costOf = costIn(schema, document, operation, this.#limits);
    known.set(operationName, { document, schema, costOf, execute });
    this.#known.set(document, known);
  }
}
