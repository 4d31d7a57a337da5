import type { MandateEvent } from '../../domain/mandate/events.ts';
import { type Projection, put, when } from '../engine/projection.ts';
import { table } from '../engine/table.ts';
import type { MandateView } from '../views.ts';

/** Authorities of agents 委托授权, each as it was granted last. */
export const mandates = table<MandateView>()({
  name: 'mandates',
  key: ['organization', 'agent'],
  columns: { agent_organization: 'text', begins: 'text', ends: 'text', revoked: 'text' },
  indexes: [
    ['valid_to', 'organization', 'agent'],
    ['valid_to', 'agent_organization', 'organization', 'agent'],
  ],
  keyOf: ({ organization, agent }) => [organization, agent],
  cells: ({ agentOrganization, validFrom, validUntil, revokedAt }) => ({
    agent_organization: agentOrganization,
    begins: validFrom,
    ends: validUntil,
    revoked: revokedAt,
  }),
});

/** The key of a stream `mandate-<credit code>-<agent>`. */
function keyOf(stream: string): [organization: string, agent: string] {
  const key = stream.slice('mandate-'.length);
  const dash = key.indexOf('-');
  return [key.slice(0, dash), key.slice(dash + 1)];
}

export const mandatesProjection: Projection = {
  name: 'mandates',
  version: 1,
  tables: [mandates],
  handle: when<MandateEvent>('mandate', {
    AuthorityGranted: ({ stream, event: { data } }) => [
      put(mandates, {
        id: `${data.organization}/${data.agent.subject}`,
        organization: data.organization,
        agent: data.agent.subject,
        agentName: data.agent.name,
        agentOrganization: data.agent.organization,
        role: data.role,
        commands: data.commands,
        validFrom: data.validFrom,
        validUntil: data.validUntil,
        documentTitle: data.document.title,
        documentSha256: data.document.sha256,
        grantedAt: data.grantedAt,
        revokedAt: null,
        revokedFor: null,
        stage: 'granted',
        stream,
      }),
    ],
    AuthorityRevoked: async ({ stream, event: { data } }, rows) => {
      const row = await rows.read(mandates, keyOf(stream));
      if (row === undefined)
        throw new Error(`Corrupt history: ${stream} was taken back before it was granted.`);
      return [
        put(mandates, { ...row, revokedAt: data.revokedAt, revokedFor: data.reason, stage: 'revoked' }),
      ];
    },
  }),
};
