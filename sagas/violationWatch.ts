import * as z from 'zod';
import { Violation } from '../domain/kernel/violation.ts';
import { violationIdOf } from '../domain/supervision/decider.ts';
import { nodeOfStream } from './nodeStream.ts';
import { dataOf, type Saga } from './saga.ts';

const Shown = z.object({ violation: Violation });

/** 违规监察: a fact that shows a broken rule raises an alert that stays. It remembers nothing. */
export const violationWatch: Saga<never> = {
  name: 'violation-watch',
  version: 1,
  instancesOf: (fact) => (dataOf(fact)['violation'] === undefined ? [] : [fact.stream]),
  evolve: () => undefined,
  react: (_, fact) => {
    const shown = Shown.safeParse(fact.event.data);
    if (!shown.success) return [];
    const alert = violationIdOf(fact.stream, fact.revision);
    const place = nodeOfStream(fact.stream);
    return [
      {
        commandId: `violation|${alert}`,
        slice: 'alert',
        key: { alert },
        type: 'RaiseViolation',
        input: {
          alert,
          ...shown.data.violation,
          project: place?.project ?? null,
          node: place?.node ?? null,
          raisedAt: fact.recordedAt,
        },
      },
    ];
  },
};
