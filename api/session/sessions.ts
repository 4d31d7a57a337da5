import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Runtime } from '../../app/runtime.ts';
import type { Actor } from '../../domain/kernel/actor.ts';
import { Instant } from '../../domain/kernel/instant.ts';
import type { Session, SessionData } from '../../domain/session/decider.ts';
import { sessionSlice } from '../../domain/session/slice.ts';
import { Unauthenticated } from '../claims.ts';
import { publicViewer, type Viewer } from '../viewer.ts';
import { type Cookie, cookieOf, hostCookie } from './cookies.ts';
import type { SessionPolicy } from './policy.ts';
import type { Seal } from './seal.ts';

/** What the cookie holds: whose session, which, and when it was last seen. */
const Held = z.object({ subject: z.string(), id: z.string(), seen: Instant });
type Held = z.infer<typeof Held>;

const PURPOSE = 'session';

export interface Known {
  readonly viewer: Viewer;
  readonly until: Instant;
}

/** Sessions of browsers 会话: the cookie is sealed, whether it still holds stands in the event store. */
export interface Sessions {
  /** Whether the request shows a session, good or not. */
  shows(request: IncomingMessage): boolean;
  /** Who asks. What is shown and does not hold is taken from the browser, and is Unauthenticated. */
  viewerOf(request: IncomingMessage, response: ServerResponse): Promise<Known>;
  /** Let a user in under a new name, whatever the browser has shown before. */
  begin(viewer: Viewer, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The user leaves: no copy of the cookie is good from now on. */
  end(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface Parts {
  readonly runtime: Pick<Runtime, 'stateOf' | 'execute' | 'clock'>;
  readonly seal: Seal;
  readonly secure: boolean;
  readonly policy: SessionPolicy;
}

/** The log knows a session by its digest, so that whoever reads the log cannot take it over. */
const digestOf = (id: string) => createHash('sha256').update(id).digest('hex');
const after = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString();

export function createSessions({ runtime, seal, secure, policy }: Parts): Sessions {
  const cookie: Cookie = hostCookie('lianshen-session', secure);
  const { clock } = runtime;

  const sessionOf = async ({ subject, id }: Held): Promise<Session | undefined> => {
    const { data } = await runtime.stateOf(sessionSlice.name, sessionSlice.streamOf({ subject }));
    const session = (data as SessionData).get(digestOf(id));
    return session !== undefined && clock.now() < session.until ? session : undefined;
  };
  const heldBy = async (request: IncomingMessage): Promise<Held | undefined> => {
    const text = cookieOf(request, cookie.name);
    return text === undefined ? undefined : seal.open(PURPOSE, text, Held);
  };
  const give = async (response: ServerResponse, held: Held) =>
    void response.appendHeader('set-cookie', cookie.give(await seal.seal(PURPOSE, held), policy.longestMs));
  const order = (
    type: string,
    subject: string,
    actor: Omit<Actor, 'subject' | 'onBehalfOf'>,
    input: object,
  ) =>
    runtime.execute({
      slice: sessionSlice.name,
      key: { subject },
      type,
      input,
      actor: { ...actor, subject, onBehalfOf: null },
    });

  const viewerIn = (held: Held, { organization, roles }: Session): Viewer => ({
    subject: held.subject,
    organization,
    roles,
    now: async () => {
      const session = await sessionOf(held);
      return session === undefined ? publicViewer : viewerIn(held, session);
    },
  });

  async function leave(request: IncomingMessage): Promise<void> {
    const held = await heldBy(request);
    const session = held && (await sessionOf(held));
    if (held === undefined || session === undefined) return;
    const { organization, roles } = session;
    const by = { organization, role: roles[0] ?? 'public' };
    await order('EndSession', held.subject, by, { session: digestOf(held.id) });
  }

  return {
    shows: (request) => request.headers.cookie?.includes(`${cookie.name}=`) === true,
    async viewerOf(request, response) {
      const held = await heldBy(request);
      const now = clock.now();
      const idle = held === undefined || now >= after(held.seen, policy.idleMs);
      const session = idle ? undefined : await sessionOf(held);
      if (held === undefined || session === undefined) {
        response.appendHeader('set-cookie', cookie.take);
        throw new Unauthenticated('Your session is over; log in again at /auth/login.');
      }
      if (now >= after(held.seen, policy.renewMs)) await give(response, { ...held, seen: now });
      return { viewer: viewerIn(held, session), until: session.until };
    },
    async begin({ subject, organization, roles }, request, response) {
      if (subject === null) throw new Error('Unreachable: whoever was let in has a name.');
      await leave(request);
      const id = randomBytes(32).toString('base64url');
      const now = clock.now();
      const begun = await order(
        'BeginSession',
        subject,
        { organization, role: roles[0] ?? 'public' },
        {
          session: digestOf(id),
          organization,
          roles,
          until: after(now, policy.longestMs),
          most: policy.perSubject,
        },
      );
      if (begun.kind !== 'accepted') throw new Unauthenticated(whyNot(begun));
      await give(response, { subject, id, seen: now });
    },
    async end(request, response) {
      await leave(request);
      response.appendHeader('set-cookie', cookie.take);
    },
  };
}

const whyNot = (answer: Awaited<ReturnType<Runtime['execute']>>): string =>
  answer.kind === 'invalid'
    ? `No session can begin: ${answer.issues.map(({ message }) => message).join(' ')}`
    : `No session can begin: ${answer.kind === 'rejected' ? answer.message : ''}`;
