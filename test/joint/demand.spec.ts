import { describe, expect, it } from 'vitest';
import { unchanged } from '../../domain/joint/demand.ts';
import { contentsOf } from '../../domain/joint/material.ts';
import { sha } from './story.ts';

const sheet = (key: string, sha256: string | null) => ({ key, name: key, sha256 });

describe('unchanged content (J8)', () => {
  const noticed = contentsOf([sheet('A', sha('1')), sheet('B', null)]);

  it.each([
    ['the same digest under the same key', 'A', [], true],
    ['another digest', 'A', [sheet('A', sha('2'))], false],
    ['what was missing and still is', 'B', [], true],
    ['what was missing and came', 'B', [sheet('B', sha('1'))], false],
    ['a sheet that is new', 'C', [sheet('C', sha('1'))], false],
    ['another sheet changed', 'A', [sheet('B', sha('2'))], true],
  ])('J8: %s', (_, key, changes, expected) =>
    expect(unchanged(key, noticed, contentsOf(changes, noticed))).toBe(expected),
  );
});
