import { projectCheckDigit } from '../../domain/kernel/ids.ts';
import { OWNER } from './world.ts';

/** The registration of one of very many projects, each with a code of its own. */
export function registration(serial: number) {
  const digits = `26035323900401${String(serial).padStart(5, '0')}`;
  const code = `${digits.slice(0, 4)}-${digits.slice(4, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}-${digits.slice(14)}${projectCheckDigit(digits)}`;
  return {
    code,
    title: 'x'.repeat(200),
    owner: OWNER,
    ownerName: 'x',
    type: 'GOVERNMENT_BUILDING',
    profile: 'CX-GOV-60',
  };
}

export const REGISTER = `mutation ($input: RegisterProjectInput!, $commandId: ID!) {
  registerProject(input: $input, commandId: $commandId) { __typename ... on Accepted { position } } }`;
