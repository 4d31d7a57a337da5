import { expect, it } from 'vitest';
import { responsibleKind } from '../../api/responsible.ts';
import { unit } from '../../domain/catalogue/region/units.v1.ts';
import { fakeRuntime } from './fake.ts';
import { AGENCY, makeWorld, OWNER } from './world.ts';

it.each([
  ['a unit of the catalogue', unit.water, 'DEPARTMENT'],
  ['an institution that is a unit', unit.archives, 'DEPARTMENT'],
  ['another organ of the state', '11530000MB0A001019', 'DEPARTMENT'],
  ['an agency of the market', AGENCY, 'AGENCY'],
  ['an owner', OWNER, 'OWNER'],
])('%s is told apart', async (_, code, kind) =>
  expect(await responsibleKind(fakeRuntime(makeWorld()), code)).toBe(kind),
);
