import { x } from '../cli/x.ts';
export const y = x;
