import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocking } from '../../domain/joint/combine.ts';
import { emptyJoint } from '../../domain/joint/joint.ts';
import { effectOf, evasive, type HeldOpinion, type Opinion, opinionOf } from '../../domain/joint/opinion.ts';
import { unit } from './story.ts';

const written = (reply: Parameters<typeof opinionOf>[0]['reply'], text = '', clause: string | null = null) =>
  opinionOf({ reply, text, clause, conditions: [] });

describe('a reply (J15)', () => {
  it.each([
    ['agreement', written('agree'), 'agree', false],
    ['agreement that must go up', written('agreeGoesUp', '州局'), 'agree', false],
    ['agreement that must go up, but not where', written('agreeGoesUp'), 'agree', true],
    [
      'conditions',
      opinionOf({ reply: 'agreeWithConditions', text: '', clause: null, conditions: ['A'] }),
      'conditions',
      false,
    ],
    ['conditions without any', written('agreeWithConditions'), 'agree', true],
    ['a reasoned disagreement', written('disagree', 'Too near.', 'GB 50016 5.2.2'), 'block', false],
    ['a disagreement without reasons', written('disagree'), 'agree', true],
    ['anything else', written('other', '待研究'), 'agree', true],
  ] as const)('J15: %s', (_, opinion, effect, liable) => {
    expect(effectOf(opinion)).toBe(effect);
    expect(evasive(opinion)).toBe(liable);
  });
});

const opinions = fc.constantFrom<Opinion>(
  { kind: 'agree' },
  { kind: 'agreeWithConditions', conditions: ['A'] },
  { kind: 'disagree', reason: 'Too near.', clause: 'GB 50016 5.2.2' },
  { kind: 'disagree', reason: '', clause: null },
  { kind: 'agreeGoesUp', to: '州局' },
  { kind: 'other', text: '待研究' },
);

describe('the combining rule', () => {
  it('J16: blocks exactly where a reasoned disagreement is not overridden, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(opinions, fc.boolean()), { maxLength: 8 }), (said) => {
        const held = said.map(
          ([opinion], index): HeldOpinion => ({
            unit: unit.water,
            discipline: `d${index}`,
            opinion,
            effect: effectOf(opinion),
            how: 'given',
          }),
        );
        const overridden = said.flatMap(([, yes], index) => (yes ? [`${unit.water}/d${index}`] : []));
        const expected = said.flatMap(([{ kind }, yes], index) =>
          kind === 'disagree' && !yes && held[index]?.effect === 'block' ? [`d${index}`] : [],
        );
        for (const order of [held, held.toReversed()])
          expect(
            blocking({ ...emptyJoint, opinions: order, overridden })
              .map(({ discipline }) => discipline)
              .toSorted(),
          ).toEqual(expected.toSorted());
      }),
    );
  });
});
