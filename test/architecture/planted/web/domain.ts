import { x } from '../domain/tender/x.ts';
export const y = x;
