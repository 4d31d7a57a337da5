import { plant } from '../../../app/simulation/reference.ts';
import { documentOf } from '../../../app/simulation/script.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import type { Story } from '../recorder.ts';

/** The owner of the plant lets an agent act for it, changes its mind, and tries to take back what is gone. */
export const authorityGrantedAndRevoked: Story = {
  name: 'authority',
  says: 'An authority granted by an owner, replaced by a narrower one, taken back once and not twice.',
  startsAt: '2026-03-02T01:00:00.000Z',
  async tell({ pass, send }) {
    const owner = { role: 'owner', organization: plant.owner } as const;
    const key = { organization: plant.owner, agent: 'agent-1' };
    const letter = {
      agentName: '李代办',
      agentOrganization: '91532390MA6K00302M',
      role: 'owner',
      validUntil: '2026-09-01T00:00:00.000Z',
      documentTitle: '授权委托书',
      documentSha256: documentOf('letter of authority'),
    };
    const stranger = { role: 'owner', organization: unit.housing } as const;
    await send(stranger, 'mandate', 'GrantAuthority', key, letter);
    await send(owner, 'mandate', 'GrantAuthority', key, letter);
    await pass('2026-03-10T01:00:00.000Z');
    await send(owner, 'mandate', 'GrantAuthority', key, { ...letter, commands: ['CompleteWork'] });
    await pass('2026-04-10T01:00:00.000Z');
    for (const reason of ['委托事项已办结。', '再次撤销。'])
      await send(owner, 'mandate', 'RevokeAuthority', key, { reason });
    await pass('2026-04-11T01:00:00.000Z');
  },
};
