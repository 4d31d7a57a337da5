import { setTimeout as x } from 'node:timers';
export const y = x;
