import { actedFor } from '../../domain/kernel/actor.ts';
import type { Recorded } from '../../domain/kernel/recorded.ts';
import { partiesIn, scopeOf } from '../authority.ts';
import type { Context } from '../context.ts';
import { forbidden } from '../errors.ts';
import { opened } from '../guards.ts';
import { publicStreams, sealedUntilOpening } from '../policy.ts';
import { sliceOfStream } from '../streams.ts';
import { organizationOf, standsFor } from '../viewer.ts';
import type { Builder } from './builder.ts';
import type { Event } from './shapes.ts';

/** Whether the viewer may read a stream at all: everything, what is public, or where its organisation has a part. */
async function mayRead({ runtime, viewer }: Context, stream: string): Promise<boolean> {
  if (scopeOf('history', viewer) === 'all') return true;
  const slice = sliceOfStream(runtime, stream);
  if (slice === undefined) return false;
  if (publicStreams.has(slice.name)) return true;
  const parties = partiesIn(slice.parties(await runtime.stateOf(slice.name, stream)));
  return parties.some((code) => standsFor(viewer, code));
}

/** The facts of a stream as this viewer may see them. */
export async function historyFor(context: Context, stream: string): Promise<Event[]> {
  if (!(await mayRead(context, stream)))
    throw forbidden(
      `The history of «${stream}» is for those with a part in it, for supervisors and auditors; ` +
        `you ask as ${context.viewer.roles.join(', ')} of ${organizationOf(context.viewer) ?? 'no organisation'}.`,
    );
  const facts = await context.runtime.history(stream);
  const seal = await sealOn(context, stream, facts);
  return facts.map((fact) => ({ ...fact, withheld: mine(fact, context) ? null : seal(fact) }));
}

const mine = ({ actor }: Recorded, { viewer }: Context): boolean => standsFor(viewer, actedFor(actor));

/** Why the contents of a fact may not be seen yet; null where they may. */
async function sealOn(
  context: Context,
  stream: string,
  facts: readonly Recorded[],
): Promise<(fact: Recorded) => string | null> {
  if (!facts.some(({ event }) => sealedUntilOpening.has(event.type))) return () => null;
  const { runtime, now } = context;
  const job = await runtime.queries.job(stream.slice(stream.indexOf('-') + 1), now);
  if (job !== undefined && (await opened({ ...job, asOf: now }, context))) return () => null;
  const why = `sealed until ${job?.opensAt ?? 'the opening'}`;
  return ({ event }) => (sealedUntilOpening.has(event.type) ? why : null);
}

export function defineHistory(builder: Builder): void {
  builder.objectType('Viewer', {
    description: 'A user 用户, and what it may do.',
    fields: (t) => ({
      subject: t.exposeString('subject', {
        nullable: true,
        description: 'Who it is; shown to its own organisation, to supervisors and to auditors.',
      }),
      organization: t.exposeString('organization', {
        nullable: true,
        description: 'Credit code of its own organisation; shown to the same.',
      }),
      onBehalfOf: t.exposeString('onBehalfOf', {
        nullable: true,
        description:
          'Credit code of the organisation that gave it authority 代办 and is acted for; null where it acts for its own.',
      }),
      roles: t.exposeStringList('roles', { description: 'The roles it has or acted in.' }),
    }),
  });
  builder.objectType('Event', {
    description: 'A fact 事件 in its envelope, as it stands in the log for ever.',
    fields: (t) => ({
      eventId: t.exposeID('eventId', { description: 'UUID of the fact.' }),
      stream: t.exposeString('stream', { description: 'The stream that it belongs to.' }),
      revision: t.exposeInt('revision', { description: 'Its place in the stream, from 0.' }),
      position: t.string({
        description: 'Its place in the whole log.',
        resolve: ({ position }) => String(position),
      }),
      type: t.string({ description: 'What happened, in one word.', resolve: ({ event }) => event.type }),
      schemaVersion: t.exposeInt('schemaVersion', {
        description: 'Version of the shape that it was stored in.',
      }),
      recordedAt: t.expose('recordedAt', { type: 'Instant', description: 'When it was recorded.' }),
      actor: t.field({
        type: 'Viewer',
        description: 'Who is responsible for it 经办人.',
        // Who placed a sealed bid is as sealed as the bid.
        resolve: ({ actor: { subject, organization, role, onBehalfOf }, withheld }) =>
          withheld === null
            ? { subject, organization, roles: [role], onBehalfOf }
            : { subject: null, organization: null, roles: [role] },
      }),
      causationId: t.exposeString('causationId', { description: 'Id of the command that led to it.' }),
      correlationId: t.exposeString('correlationId', {
        description: 'Id of the conversation that it belongs to.',
      }),
      data: t.field({
        type: 'JSON',
        nullable: true,
        description: 'What it says, raised to the shape of today.',
        resolve: ({ event, withheld }) => (withheld === null ? event.data : null),
      }),
      withheld: t.exposeString('withheld', { nullable: true, description: 'Why data is empty.' }),
    }),
  });
}
