import { statusAt } from '../../domain/mandate/state.ts';
import { availableTo } from '../available.ts';
import type { Builder } from './builder.ts';

/** Authorities by which agents act for organisations. */
export function defineMandates(builder: Builder): void {
  builder.objectType('Mandate', {
    description: 'What an organisation lets an agent do for it 委托授权.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Plain and readable.' }),
      organization: t.exposeString('organization', {
        description: 'Credit code of who is acted for 委托人.',
      }),
      agent: t.exposeString('agent', { description: 'The agent 代办人员: the subject of its token.' }),
      agentName: t.exposeString('agentName', { description: 'Name of the agent.' }),
      agentOrganization: t.exposeString('agentOrganization', {
        description: 'Credit code of the organisation that the agent belongs to.',
      }),
      role: t.exposeString('role', { description: 'The role that the agent acts in.' }),
      commands: t.exposeStringList('commands', {
        nullable: true,
        description: 'The only commands that it may give; null: every command of the role.',
      }),
      validFrom: t.expose('validFrom', { type: 'Instant', description: 'From when on it holds.' }),
      validUntil: t.expose('validUntil', {
        type: 'Instant',
        description: 'The first instant at which it is over.',
      }),
      status: t.field({
        type: 'MandateStatus',
        description: 'Where it stands now.',
        resolve: (mandate) => statusAt(mandate, mandate.asOf),
      }),
      documentTitle: t.exposeString('documentTitle', {
        description: 'What the letter of authority 授权委托书 is called.',
      }),
      documentSha256: t.exposeString('documentSha256', { description: 'SHA-256 of the signed letter.' }),
      grantedAt: t.expose('grantedAt', { type: 'Instant', description: 'When it was granted.' }),
      revokedAt: t.expose('revokedAt', {
        type: 'Instant',
        nullable: true,
        description: 'When it was taken back.',
      }),
      revokedFor: t.exposeString('revokedFor', { nullable: true, description: 'Why it was taken back.' }),
      availableCommands: t.stringList({
        description: 'Commands that its stage allows and the viewer may give.',
        resolve: async ({ stream, stage }, _, context) => availableTo(context, stream, stage),
      }),
      stream: t.exposeString('stream', { description: 'Its stream of facts, for `history`.' }),
    }),
  });
}
