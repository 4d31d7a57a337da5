import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cruise, forbidden } from './cruise.ts';

const root = new URL('../..', import.meta.url).pathname;
const layers = ['domain', 'store', 'projections', 'sagas', 'app', 'api', 'cli', 'web', 'test', 'bench'];

/** The whole house is walked, and others may be at work on the machine. */
describe('layers', { timeout: 90_000 }, () => {
  it('keep the law', () => {
    const { modules, broken } = cruise(root, ...layers.filter((layer) => existsSync(`${root}/${layer}`)));
    expect(broken).toEqual([]);
    // A gate that looked at nothing has not let anything pass.
    expect(modules).toBeGreaterThan(100);
  });

  it('have no toothless rule: each is broken by the planted files meant for it, and by no other', () => {
    const { broken } = cruise(
      new URL('planted', import.meta.url).pathname,
      ...layers.filter((l) => l !== 'bench'),
    );
    expect(broken.toSorted()).toEqual(
      [
        'domain-imports-only-itself: domain/approval/outside.ts',
        'domain-needs-only-zod-xstate-temporal-polyfill-canonicalize: domain/approval/node.ts',
        'domain-needs-only-zod-xstate-temporal-polyfill-canonicalize: domain/approval/package.ts',
        'domain-needs-only-zod-xstate-temporal-polyfill-canonicalize: domain/approval/development.ts',
        'domain-needs-only-zod-xstate-temporal-polyfill-canonicalize: domain/approval/missing.ts',
        'resolvable: domain/approval/missing.ts',
        'kernel-imports-no-other-room: domain/kernel/upwards.ts',
        'slices-meet-in-sagas-and-projections: domain/approval/neighbour.ts',
        'store-imports-only-the-kernel: store/upwards.ts',
        'projections-imports-only-itself-domain: projections/sideways.ts',
        'projections-needs-only-zod-kysely-temporal-polyfill-canonicalize: projections/node.ts',
        'sagas-imports-only-itself-domain: sagas/sideways.ts',
        'sagas-needs-only-zod-temporal-polyfill-canonicalize: sagas/database.ts',
        'app-imports-only-itself-domain-store-projections-sagas: app/upwards.ts',
        'api-imports-only-itself-domain-projections-app: api/beneath.ts',
        'api-imports-only-itself-domain-projections-app: api/cli.ts',
        'nobody-imports-the-cli: api/cli.ts',
        'no-test-in-code: api/test.ts',
        'web-imports-only-itself: web/domain.ts',
        'no-circular: domain/tender/circleA.ts',
      ].toSorted(),
    );
    expect(new Set(broken.map((line) => line.split(':')[0]))).toEqual(
      new Set(forbidden.map(({ name }) => name)),
    );
  });
});
