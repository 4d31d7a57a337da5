import { openDemands } from './demand.ts';
import { type Joint, seatId } from './joint.ts';
import type { HeldOpinion } from './opinion.ts';

/** A disagreement is healed when every demand that came with it is met. */
const healed = ({ listed }: Joint, held: HeldOpinion): boolean => {
  const own = listed.filter(({ demand }) => seatId(demand) === seatId(held));
  return own.length > 0 && own.every(({ resolved }) => resolved);
};

/** 合并意见: any reasoned disagreement blocks, unless it is healed or the lead has overridden it (J16). */
export const blocking = (joint: Joint): readonly HeldOpinion[] =>
  joint.opinions.filter(
    (held) => held.effect === 'block' && !joint.overridden.includes(seatId(held)) && !healed(joint, held),
  );

/** One line for each seat, as the one reply shows it (J1, J11). */
export const results = (joint: Joint) =>
  joint.opinions.map((held) => ({
    unit: held.unit,
    discipline: held.discipline,
    passed:
      !blocking(joint).includes(held) &&
      !openDemands(joint.listed).some((demand) => seatId(demand) === seatId(held)),
    how: joint.listed.some(({ demand }) => seatId(demand) === seatId(held))
      ? ('rechecked' as const)
      : held.how,
  }));
