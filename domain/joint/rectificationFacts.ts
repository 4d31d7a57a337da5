import * as z from 'zod';
import { clocks } from '../clock/facts.ts';
import { Text } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { Refusal, Violation } from '../kernel/violation.ts';
import { Demand } from './demand.ts';
import { Material } from './material.ts';

/** 退回整改: what the re-check left open goes back to the owner, and the clock stands still again (J9, J14). */
export const ReturnedForRevision = z.object({
  type: z.literal('ReturnedForRevision'),
  data: z.object({
    /** Ids of the open demands. */
    open: z.array(Text(40)).min(1),
    legalBasis: z.string().min(1),
    returnedAt: Instant,
    clocks,
  }),
});

/** 一次性告知: the one list of all units; the clock stands still while the owner puts things right 整改. */
export const listFact = <Name extends string, More extends z.ZodRawShape>(name: Name, more: More) =>
  z.object({
    type: z.literal(name),
    data: z.object({
      demands: z.array(Demand).min(1),
      legalBasis: z.string().min(1),
      issuedAt: Instant,
      clocks,
      ...more,
    }),
  });

/** The owner hands in what it changed, and the clock runs on. */
export const resubmittedFact = <Name extends string>(name: Name) =>
  z.object({
    type: z.literal(name),
    data: z.object({ materials: z.array(Material), note: Text(2000), submittedAt: Instant, clocks }),
  });

/** 复审: one open item was looked at again by the unit that raised it (J9, J14). */
export const DemandRechecked = z.object({
  type: z.literal('DemandRechecked'),
  data: z.object({ demand: Text(40), resolved: z.boolean(), note: Text(2000), recheckedAt: Instant }),
});

/** A demand in a later round, on content that changed since the list was closed. */
export const DemandAdded = z.object({
  type: z.literal('DemandAdded'),
  data: z.object({ demand: Demand, addedAt: Instant }),
});

/** A new demand on unchanged content: the list is closed, and the reviewer answers for having asked (J8). */
export const NewDemandRefused = z.object({
  type: z.literal('NewDemandRefused'),
  data: z.object({ demand: Demand, refusal: Refusal, violation: Violation, refusedAt: Instant }),
});
