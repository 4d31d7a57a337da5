import { x } from '../tender/x.ts';
export const y = x;
