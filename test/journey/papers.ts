import { type ProjectScript, documentOf } from '../../app/simulation/script.ts';
import { processDefinition } from '../../domain/catalogue/catalogue.ts';
import { nodeTermsOf } from '../../domain/catalogue/nodeTermsOf.ts';

/** The materials that a node asks for, all of them, each with the digest of its own. */
export function papersOf({ profile, code, owner, ownerName }: ProjectScript, node: string) {
  const definition = processDefinition(profile);
  if (definition === undefined) throw new Error(`There is no process ${profile}.`);
  return nodeTermsOf(definition, node, { project: code, owner, ownerName }).materials.map(({ key }) => ({
    key,
    sha256: documentOf(`${code}/${node}/${key}`),
  }));
}
