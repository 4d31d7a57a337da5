import { describe, expect, it } from 'vitest';
import { releasedProcesses } from '../../domain/catalogue/catalogue.ts';
import { demoAgencies } from '../../domain/catalogue/region/agencies.v1.ts';
import { ownersV1 } from '../../domain/catalogue/region/owners.v1.ts';
import { unit, unitsV1 } from '../../domain/catalogue/region/units.v1.ts';
import { service } from '../../domain/catalogue/services.v1.ts';
import { CreditCode } from '../../domain/kernel/ids.ts';

const offering = (code: string) => demoAgencies.filter(({ services }) => services.includes(code));
const bought = [
  ...new Set(releasedProcesses.flatMap(({ nodes }) => nodes.flatMap((node) => node.service ?? []))),
];

describe('the fictional region', () => {
  const codes = [...unitsV1, ...ownersV1, ...demoAgencies].map(({ creditCode }) => creditCode);

  it.each([...new Set(codes)])('R27: %s has a valid check character', (code) =>
    expect(CreditCode.safeParse(code).success).toBe(true),
  );
  it('gives each code once, save to the review body that is both intermediary and participant', () =>
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([unit.drawingReviewBody]));
  it.each(bought)('S5: service %s has at least four agencies that may apply', (code) =>
    expect(
      offering(code).filter(({ owners }) => owners.every(({ institutionOf }) => institutionOf === null))
        .length,
    ).toBeGreaterThanOrEqual(4),
  );
  it('S10: of seven for soil conservation one is owned by an institution of the approving unit', () => {
    expect(offering(service.soilConservation)).toHaveLength(7);
    expect(offering(service.soilConservation).flatMap(({ owners }) => owners)).toEqual([
      expect.objectContaining({ percent: 40, institutionOf: unit.water, held: '91532390MA6K003075' }),
    ]);
  });
});
