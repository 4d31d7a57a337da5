import { nodeOfStream } from '../../domain/catalogue/nodeStream.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { inForce } from '../../projections/engine/schema.ts';
import { type BudgetParts, budgetParts, type RememberedBudgets } from '../../projections/query/remaining.ts';
import type { QuerySource } from '../../projections/query/source.ts';

/** Projects that are looked up before others have their turn. */
const AT_ONCE = 100;

/** Most projects that are remembered. */
const MOST = 200_000;

/**
 * What is left of budgets 审批用时: looked up once for each project and forgotten when something happens to its chain, so
 * that a list of all projects in that order costs a reckoning for each and no reading.
 */
export class Budgets implements RememberedBudgets {
  readonly #source: Pick<QuerySource, 'read' | 'calendarAt'>;
  readonly #known = new Map<string, BudgetParts>();
  /** Looked up at this moment; what happens to one meanwhile takes it out. */
  readonly #coming = new Set<string>();

  constructor(source: Pick<QuerySource, 'read' | 'calendarAt'>) {
    this.#source = source;
  }

  /** Something happened to these; the read models hold it. */
  heard(facts: readonly Pick<Recorded, 'stream'>[]): void {
    for (const { stream } of facts) {
      const project = nodeOfStream(stream)?.project;
      if (project === undefined) continue;
      this.#known.delete(project);
      this.#coming.delete(project);
    }
  }

  async of(codes: readonly string[]): Promise<readonly BudgetParts[]> {
    const { read, calendarAt } = this.#source;
    const found = new Map<string, BudgetParts>();
    const unknown: string[] = [];
    for (const code of codes) {
      const known = this.#known.get(code);
      if (known === undefined) unknown.push(code);
      else found.set(code, known);
    }
    for (let from = 0; from < unknown.length; from += AT_ONCE) {
      if (from > 0) await new Promise(setImmediate);
      const some = unknown.slice(from, from + AT_ONCE);
      for (const code of some) this.#coming.add(code);
      const parts = await budgetParts(read, inForce, calendarAt, some);
      if (this.#known.size + parts.length > MOST) this.#known.clear();
      for (const part of parts) {
        found.set(part.code, part);
        if (this.#coming.delete(part.code)) this.#known.set(part.code, part);
      }
    }
    return codes.flatMap((code) => found.get(code) ?? []);
  }
}
