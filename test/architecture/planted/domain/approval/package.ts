import { graphql as x } from 'graphql';
export const y = x;
