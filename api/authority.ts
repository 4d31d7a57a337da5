import { uncovered } from '../app/mandates.ts';
import type { Actor } from '../domain/kernel/actor.ts';
import type { Parties } from '../domain/kernel/slice.ts';
import { commandPolicy, inPerson, type Party, type Permit, queryPolicy, type Scope } from './policy.ts';
import { organizationOf, standsFor, type Viewer } from './viewer.ts';

/** What a command is about: who has a part in its stream, and what its key and its input name. */
export interface Situation {
  readonly parties: Parties;
  readonly named: Readonly<Record<string, unknown>>;
}

const words: Record<Exclude<Party, object>, string> = {
  owner: 'the owner 项目单位',
  authority: 'the deciding or leading unit',
  intake: 'the unit whose window receives it 综合窗口',
  participant: 'a participating unit 协办部门',
  agency: 'an agency 中介机构 with a part in it',
  buyer: 'the buyer 采购人',
  none: 'any organisation',
};

/** The organisations that a party stands for here; undefined where it is anybody's. */
function organisationsOf(
  party: Party,
  { parties, named }: Situation,
): readonly (string | undefined)[] | undefined {
  if (typeof party === 'object') return [String(named[party.named])];
  switch (party) {
    case 'none':
      return undefined;
    case 'participant':
      return parties.participants ?? [];
    case 'agency':
      return parties.agencies ?? [];
    case 'buyer':
      return [parties.owner];
    default:
      return [parties[party]];
  }
}

/** Why somebody who acts for another may not do this, whatever its role. */
export interface AgentDenial {
  readonly code: string;
  readonly message: string;
  readonly rule?: string;
}

/** What an agent may not do for another 代办; undefined: nothing stands against it, or it acts for itself. */
export function agentDenial(
  command: string,
  viewer: Viewer,
  { parties }: Pick<Situation, 'parties'>,
): AgentDenial | undefined {
  const { organization, onBehalfOf, mandated } = viewer;
  if (onBehalfOf == null) return undefined;
  if (inPerson.has(command))
    return {
      code: 'NoSubdelegation',
      message: `«${command}» is for ${onBehalfOf} itself; an authority is not passed on.`,
      rule: '民法典 169',
    };
  if (partiesIn(parties).some((code) => code === organization))
    return {
      code: 'ConflictOfInterest',
      message: `${organization} has a part of its own in this; nobody acts here for ${onBehalfOf} who belongs to it.`,
      rule: '民法典 168',
    };
  return uncovered({ commands: mandated ?? null }, command);
}

/** Every organisation with a part in a stream. */
export const partiesIn = ({ participants = [], agencies = [], ...single }: Parties): string[] =>
  [...Object.values(single), ...participants, ...agencies].filter((code) => code !== undefined);

/** The first of the viewer's roles that may do this here; undefined: it may not. */
export function permitFor(command: string, viewer: Viewer, situation: Situation): Permit | undefined {
  if (agentDenial(command, viewer, situation) !== undefined) return undefined;
  const permits = (commandPolicy[command] ?? []).filter(({ role, party }) => {
    if (!viewer.roles.includes(role)) return false;
    const organisations = organisationsOf(party, situation);
    return organisations === undefined || organisations.some((code) => standsFor(viewer, code));
  });
  // Whoever has several roles acts in the one that the command names, where it names one.
  return permits.find(({ role }) => role === situation.named['role']) ?? permits[0];
}

/** Whether the viewer has the role for a command, whatever the organisation. */
export const hasRoleFor = (command: string, viewer: Viewer): boolean =>
  agentDenial(command, viewer, { parties: {} }) === undefined &&
  (commandPolicy[command] ?? []).some(({ role }) => viewer.roles.includes(role));

export const actorOf = ({ subject, organization, onBehalfOf = null }: Viewer, { role }: Permit): Actor => ({
  subject: subject ?? 'public',
  organization,
  role,
  onBehalfOf,
});

/** Who may do it instead, for the message of a refusal. */
export function whoMay(command: string, viewer: Viewer, situation: Situation): string {
  const permitted = (commandPolicy[command] ?? []).map(({ role, party }) => {
    const codes = (organisationsOf(party, situation) ?? []).filter((code) => code !== undefined);
    const who = typeof party === 'object' ? `the organisation named in «${party.named}»` : words[party];
    return `${role} of ${who}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`;
  });
  const own = organizationOf(viewer);
  const self = `${viewer.roles.join(', ')}${own === null ? '' : ` of ${own}`}`;
  return `«${command}» is for ${permitted.join(' or ')}; you act as ${self}.`;
}

/** How much of a query's answer the viewer may see; undefined: nothing. */
export function scopeOf(field: string, { roles }: Viewer): Scope | undefined {
  const scopes = roles.flatMap((role) => queryPolicy[field]?.who[role] ?? []);
  return scopes.includes('all') ? 'all' : scopes[0];
}
