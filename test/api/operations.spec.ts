import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../domain/kernel/actor.ts';
import type { AlertView } from '../../projections/views.ts';
import { type Served, serve } from './http.ts';
import { NOW, OFFICE, OWNER } from './world.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
  const fault: AlertView = {
    id: 'fault/projection deadlines/7/s-1/Unheard',
    kind: 'FAULT',
    level: 'RED',
    raisedAt: NOW,
    rule: null,
    text: 'projection deadlines could not take in Unheard',
    department: 'system',
    project: null,
    deadline: null,
    seenBy: null,
    note: null,
  };
  served.world.alerts.push(fault);
});
afterAll(() => served.close());

const as = async (role: Exclude<Role, 'public'>, organization: string | null = null) => ({
  authorization: `Bearer ${await served.issuer.issue({ subject: role, organization, roles: [role] })}`,
});
const kindsFor = async (headers: Record<string, string>, filter = '{}') => {
  const response = await served.ask(`{ overdueAlerts(filter: ${filter}) { nodes { kind } } }`, headers);
  const { data } = (await response.json()) as { data: { overdueAlerts: { nodes: { kind: string }[] } } };
  return data.overdueAlerts.nodes.map(({ kind }) => kind);
};

describe('a fault of the system', () => {
  it('is what the system administrator sees of the alerts, and nothing else', async () => {
    const system = await as('system');
    expect(await kindsFor(system)).toEqual(['FAULT']);
    expect(await kindsFor(system, '{kind: FAULT}')).toEqual(['FAULT']);
    expect(await kindsFor(system, '{kind: LATE}')).toEqual([]);
  });
  it('is among all that supervisors and auditors see', async () => {
    for (const role of ['supervisor', 'audit'] as const)
      expect(await kindsFor(await as(role))).toEqual(['LATE', 'LATE', 'LATE', 'FAULT']);
  });
  it('is nothing for departments, owners or anybody else', async () => {
    expect(await kindsFor(await as('officer', OFFICE))).toEqual(['LATE']);
    expect(await kindsFor(await as('owner', OWNER))).toEqual(['LATE', 'LATE']);
    for (const role of ['security', 'operator', 'intermediary'] as const)
      expect(await kindsFor(await as(role))).toEqual([]);
    expect(await kindsFor({})).toEqual([]);
  });
});
