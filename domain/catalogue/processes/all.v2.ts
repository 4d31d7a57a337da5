import { defineProcess, type ProcessDefinition } from '../processDefinition.ts';
import { cxGov60V1 } from './cxGov60.v1.ts';
import { cxSoc42V1 } from './cxSoc42.v1.ts';
import { kaifeng13V1 } from './kaifeng13.v1.ts';

/** The same chain under version 2 of the catalogue: nodes and promises stay, the policies are those of version 2. */
const underVersion2 = (definition: ProcessDefinition): ProcessDefinition =>
  defineProcess({ ...definition, version: 2, catalogueVersion: 2 });

/** Released and never edited: running chains are pinned to them. */
export const cxGov60V2 = underVersion2(cxGov60V1);
export const cxSoc42V2 = underVersion2(cxSoc42V1);
export const kaifeng13V2 = underVersion2(kaifeng13V1);
