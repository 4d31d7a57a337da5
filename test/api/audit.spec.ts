import { type Audit, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './http.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

const audits: readonly Audit[] = serverAudits({ url: () => `${served.url}/graphql`, fetchFn: fetch });

describe('the GraphQL over HTTP specification', () => {
  it('has 61 audits', () => expect(audits).toHaveLength(61));
  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_, __, audit) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
  });
});
