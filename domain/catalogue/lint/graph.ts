import { cumulativeDays, cyclicKeys } from '../graph.ts';
import { promisedDaysOf } from '../plan.ts';
import type { ProcessDefinition } from '../processDefinition.ts';
import { duplicates, error, type Finding } from './finding.ts';

/** Checks of the graph, and of its promises against the target: what no single node can be asked. */
export function lintGraph(definition: ProcessDefinition, where: string): readonly Finding[] {
  const keys = definition.nodes.map(({ key }) => key);
  const known = new Set(keys);
  const cyclic = cyclicKeys(definition);
  const shape = [
    ...duplicates(keys).map((key) =>
      error('DuplicateKey', `${where} / ${key}`, `The key ${key} is given to more than one node.`),
    ),
    ...definition.nodes.flatMap((node) =>
      node.after
        .filter((before) => !known.has(before))
        .map((before) =>
          error(
            'UnknownPredecessor',
            `${where} / ${node.key}`,
            `It comes after «${before}», which is no node of the process.`,
          ),
        ),
    ),
    ...(cyclic.length > 0
      ? [error('Cycle', where, `No order of the nodes exists: ${cyclic.join(', ')} wait for each other.`)]
      : []),
    ...(known.has(definition.permitNode)
      ? []
      : [
          error(
            'UnknownPermitNode',
            where,
            `«${definition.permitNode}» is to be the permit, and is no node of the process.`,
          ),
        ]),
  ];
  return shape.length > 0 ? shape : lintBudget(definition, where);
}

/** The critical path of the promises is the target, and each stage ends where its budget says. */
function lintBudget(definition: ProcessDefinition, where: string): readonly Finding[] {
  const ends = cumulativeDays(definition, promisedDaysOf);
  const path = Math.max(...ends.values());
  const findings: Finding[] = [];
  if (path !== definition.targetDays)
    findings.push(
      error(
        'TargetMissed',
        where,
        `The promises along the critical path add up to ${path} days, and the target is ${definition.targetDays}.`,
      ),
    );
  let budget = 0;
  for (const { stage, days, until } of definition.stages) {
    budget += days;
    const unknown = until.filter((key) => !ends.has(key));
    if (unknown.length > 0)
      findings.push(
        error('UnknownStageEnd', where, `Stage ${stage} ends with ${unknown.join(', ')}, which is no node.`),
      );
    else if (Math.max(...until.map((key) => ends.get(key) ?? 0)) !== budget)
      findings.push(
        error(
          'StageBudgetMissed',
          where,
          `Stage ${stage} ends ${Math.max(...until.map((key) => ends.get(key) ?? 0))} days after the start, and the budgets up to it are ${budget}.`,
        ),
      );
  }
  if (budget !== definition.targetDays)
    findings.push(
      error(
        'StagesMissTarget',
        where,
        `The stage budgets add up to ${budget} days, and the target is ${definition.targetDays}.`,
      ),
    );
  return findings;
}
