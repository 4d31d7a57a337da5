import { enterMarket } from '../../../app/simulation/demonstration.ts';
import { projectPlayer, registrationOf } from '../../../app/simulation/projectPlayer.ts';
import { hospital, hospitalInMarket, plant } from '../../../app/simulation/reference.ts';
import type { ProjectScript } from '../../../app/simulation/script.ts';
import { demoAgencies } from '../../../domain/catalogue/region/agencies.v1.ts';
import type { Story } from '../recorder.ts';

const byTheClock = (name: string, script: ProjectScript): Story => ({
  name,
  says: `${script.title} by the approval clock alone, from its registration to its filing.`,
  startsAt: script.registeredAt,
  tell: ({ play }) => play([projectPlayer(script)], [registrationOf(script)], '2026-08-01T00:00:00.000Z'),
});

/** The reference projects. */
export const hospitalByTheClock = byTheClock('hospital', hospital);
export const plantByTheClock = byTheClock('plant', plant);

export const hospitalWithPurchases: Story = {
  name: 'hospital-in-market',
  says: 'The hospital with everything off the clock and five purchases in the market, two drawn; G10 is two days late.',
  startsAt: '2026-02-02T01:00:00.000Z',
  tell: ({ play }) => {
    const script = { ...hospitalInMarket, late: { G10: 2 } };
    return play(
      [projectPlayer(script)],
      [...demoAgencies.flatMap(enterMarket), registrationOf(script)],
      '2026-12-20T00:00:00.000Z',
    );
  },
};
