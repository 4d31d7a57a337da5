import { defineProcess, type ProcessDefinition } from '../processDefinition.ts';
import { cxGov60V2, cxSoc42V2, kaifeng13V2 } from './all.v2.ts';

/** The same chain under version 3 of the catalogue. */
const underVersion3 = (definition: ProcessDefinition): ProcessDefinition =>
  defineProcess({ ...definition, version: 3, catalogueVersion: 3 });

/** Released and never edited: running chains are pinned to them. */
export const cxGov60V3 = underVersion3(cxGov60V2);
export const cxSoc42V3 = underVersion3(cxSoc42V2);
export const kaifeng13V3 = underVersion3(kaifeng13V2);
