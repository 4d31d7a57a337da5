import { describe } from 'vitest';
import { describeAppends } from './contract/appends.ts';
import { givenStore, type Subject } from './contract/given.ts';
import { describeOrder } from './contract/order.ts';
import { describeProcesses } from './contract/processes.ts';
import { describeSubscriber } from './contract/subscriber.ts';

/**
 * What every event store must do; an adapter is finished when it passes this, and only then. The store may hold facts of
 * others (a real server always does), so names are fresh and nothing is said about absolute positions.
 */
export const describeEventStore = (name: string, create: () => Promise<Subject>) =>
  describe(`event store: ${name}`, () => {
    const t = givenStore(create);
    describeAppends(t);
    describeOrder(t);
    describeSubscriber(t);
    describeProcesses(t);
  });
