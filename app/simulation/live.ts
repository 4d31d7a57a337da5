import { announced, nextWorkingDay, subtractWorkingDays } from '../../domain/calendar/calendar.ts';
import { addDays, atTime } from '../../domain/calendar/day.ts';
import { ownersV1 } from '../../domain/catalogue/region/owners.v1.ts';
import { projectCheckDigit } from '../../domain/kernel/ids.ts';
import type { LegalDay } from '../../domain/kernel/instant.ts';
import { byTheBook, type ProjectScript } from './script.ts';

/** A project that lies where a reader of the boards wants to see something. */
interface Live extends Partial<Omit<ProjectScript, 'owner'>> {
  readonly title: string;
  readonly owner: number;
  /** Working days from its start to the day it is dated by. */
  readonly days: number;
  /** That day, relative to today: 0 is today, or the next working day where today is none. */
  readonly until: number;
}

const industrial = { type: 'INDUSTRIAL', profile: 'CX-SOC-42' } as const;
const government = { type: 'GOVERNMENT_BUILDING', profile: 'CX-GOV-60' } as const;
const purchase = (work: string, serviceDays: number, stopAt?: 'OPENED' | 'AWARDED') =>
  ({ method: 'LOWEST_PRICE', ceiling: 18_000_000, work, serviceDays, stopAt }) as const;
const draw = (work: string, serviceDays: number, stopAt?: 'OPENED' | 'AWARDED') =>
  ({ ...purchase(work, serviceDays, stopAt), method: 'DRAW' }) as const;

/** From start to the end of its limit E02 takes 1 + 6 working days, E04 1 + 10, E07 14 + 5. */
const lives: readonly Live[] = [
  { ...industrial, title: '光纤预制棒生产线项目', owner: 5, days: 16, until: 1 },
  { ...industrial, title: '绿源食品冷加工厂房项目', owner: 6, days: 11, until: 0, stalled: ['E02', 'E04'] },
  { ...industrial, title: '金沙冷链物流中心项目', owner: 7, days: 11, until: -2, stalled: ['E02', 'E04'] },
  { ...industrial, title: '云麓新材料一期项目', owner: 8, days: 19, until: 0, stalled: ['E07'] },
  { ...industrial, title: '生物制药提取车间项目', owner: 9, days: 19, until: -8, stalled: ['E07'] },
  { ...industrial, title: '光纤涂覆车间扩建项目', owner: 5, days: 11, until: 0, stalled: ['E04'] },
  { ...industrial, title: '绿源食品污水处理项目', owner: 6, days: 11, until: -4, stalled: ['E02', 'E04'] },
  { ...industrial, title: '云麓新材料二期项目', owner: 8, days: 3, until: 0, correcting: ['E02', 'E04'] },
  { ...government, title: '彝川县第一中学综合楼项目', owner: 2, days: 5, until: -2, stalled: ['G01'] },
  {
    ...government,
    title: '彝川县图书馆新馆项目',
    owner: 3,
    days: 18,
    until: 0,
    pausedAt: { G05: 'assessment' },
  },
  {
    ...government,
    title: '彝川县人民医院门诊楼改造项目',
    owner: 0,
    days: 6,
    until: 0,
    offClock: 'planned',
    market: { 'M-FS': purchase('W-FS', 20), 'M-SURV': draw('W-SURV', 8), 'M-EN': purchase('W-EN', 10) },
  },
  {
    ...government,
    title: '第一中学运动场项目',
    owner: 2,
    days: 10,
    until: 0,
    offClock: 'planned',
    market: {
      'M-FS': draw('W-FS', 20),
      'M-SURV': purchase('W-SURV', 8),
      'M-EN': purchase('W-EN', 10, 'OPENED'),
    },
  },
  { ...industrial, title: '生物制药发酵车间项目', owner: 9, days: 11, until: 0, stalled: ['E04'] },
];

/** Smaller projects dated relative to a day, so that the boards of that day show work in every state. */
export const liveProjects = (today: LegalDay): readonly ProjectScript[] =>
  lives.map(({ owner, days, until, ...live }, index) => {
    const { creditCode, name } = ownersV1[owner] ?? { creditCode: '', name: '' };
    const start = daysBefore(onWorkingDay(today, until), days);
    return {
      ...byTheBook,
      ...industrial,
      ...live,
      code: codeOf(start, index),
      owner: creditCode,
      ownerName: name,
      registeredAt: atTime(start, '09:00'),
    };
  });

/** The working day so many working days from today, or from the next one where today is none. */
function onWorkingDay(today: LegalDay, offset: number): LegalDay {
  let day = nextWorkingDay(announced, today);
  for (let step = 0; step < offset; step += 1) day = nextWorkingDay(announced, addDays(day, 1));
  return offset < 0 ? daysBefore(day, -offset) : day;
}

const daysBefore = (day: LegalDay, days: number) => subtractWorkingDays(announced, day, days).dueOn;

/** A project code with a right check digit, numbered by its place in the list. */
function codeOf(start: LegalDay, index: number): string {
  const month = `${start.slice(2, 4)}${start.slice(5, 7)}`;
  const running = String(60_001 + 37 * index);
  return `${month}-532390-04-01-${running}${projectCheckDigit(`${month}5323900401${running}`)}`;
}
