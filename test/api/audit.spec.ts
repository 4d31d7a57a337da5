import { type Audit, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './http.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

const audits: readonly Audit[] = serverAudits({ url: () => `${served.url}/graphql`, fetchFn: fetch });

const named = audits.map((audit) => [audit.id, audit.name, audit] as const);
const passes = async (audit: Audit) => {
  const result = await audit.fn();
  expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
};

describe('the GraphQL over HTTP specification', () => {
  it('has 61 audits', () => expect(audits).toHaveLength(61));
  it.each(named)('%s %s', (_, __, audit) => passes(audit));
});

describe('the same, now that every document is known', () => {
  it.each(named)('%s %s', (_, __, audit) => passes(audit));
  it('was answered by what is known, where there was something to know', () =>
    expect(served.server.documents.answered).toBeGreaterThan(20));
});
