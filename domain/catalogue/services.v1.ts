import * as z from 'zod';
import { deepFreeze } from './freeze.ts';
import { Service } from './service.ts';

const kept = { status: 'KEPT', cancelledBecause: null, priceBasis: '市场调节价' } as const;

/** Base codes of services by what is rendered, so that the data of the catalogue reads. */
export const service = {
  feasibility: '539004001000',
  energyReport: '539004002000',
  projectApplication: '539004003000',
  boundarySurvey: '539015001000',
  eia: '539016001000',
  design: '539017001000',
  drawingReview: '539017002000',
  soilConservation: '539019001000',
} as const;

/** All intermediary services in version 1. Released and never edited: copy it to `services.v2.ts`. */
export const servicesV1: readonly Service[] = deepFreeze(
  z.array(Service).parse([
    {
      ...kept,
      code: service.feasibility,
      title: '可行性研究报告编制',
      matters: ['530104003000'],
      legalBasis: ['政府投资条例 9'],
      plannedDays: 20,
    },
    {
      ...kept,
      code: service.energyReport,
      title: '节能报告编制',
      matters: ['530104002000'],
      legalBasis: ['节约能源法 15'],
      plannedDays: 10,
    },
    {
      code: service.projectApplication,
      title: '项目申请报告编制',
      matters: ['530104005000'],
      legalBasis: [],
      status: 'CANCELLED',
      cancelledBecause: '申请人可自行编制,不得要求委托中介机构 (S11)',
      plannedDays: 10,
      priceBasis: '市场调节价',
    },
    {
      ...kept,
      code: service.boundarySurvey,
      title: '勘测定界',
      matters: ['530115002000'],
      legalBasis: ['土地管理法 52'],
      plannedDays: 8,
    },
    {
      ...kept,
      code: service.eia,
      title: '环境影响报告表编制',
      matters: ['530116001000'],
      legalBasis: ['环境影响评价法 22'],
      plannedDays: 15,
    },
    {
      ...kept,
      code: service.design,
      title: '工程设计',
      matters: ['530104004000'],
      legalBasis: ['政府投资条例 9'],
      plannedDays: 25,
    },
    {
      ...kept,
      code: service.drawingReview,
      title: '施工图审查',
      matters: ['530117002000'],
      legalBasis: ['建设工程质量管理条例 11'],
      plannedDays: 7,
      priceBasis: '政府购买服务',
    },
    {
      ...kept,
      code: service.soilConservation,
      title: '水土保持方案编制',
      matters: ['530119001000'],
      legalBasis: ['水土保持法 25'],
      plannedDays: 8,
    },
  ]),
);
