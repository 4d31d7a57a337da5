import { nodeOfStream } from '../domain/catalogue/nodeStream.ts';
import { violationsIn } from '../domain/kernel/violation.ts';
import type { Saga } from './saga.ts';

/** 违规监察: a fact that shows a broken rule raises an alert that stays. It remembers nothing. */
export const violationWatch: Saga<never> = {
  name: 'violation-watch',
  version: 1,
  instancesOf: ({ stream, revision, event }) =>
    violationsIn(stream, revision, event.data).length > 0 ? [stream] : [],
  evolve: () => undefined,
  react: (_, { stream, revision, recordedAt, event }) => {
    const place = nodeOfStream(stream);
    return violationsIn(stream, revision, event.data).map(({ id: alert, ...violation }) => ({
      commandId: `violation|${alert}`,
      slice: 'alert',
      key: { alert },
      type: 'RaiseViolation',
      input: {
        alert,
        ...violation,
        project: place?.project ?? null,
        node: place?.node ?? null,
        raisedAt: recordedAt,
      },
    }));
  },
};
