import type * as z from 'zod';
import type { ProcessNode } from '../processDefinition.ts';
import { unit } from '../region/units.v1.ts';

type Parts = z.input<typeof ProcessNode>;

/** Seats and steps that several processes share. Version 1 is released and never edited. */
export const seatsV1 = {
  survey: [
    { unit: unit.developmentAndReform, discipline: '投资' },
    { unit: unit.ecology, discipline: '生态环境' },
    { unit: unit.housing, discipline: '建设条件' },
    { unit: unit.water, discipline: '水土保持' },
  ],
  scheme: [
    { unit: unit.housing, discipline: '建筑' },
    { unit: unit.civilDefence, discipline: '人防' },
    { unit: unit.trafficPolice, discipline: '交通' },
  ],
  /** One review body sits for every discipline (J8): departments do no second technical review. */
  drawings: ['结构与质量', '消防', '人防', '节能', '抗震', '防雷'].map((discipline) => ({
    unit: unit.drawingReviewBody,
    discipline,
  })),
  acceptance: [
    { unit: unit.naturalResources, discipline: '规划与土地' },
    { unit: unit.fire, discipline: '消防' },
    { unit: unit.civilDefence, discipline: '人防' },
    { unit: unit.archives, discipline: '档案' },
    { unit: unit.water, discipline: '水土保持' },
    { unit: unit.ecology, discipline: '生态环境' },
  ],
} satisfies Record<string, Parts['participants']>;

export const stepsV1 = {
  survey: [
    { key: 'visit', title: '现场踏勘', days: 2 },
    { key: 'opinion', title: '综合意见', days: 1 },
  ],
  scheme: [
    { key: 'opinions', title: '部门意见', days: 5 },
    { key: 'consolidation', title: '汇总意见', days: 2 },
  ],
  drawings: [
    { key: 'firstOpinion', title: '首次审查意见', days: 5 },
    { key: 'recheck', title: '复审', days: 2 },
  ],
  permit: [
    { key: 'check', title: '核对', days: 1 },
    { key: 'review', title: '审查', days: 1 },
    { key: 'issue', title: '制证', days: 1 },
  ],
  acceptance: [
    { key: 'intake', title: '受理', days: 2 },
    { key: 'site', title: '现场验收', days: 5 },
    { key: 'opinions', title: '专项意见', days: 3 },
    { key: 'opinionPaper', title: '联合验收意见书', days: 2 },
    { key: 'filing', title: '竣工备案', days: 1 },
  ],
} satisfies Record<string, Parts['steps']>;

/** The four stages of the reform (R2). */
export const stageTitles = ['立项用地规划许可', '工程建设许可', '施工许可', '竣工验收'] as const;
