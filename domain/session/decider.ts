import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { SessionCommand } from './commands.ts';
import type { SessionEvent } from './events.ts';

/** A session that was not ended. */
export type Session = Omit<Extract<SessionEvent, { type: 'SessionBegun' }>['data'], 'session'>;
/** By the digest of each, oldest first. */
export type SessionData = ReadonlyMap<string, Session>;

type Of<Type extends SessionCommand['type']> = Extract<SessionCommand, { type: Type }>;

export const sessionOutcomes = {
  BeginSession: [['SessionBegun'], ['SessionEnded', 'SessionBegun']],
  EndSession: [['SessionEnded']],
  EndSessions: [['SessionsEnded']],
} as const satisfies Outcomes<SessionCommand['type'], SessionEvent['type']>;

export const sessionDecider: Decider<SessionData, SessionCommand, SessionEvent, unknown> = {
  initialState: new Map(),
  evolve,
  decide(sessions, command): Decision<SessionEvent> {
    switch (command.type) {
      case 'BeginSession':
        return begin(sessions, command);
      case 'EndSession':
        return end(sessions, command);
      case 'EndSessions':
        return endAll(sessions, command);
    }
  },
};

/** What is over is let go of when the next begins: the stream grows, what is remembered does not. */
function evolve(sessions: SessionData, { type, data }: SessionEvent): SessionData {
  if (type === 'SessionsEnded') return new Map();
  if (type === 'SessionBegun') {
    const { session, ...begun } = data;
    return new Map([...open(sessions, data.begunAt), [session, begun]]);
  }
  return new Map([...sessions].filter(([session]) => session !== data.session));
}

const open = (sessions: SessionData, at: Instant) => [...sessions].filter(([, { until }]) => at < until);

function begin(
  sessions: SessionData,
  { data: { most, ...data }, issuedAt }: Of<'BeginSession'>,
): Decision<SessionEvent> {
  if (sessions.has(data.session)) return reject('SessionKnown', 'A session begins once.');
  const begun = {
    type: 'SessionBegun' as const,
    data: {
      session: data.session,
      organization: data.organization,
      roles: data.roles,
      until: data.until,
      begunAt: issuedAt,
    },
  };
  const known = open(sessions, issuedAt);
  const [oldest] = known;
  return oldest === undefined || known.length < most
    ? accept<SessionEvent>(begun)
    : accept<SessionEvent>(
        { type: 'SessionEnded', data: { session: oldest[0], why: 'replaced', endedAt: issuedAt } },
        begun,
      );
}

const end = (sessions: SessionData, { data, issuedAt }: Of<'EndSession'>): Decision<SessionEvent> =>
  sessions.has(data.session)
    ? accept({ type: 'SessionEnded', data: { session: data.session, why: 'left', endedAt: issuedAt } })
    : reject('SessionUnknown', 'There is no such session, or it is over.');

function endAll(sessions: SessionData, { data, issuedAt, actor }: Of<'EndSessions'>): Decision<SessionEvent> {
  const { length } = open(sessions, issuedAt);
  return length === 0
    ? reject('NothingToEnd', 'This user has no session that is open.')
    : accept({
        type: 'SessionsEnded',
        data: { reason: data.reason, sessions: length, endedBy: actor.subject, endedAt: issuedAt },
      });
}
