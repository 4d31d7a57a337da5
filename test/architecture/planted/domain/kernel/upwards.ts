import { x } from '../calendar/x.ts';
export const y = x;
