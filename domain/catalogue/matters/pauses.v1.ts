import { deepFreeze } from '../freeze.ts';
import type { PauseReason } from '../nodeTerms.ts';

/** Legal reasons to stop the clock 特别程序. Version 1 is released and never edited. */
export const pause = deepFreeze({
  assessment: { key: 'assessment', title: '咨询评估', legalBasis: 'T13', cap: 30 },
  expertReview: { key: 'expertReview', title: '专家评审', legalBasis: 'T10', cap: 20 },
  siteExpertReview: { key: 'expertReview', title: '公示、听证、专家评审', legalBasis: 'R29', cap: 40 },
  inspection: { key: 'inspection', title: '检验、检测、鉴定', legalBasis: 'T10', cap: 20 },
  publicity: { key: 'publicity', title: '公示', legalBasis: 'T11', cap: 7 },
  hearing: { key: 'hearing', title: '听证', legalBasis: 'T14', cap: 20 },
  rectification: { key: 'rectification', title: '整改', legalBasis: 'J14', cap: null },
} satisfies Record<string, PauseReason>);
