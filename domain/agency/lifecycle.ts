import { setup } from 'xstate';
import { compileLifecycle } from '../kernel/lifecycle.ts';
import type { AgencyEvent } from './events.ts';

/** The life of an agency in the market 中介机构. */
export const agencyMachine = setup({ types: { events: {} as AgencyEvent } }).createMachine({
  id: 'agency',
  initial: 'unregistered',
  states: {
    unregistered: { on: { AgencyRegistered: 'applied' } },
    applied: {
      on: {
        AgencyListed: 'listed',
        AgencyRefused: 'refused',
        AgencyOwnershipChanged: 'applied',
        DeadlineRederived: 'applied',
      },
    },
    refused: { on: { AgencyRegistered: 'applied' } },
    listed: {
      on: {
        AgencyServicesChanged: 'listed',
        AgencyServicesApplied: 'rechecking',
        AgencyOwnershipChanged: 'listed',
        AgencyBreachRecorded: 'listed',
        AgencyDelisted: 'delisted',
      },
    },
    /** Admitted, with an application for further services under check. */
    rechecking: {
      on: {
        AgencyListed: 'listed',
        AgencyRefused: 'listed',
        AgencyOwnershipChanged: 'rechecking',
        AgencyBreachRecorded: 'rechecking',
        AgencyDelisted: 'delisted',
        DeadlineRederived: 'rechecking',
      },
    },
    /** Out of the market; a breach in a job that was won before is still recorded. */
    delisted: { on: { AgencyBreachRecorded: 'delisted' } },
  },
});

export const agencyLifecycle = compileLifecycle(agencyMachine);
