import { it as x } from 'vitest';
export const y = x;
