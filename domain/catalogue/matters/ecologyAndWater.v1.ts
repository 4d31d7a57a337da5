import type { Matter } from '../matter.ts';
import { naturalDays, workingDays } from '../processDefinition.ts';
import { unit } from '../region/units.v1.ts';
import { pause } from './pauses.v1.ts';
import { commonV1, main } from './shape.ts';

/** Matters of ecology and of water 生态环境、水务. Version 1 is released and never edited. */
export const ecologyAndWaterMattersV1: readonly Matter[] = [
  {
    ...commonV1,
    code: '530116001000',
    title: '建设项目环境影响报告表审批',
    units: [unit.ecology],
    materials: [main('eiaForm', '环境影响报告表'), main('publicStatement', '公众参与说明')],
    legalBasis: ['环境影响评价法 22'],
    statutory: naturalDays(30),
    promised: workingDays(10),
    accountablePost: '生态环境分局审批股股长',
    stakes: ['ecology'],
    pauses: [pause.expertReview, pause.hearing],
    rules: ['T23'],
  },
  {
    ...commonV1,
    code: '530119001000',
    title: '生产建设项目水土保持方案审批(报告表)',
    units: [unit.water],
    materials: [main('conservationForm', '水土保持方案报告表'), main('pledge', '承诺书')],
    legalBasis: ['水土保持法 25', '水利部令53号'],
    statutory: null,
    statutoryNote: '即时',
    promised: workingDays(1),
    accountablePost: '水务局水土保持股股长',
    mode: 'commitment',
    pauses: [],
    rules: ['R12', 'R13'],
  },
];
