import type * as z from 'zod';
import type { ProcessNode } from '../processDefinition.ts';
import { service } from '../services.v1.ts';

type Node = z.input<typeof ProcessNode>;

/** A purchase in the market takes notice 3, selection 1, publicity 3 and contract 5 working days. */
const PURCHASE_DAYS = 12;

const purchase = (key: string, title: string, stage: number, bought: string, after: string[]): Node => ({
  key,
  kind: 'INTERMEDIARY',
  title: `${title}·中介选取`,
  stage,
  plannedDays: PURCHASE_DAYS,
  service: bought,
  after,
});
const work = (key: string, title: string, stage: number, plannedDays: number, after: string[]): Node => ({
  key,
  kind: 'INTERMEDIARY',
  title,
  stage,
  plannedDays,
  after,
});

/** Off-clock nodes 非审批环节 of CX-GOV-60: purchases M-, work W-, tenders T-, and the works. Released, never edited. */
export const cxGovOffClockV1: readonly Node[] = [
  purchase('M-FS', '可研报告编制', 1, service.feasibility, ['G01']),
  work('W-FS', '可行性研究报告编制', 1, 20, ['M-FS']),
  purchase('M-SURV', '勘测定界', 1, service.boundarySurvey, ['G01']),
  work('W-SURV', '勘测定界', 1, 8, ['M-SURV']),
  purchase('M-EN', '节能报告', 1, service.energyReport, ['G01']),
  work('W-EN', '节能报告编制', 1, 10, ['M-EN']),
  { key: 'T-DES', kind: 'TENDER', title: '设计招标', stage: 1, plannedDays: 20, after: ['G05'] },
  work('W-PD', '初步设计编制', 1, 25, ['T-DES']),
  purchase('M-EIA', '环评', 2, service.eia, ['G05']),
  work('W-EIA', '环评报告表编制', 2, 15, ['M-EIA']),
  purchase('M-WS', '水保方案', 2, service.soilConservation, ['G05']),
  work('W-WS', '水保方案编制', 2, 8, ['M-WS']),
  { key: 'W-CD', kind: 'EXTERNAL', title: '施工图设计', stage: 3, plannedDays: 20, after: ['G08'] },
  { key: 'T-WKS', kind: 'TENDER', title: '施工招标', stage: 3, plannedDays: 20, after: ['G13'] },
  { key: 'WORKS', kind: 'EXTERNAL', title: '工程施工', stage: 4, plannedDays: 0, after: ['G14'] },
];
