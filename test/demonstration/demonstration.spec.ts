import { demonstrationSlice } from '../../domain/demonstration/slice.ts';
import { describeLifecycle } from '../lifecycleSuite.ts';
import { system } from '../specification.ts';

const issuedAt = '2026-11-24T01:00:00.000Z';
const data = { today: '2026-11-24', until: issuedAt };

describeLifecycle(demonstrationSlice, {
  facts: {
    DemonstrationBegun: { type: 'DemonstrationBegun', data },
    DemonstrationCompleted: { type: 'DemonstrationCompleted', data: { completedAt: issuedAt } },
  },
  commands: {
    BeginDemonstration: { type: 'BeginDemonstration', data, issuedAt, actor: system },
    CompleteDemonstration: { type: 'CompleteDemonstration', data: {}, issuedAt, actor: system },
  },
});
