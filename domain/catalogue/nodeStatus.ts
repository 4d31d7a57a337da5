import * as z from 'zod';

/** Where a node of the chain stands, whatever kind it is. */
export const NodeStatus = z.enum([
  'WAITING',
  'READY',
  'IN_PROGRESS',
  'PAUSED',
  'DONE',
  'REFUSED',
  'WITHDRAWN',
]);
export type NodeStatus = z.infer<typeof NodeStatus>;
