import { x } from '../domain/calendar/x.ts';
export const y = x;
