import { defineProcess, workingDays } from '../processDefinition.ts';
import { unit } from '../region/units.v1.ts';
import { seatsV1, stageTitles } from './shared.v1.ts';

/**
 * 企业投资项目承诺制: one package with the filing in it up to the start of the works, and one acceptance (R17). Never edit a
 * released version: running chains are pinned to it. Copy it to `.v2.ts`.
 */
export const kaifeng13V1 = defineProcess({
  code: 'KAIFENG-13',
  version: 1,
  title: '企业投资项目承诺制(13 个工作日)',
  catalogueVersion: 1,
  projectTypes: ['INDUSTRIAL'],
  baselineDays: 145,
  targetDays: 13,
  permitNode: 'K01',
  stages: [
    { stage: 1, title: '承诺制开工', days: 8, until: ['K01'] },
    { stage: 4, title: stageTitles[3], days: 5, until: ['K02'] },
  ],
  nodes: [
    {
      key: 'K01',
      kind: 'MATTER',
      title: '承诺制开工审批(含备案)',
      stage: 1,
      matter: '530106001000',
      authority: unit.governmentServices,
      promised: workingDays(8),
      steps: [
        { key: 'filing', title: '备案', days: 1 },
        { key: 'package', title: '承诺事项一次办理', days: 7 },
      ],
      after: [],
    },
    { key: 'WORKS', kind: 'EXTERNAL', title: '工程施工', stage: 4, plannedDays: 0, after: ['K01'] },
    {
      key: 'K02',
      kind: 'JOINT_ACCEPTANCE',
      title: '联合验收',
      stage: 4,
      matter: '530117004000',
      authority: unit.housing,
      participants: seatsV1.acceptance,
      promised: workingDays(5),
      steps: [
        { key: 'intake', title: '受理', days: 1 },
        { key: 'site', title: '现场验收', days: 1 },
        { key: 'opinions', title: '专项意见', days: 1 },
        { key: 'opinionPaper', title: '联合验收意见书', days: 1 },
        { key: 'filing', title: '竣工备案', days: 1 },
      ],
      after: ['K01', 'WORKS'],
    },
  ],
});
