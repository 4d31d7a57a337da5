import { type Actor, actedFor } from '../kernel/actor.ts';
import { accept, type Decider, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Outcomes } from '../kernel/lifecycle.ts';
import type { MandateCommand } from './commands.ts';
import type { MandateEvent } from './events.ts';
import { evolve, type MandateData, statusAt } from './state.ts';

type Of<Type extends MandateCommand['type']> = Extract<MandateCommand, { type: Type }>;
/** The key of the stream comes with every command. */
type Keyed<Type extends MandateCommand['type']> = Of<Type> & {
  readonly data: { readonly organization: string; readonly agent: string };
};

export const mandateOutcomes = {
  GrantAuthority: [['AuthorityGranted']],
  RevokeAuthority: [['AuthorityRevoked']],
} as const satisfies Outcomes<MandateCommand['type'], MandateEvent['type']>;

export const mandateDecider: Decider<MandateData, MandateCommand, MandateEvent, unknown> = {
  initialState: undefined,
  evolve,
  decide(data, command): Decision<MandateEvent> {
    const { organization } = (command as Keyed<MandateCommand['type']>).data;
    const denied = byItself(command.actor, organization);
    if (denied !== undefined) return denied;
    return command.type === 'GrantAuthority'
      ? grant(command as Keyed<'GrantAuthority'>)
      : revoke(data, command);
  },
};

/** 转委托: what was entrusted is not passed on; only the organisation itself gives and takes. */
function byItself(actor: Actor, organization: string): Decision<never> | undefined {
  if (actor.onBehalfOf !== null)
    return reject(
      'NoSubdelegation',
      `Only ${organization} itself grants or revokes; an authority is not passed on.`,
      '民法典 169',
    );
  return actedFor(actor) === organization
    ? undefined
    : reject('Forbidden', `Only ${organization} itself grants or revokes; use a token of that organisation.`);
}

/** 授权: in the own role, to somebody else, for a time that is not over. */
function grant({ data, issuedAt, actor }: Keyed<'GrantAuthority'>): Decision<MandateEvent> {
  const { organization, role, validUntil } = data;
  const validFrom = data.validFrom ?? issuedAt;
  if (actor.role !== role)
    return reject(
      'NotYourRole',
      `You act as ${actor.role} and can let nobody act as ${role}: nobody grants what it does not have.`,
    );
  if (data.agentOrganization === organization)
    return reject('AgentOfItsOwn', `Who belongs to ${organization} acts for it with a token of its own.`);
  const fault = periodFault(validFrom, validUntil, issuedAt);
  if (fault !== undefined) return fault;
  return accept({
    type: 'AuthorityGranted',
    data: {
      organization,
      agent: { subject: data.agent, name: data.agentName, organization: data.agentOrganization },
      role,
      commands: data.commands == null ? null : [...new Set(data.commands)].toSorted(),
      validFrom,
      validUntil,
      document: { title: data.documentTitle, sha256: data.documentSha256 },
      grantedBy: actor.subject,
      grantedAt: issuedAt,
    },
  });
}

const periodFault = (from: Instant, until: Instant, now: Instant): Decision<never> | undefined =>
  until > from && until > now
    ? undefined
    : reject('PeriodOver', `From ${from} until ${until} there is no time left to act in.`, '民法典 165');

/** 撤销: at once; what is over already needs no taking back. */
function revoke(data: MandateData, { data: { reason }, issuedAt, actor }: Of<'RevokeAuthority'>) {
  if (data === undefined) throw new Error('Unreachable: only what was granted is taken back.');
  return statusAt(data, issuedAt) === 'EXPIRED'
    ? reject('AlreadyOver', `The authority was over at ${data.validUntil}.`, '民法典 173')
    : accept({
        type: 'AuthorityRevoked' as const,
        data: { reason, revokedBy: actor.subject, revokedAt: issuedAt },
      });
}
