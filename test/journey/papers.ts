import { documentOf, type ProjectScript } from '../../app/simulation/script.ts';
import { termsOf } from '../nodeTerms.ts';

/** The materials that a node asks for, all of them, each with the digest of its own. */
export const papersOf = ({ profile, code }: ProjectScript, node: string) =>
  termsOf(node, profile).materials.map(({ key }) => ({ key, sha256: documentOf(`${code}/${node}/${key}`) }));
