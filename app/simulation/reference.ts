import { atTime } from '../../domain/calendar/day.ts';
import { byTheBook, type ProjectScript } from './script.ts';

/** The day on which the reference projects begin. */
const FIRST_DAY = atTime('2026-03-02', '09:00');

const yuan = (amount: number) => amount * 100;

/** A hospital relocation (420 beds, 62,000 m², CNY 380 m), by the approval clock alone: 60 working days. */
export const hospital: ProjectScript = {
  ...byTheBook,
  code: '2603-532390-04-01-482134',
  title: '彝川县人民医院整体迁建项目',
  type: 'GOVERNMENT_BUILDING',
  owner: '12532390MB0B00201A',
  ownerName: '彝川县人民医院',
  profile: 'CX-GOV-60',
  registeredAt: FIRST_DAY,
};

/** A precision-machinery plant on standard land (CNY 260 m), by the approval clock alone: 42 working days. */
export const plant: ProjectScript = {
  ...byTheBook,
  code: '2603-532390-04-01-517421',
  title: '滇精机械精密制造厂房项目',
  type: 'INDUSTRIAL',
  owner: '91532390MA6K00301J',
  ownerName: '滇精机械有限公司',
  profile: 'CX-SOC-42',
  registeredAt: FIRST_DAY,
};

/** The hospital again, with the days that everything off the approval clock takes: permit after 159 working days. */
export const hospitalOffClock: ProjectScript = {
  ...hospital,
  code: '2603-532390-04-01-482159',
  offClock: 'planned',
};

/** The same with its purchases as real jobs in the market, two of them drawn. */
export const hospitalInMarket: ProjectScript = {
  ...hospitalOffClock,
  title: '彝川县人民医院整体迁建项目(含中介选取)',
  market: {
    'M-FS': { method: 'LOWEST_PRICE', ceiling: yuan(480_000), work: 'W-FS', serviceDays: 20 },
    'M-SURV': { method: 'DRAW', ceiling: yuan(120_000), work: 'W-SURV', serviceDays: 8 },
    'M-EN': { method: 'LOWEST_PRICE', ceiling: yuan(90_000), work: 'W-EN', serviceDays: 10 },
    'M-EIA': { method: 'LOWEST_PRICE', ceiling: yuan(160_000), work: 'W-EIA', serviceDays: 15 },
    'M-WS': { method: 'DRAW', ceiling: yuan(75_000), work: 'W-WS', serviceDays: 8 },
  },
};
