import { processDefinition } from '../domain/catalogue/catalogue.ts';
import type { NodeTerms } from '../domain/catalogue/nodeTerms.ts';
import { nodeTermsOf } from '../domain/catalogue/nodeTermsOf.ts';

export const PROJECT = '2603-532390-04-01-482134';
export const OWNER = '12532390MB0B00201A';

/** The terms of a node of the hospital project, as the chain would open it. */
export function termsOf(key: string, profile = 'CX-GOV-60', more: Partial<NodeTerms> = {}): NodeTerms {
  const definition = processDefinition(profile);
  if (definition === undefined) throw new Error(`No process «${profile}».`);
  return {
    ...nodeTermsOf(definition, key, { project: PROJECT, owner: OWNER, ownerName: '彝川县人民医院' }),
    ...more,
  };
}
