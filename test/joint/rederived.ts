import { system } from '../specification.ts';
import { at } from './story.ts';

/** A holiday notice that moved nothing that the example knows of. */
export const rederived = {
  facts: [{ type: 'DeadlineRederived', data: { notice: '2027', clocks: [] } }],
  commands: [
    { type: 'RederiveDeadlines', data: { notice: '2027' }, issuedAt: at('2026-11-02'), actor: system },
  ],
};
