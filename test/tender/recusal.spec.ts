import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OwnershipEdge } from '../../domain/catalogue/agencySnapshot.ts';
import { recusalPath } from '../../domain/tender/recusal.ts';

const water = '11532390MB0A00105H';
const tie = { authority: water, authorityName: '水务局', percent: 20 };
const edge = (
  holder: string,
  held: string,
  percent: number,
  institutionOf: string | null = null,
): OwnershipEdge => ({
  holder,
  holderName: holder,
  held,
  percent,
  institutionOf,
});
const pathOf = (...owners: OwnershipEdge[]) => recusalPath({ code: 'agency', name: 'agency' }, owners, tie);

describe('recusal by ownership', () => {
  it('S10 finds the authority’s institution that holds 40 %', () =>
    expect(pathOf(edge('station', 'agency', 40, water))).toEqual(['agency', 'station (40 %)', '水务局']));
  it('S10 finds the authority itself', () =>
    expect(pathOf(edge(water, 'agency', 25))).toEqual(['agency', `${water} (25 %)`]));
  it('S10 multiplies along the path: 40 % of 50 % are exactly 20 %, and tie', () =>
    expect(pathOf(edge('holding', 'agency', 50), edge('station', 'holding', 40, water))).toEqual([
      'agency',
      'holding (50 %)',
      'station (40 %)',
      '水务局',
    ]));
  it('S10 leaves a path a hundredth of a percent below the threshold', () => {
    expect(pathOf(edge('station', 'agency', 19.99, water))).toBeUndefined();
    expect(pathOf(edge('holding', 'agency', 49.99), edge('station', 'holding', 40, water))).toBeUndefined();
  });
  it('S10 has nothing against an institution of another authority', () =>
    expect(pathOf(edge('station', 'agency', 100, '11532390MB0A001015'))).toBeUndefined());
  it('S10 does not walk downwards: what the agency holds itself is no tie', () =>
    expect(pathOf(edge('agency', water, 100))).toBeUndefined());
  it('S10 ends in a circle of holders too', () =>
    expect(
      pathOf(edge('x', 'agency', 100), edge('y', 'x', 100), edge('x', 'y', 100), edge('agency', 'x', 50)),
    ).toBeUndefined());
  it('S10 finds the one path among many', () => {
    const crowd = Array.from({ length: 50 }, (_, n) => edge(`p${n}`, 'agency', 1));
    expect(
      pathOf(...crowd, edge('holding', 'agency', 50), edge('station', 'holding', 100, water)),
    ).toHaveLength(4);
  });
  it('S10 agrees with the product of the shares on any single path', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }), (shares) => {
        const owners = shares.map((share, n) =>
          edge(`h${n}`, n === 0 ? 'agency' : `h${n - 1}`, share, n === shares.length - 1 ? water : null),
        );
        const product = shares.reduce((whole, share) => whole * BigInt(share), 1n);
        expect(pathOf(...owners) !== undefined).toBe(product >= 20n * 100n ** BigInt(shares.length - 1));
      }),
    );
  });
});
