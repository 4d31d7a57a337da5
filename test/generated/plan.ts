import type { Plan } from '../../app/simulation/generated/plan.ts';

/** A small province over a year, with everything in it that a large one has. */
export const small: Plan = {
  seed: 7,
  projects: 30,
  agencies: 120,
  jobs: 60,
  until: '2026-11-20T04:00:00.000Z',
  months: 12,
};
