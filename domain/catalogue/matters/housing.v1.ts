import type { Matter } from '../matter.ts';
import { naturalDays, workingDays } from '../processDefinition.ts';
import { unit } from '../region/units.v1.ts';
import { pause } from './pauses.v1.ts';
import { commonV1, main, secondary } from './shape.ts';

const common: typeof commonV1 = { ...commonV1, stakes: ['safety'] };

/** Matters of housing, construction and civil defence 住建、人防. Version 1 is released and never edited. */
export const housingMattersV1: readonly Matter[] = [
  {
    ...common,
    code: '530117001000',
    title: '人防工程建设审批',
    units: [unit.housing, unit.civilDefence],
    materials: [main('scheme', '设计方案'), main('areaTable', '面积指标表')],
    legalBasis: ['人民防空法 22'],
    statutory: workingDays(20),
    promised: workingDays(5),
    accountablePost: '住房和城乡建设局人防股股长',
    pauses: [pause.inspection],
    rules: ['T6'],
  },
  {
    ...common,
    code: '530117002000',
    title: '施工图联合审查(消防、人防、节能并入)',
    units: [unit.housing, unit.drawingReviewBody],
    materials: [main('drawings', '全套施工图'), main('surveyReport', '岩土工程勘察报告')],
    legalBasis: ['建设工程质量管理条例 11', '施工图审查管理办法'],
    statutory: workingDays(10),
    promised: workingDays(7),
    accountablePost: '住房和城乡建设局勘察设计股股长',
    mode: 'joint',
    pauses: [pause.expertReview, pause.rectification],
    rules: ['J8', 'J9'],
  },
  {
    ...common,
    code: '530117003000',
    title: '建筑工程施工许可(质量安全监督手续合并)',
    units: [unit.housing],
    materials: [
      main('planningPermit', '建设工程规划许可证'),
      main('contractor', '施工合同与中标通知书'),
      main('drawingsCertificate', '施工图审查合格书'),
      secondary('funds', '建设资金落实承诺'),
    ],
    legalBasis: ['建筑法 8'],
    statutory: naturalDays(7),
    promised: workingDays(3),
    accountablePost: '住房和城乡建设局建管股股长',
    pauses: [],
    rules: ['T23'],
  },
  {
    ...common,
    code: '530117004000',
    title: '建设工程联合验收',
    units: [
      unit.housing,
      unit.naturalResources,
      unit.fire,
      unit.civilDefence,
      unit.archives,
      unit.water,
      unit.ecology,
    ],
    materials: [
      main('surveyReport', '竣工测量报告(多测合一)'),
      main('asBuilt', '竣工图'),
      main('testReports', '检测报告'),
    ],
    legalBasis: ['滨州地方性法规 18', '建设工程质量管理条例 49', '城乡规划法 45'],
    statutory: null,
    statutoryNote: '无统一法定时限',
    promised: workingDays(13),
    accountablePost: '住房和城乡建设局质量安全监督站站长',
    mode: 'joint',
    pauses: [pause.inspection, pause.rectification],
    rules: ['J10', 'J12', 'J13', 'J14'],
  },
];
