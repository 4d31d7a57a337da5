import { x } from '../../store/x.ts';
export const y = x;
