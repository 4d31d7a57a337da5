import type { Builder } from './builder.ts';

/** Most facts set aside that are shown of one reader; how many there are is told beside them. */
const MOST = 200;

/** What those ask who run the system: how far the readers of the log are, and what they could not take in. */
export function defineOperations(builder: Builder): void {
  builder.objectType('LogReader', {
    description: 'A projection or a saga: it reads the facts in order, and remembers how far it has come.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name, for `npm run projections`.' }),
      kind: t.exposeString('kind', { description: 'PROJECTION or SAGA.' }),
      version: t.exposeInt('version', {
        description: 'Of its code; another one starts from the first fact.',
      }),
      position: t.string({
        nullable: true,
        description: 'The last fact that it has handled; null before the first.',
        resolve: ({ position }) => (position === 'start' ? null : String(position)),
      }),
      lagEvents: t.exposeInt('lagEvents', {
        description: 'How many facts it has not handled yet; counted up to 10,000.',
      }),
      lagSeconds: t.exposeFloat('lagSeconds', {
        description: 'How long the first of them has been there; 0 where there is none.',
      }),
      parkedCount: t.int({
        description: 'How many facts it has set aside.',
        resolve: ({ parked }) => parked,
      }),
      parked: t.field({
        type: ['ParkedFact'],
        description: `The first ${MOST} of them.`,
        resolve: ({ reader }, _, { runtime }) => runtime.operations.parked(MOST, reader),
      }),
    }),
  });
  builder.objectType('ParkedFact', {
    description: 'A fact that a reader could not take in 搁置; everything else went on.',
    fields: (t) => ({
      position: t.string({
        description: 'Its place in the log.',
        resolve: ({ position }) => String(position),
      }),
      stream: t.exposeString('stream', { description: 'Its stream, or the instance that was to be woken.' }),
      revision: t.exposeInt('revision', { description: 'Its place in the stream.' }),
      type: t.exposeString('type', { description: 'What happened, in one word.' }),
      reason: t.exposeString('reason', { description: 'Why it could not be taken in.' }),
      since: t.expose('since', { type: 'Instant', description: 'Since when the reader lacks it.' }),
    }),
  });
  builder.queryField('projections', (t) =>
    t.field({
      type: ['LogReader'],
      description: 'The readers of the log, for those who run the system.',
      resolve: (_, __, { runtime }) => runtime.operations.readers(),
    }),
  );
}
