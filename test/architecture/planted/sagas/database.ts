import { sql as x } from 'kysely';
export const y = x;
