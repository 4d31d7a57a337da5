import { addWorkingDays, announced, nextWorkingDay } from '../../../domain/calendar/calendar.ts';
import { addDays, atTime } from '../../../domain/calendar/day.ts';
import { AgencyRecord } from '../../../domain/catalogue/organization.ts';
import { unit } from '../../../domain/catalogue/region/units.v1.ts';
import { service, servicesV1 } from '../../../domain/catalogue/services.v1.ts';
import type { Instant } from '../../../domain/kernel/instant.ts';
import { staff } from '../script.ts';
import type { Action } from '../simulation.ts';
import { creditCodeOf, places } from './places.ts';
import { ENTRY_DAYS, type Plan, periodOf } from './plan.ts';
import { randomOf } from './random.ts';

/** An agency of the province, and how its application went. */
export interface GeneratedAgency {
  readonly record: AgencyRecord;
  readonly appliedAt: Instant;
  readonly answer: 'listed' | 'refused';
  /** Working days from the application to the answer; the form check has two. */
  readonly answeredAfter: number;
}

const OFFERED = servicesV1.filter(({ status }) => status === 'KEPT').map(({ code }) => code);
const FAMILIES: readonly (readonly string[])[] = [
  [service.feasibility, service.energyReport],
  [service.boundarySurvey],
  [service.eia, service.soilConservation],
  [service.soilConservation],
  [service.energyReport],
  [service.design, service.feasibility],
  [service.drawingReview],
];
const WORDS = '中正 恒信 华测 天衡 经纬 众诚 宏图 博远 瑞丰 嘉禾 同力 云鼎 正源 明德 远大 安信'.split(' ');
const TRADES = '工程咨询 环境科技 测绘 生态技术 勘察设计 节能技术 水利咨询 项目管理'.split(' ');
const APPROVERS = [unit.developmentAndReform, unit.ecology, unit.water, unit.naturalResources] as const;

/** The market opens before the first project begins, so that whoever bids is in it, and stays what it was. */
export function generatedAgency(plan: Plan, index: number): GeneratedAgency {
  const random = randomOf(plan.seed, 'agency', index);
  const place = random.pick(places);
  const creditCode = creditCodeOf('91', place, 'MA7', index);
  const services = random.percent(10) ? random.some(OFFERED, 4) : random.pick(FAMILIES);
  const name = `${place.name}${random.pick(WORDS)}${random.pick(TRADES)}${index + 1}号有限公司`;
  const institution = random.percent(4);
  const owners =
    institution || random.percent(30)
      ? [
          {
            holder: creditCodeOf(institution ? '12' : '91', place, institution ? 'MB7' : 'MA8', index),
            holderName: institution ? `${place.name}技术推广站` : `${place.name}控股有限公司`,
            held: creditCode,
            percent: random.int(5, 60),
            institutionOf: institution ? random.pick(APPROVERS) : null,
          },
        ]
      : [];
  const opening = addDays(periodOf(plan).first, -ENTRY_DAYS);
  const day = nextWorkingDay(announced, addDays(opening, random.int(0, ENTRY_DAYS - 20)));
  const time = `${String(random.int(9, 16)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`;
  return {
    record: AgencyRecord.parse({ creditCode, name, services, owners }),
    appliedAt: atTime(day, time),
    answer: random.percent(3) ? 'refused' : 'listed',
    answeredAfter: random.percent(5) ? random.int(3, 6) : random.int(1, 2),
  };
}

/** Application and answer of one agency. */
export function entryOf({ record, appliedAt, answer, answeredAfter }: GeneratedAgency): readonly Action[] {
  const { creditCode, ...application } = record;
  const { dueOn } = addWorkingDays(announced, appliedAt.slice(0, 10), answeredAfter);
  const act = (at: Instant, type: string, input: object, actor: ReturnType<typeof staff>): Action => ({
    at,
    request: {
      slice: 'agency',
      key: { agency: creditCode },
      type,
      input,
      actor,
      commandId: `generated|${creditCode}|${type}`,
    },
  });
  const operator = staff('operator', unit.governmentServices);
  return [
    act(appliedAt, 'RegisterAgency', application, staff('intermediary', creditCode)),
    answer === 'listed'
      ? act(atTime(dueOn, '16:00'), 'ListAgency', {}, operator)
      : act(
          atTime(dueOn, '16:00'),
          'RefuseAgency',
          { reasons: ['营业执照经营范围不含所申请事项。'] },
          operator,
        ),
  ];
}

/** Who may be asked to bid for a service. */
export type Offering = ReadonlyMap<string, readonly AgencyRecord[]>;

export function offeringOf(agencies: readonly GeneratedAgency[]): Offering {
  const listed = agencies.filter(({ answer }) => answer === 'listed').map(({ record }) => record);
  return new Map(
    OFFERED.map((code) => [code, listed.filter(({ services }) => services.includes(code))] as const),
  );
}
