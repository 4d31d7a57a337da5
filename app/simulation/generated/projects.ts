import { announced, nextWorkingDay } from '../../../domain/calendar/calendar.ts';
import { addDays, atTime, daysBetween } from '../../../domain/calendar/day.ts';
import { matterOf, processDefinition } from '../../../domain/catalogue/catalogue.ts';
import type { ProcessDefinition, ProcessNode } from '../../../domain/catalogue/processDefinition.ts';
import { projectCheckDigit } from '../../../domain/kernel/ids.ts';
import { byTheBook, type MarketScript, type ProjectScript } from '../script.ts';
import type { Offering } from './agencies.ts';
import { creditCodeOf, type Place, places } from './places.ts';
import { type Plan, periodOf } from './plan.ts';
import { type Random, randomOf } from './random.ts';

/**
 * What becomes of things, in percent: an assumption about a province in which most is on time, chosen so that every
 * board has something to show. Nothing here is measured from a real one.
 */
const SHARE = {
  government: 60,
  industrial: 35,
  packaged: 5,
  /** Of government projects without purchases: those that take the planned days for work off the clock. */
  planned: 65,
  early: 65,
  slightlyLate: 5,
  veryLate: 1.5,
  stalled: 0.4,
  idle: 0.3,
  corrected: 5,
  neverCorrected: 0.3,
  paused: 3,
  refused: 0.4,
  withdrawn: 0.3,
  drawn: 45,
  fewBidders: 4,
  objection: 3,
} as const;

/** Purchase nodes of a government project, with the work that each of them buys. */
const PURCHASES = [
  ['M-FS', 'W-FS', 20],
  ['M-SURV', 'W-SURV', 8],
  ['M-EN', 'W-EN', 10],
  ['M-EIA', 'W-EIA', 15],
  ['M-WS', 'W-WS', 8],
] as const;

const KINDS = [
  { profile: 'CX-GOV-60', types: ['GOVERNMENT_BUILDING'], share: SHARE.government },
  {
    profile: 'CX-SOC-42',
    types: ['SOCIAL', 'SMALL_SOCIAL', 'LAND_WITH_DESIGN', 'INDUSTRIAL'],
    share: SHARE.industrial,
  },
  { profile: 'KAIFENG-13', types: ['INDUSTRIAL'], share: SHARE.packaged },
] as const;

const SUBJECTS =
  '人民医院迁建 第三中学扩建 图书馆新建 体育馆改造 社会福利院新建 文化中心建设 污水处理厂扩建 敬老院改造'.split(
    ' ',
  );
const WORKS =
  '精密制造厂房 冷链物流中心 新材料生产线 食品加工园 生物制药车间 装配式构件厂 数据中心 光伏组件厂'.split(
    ' ',
  );

/** How one project of the province goes: a matter of its number and the seed alone. */
export function generatedProject(plan: Plan, offering: Offering, index: number): ProjectScript {
  const random = randomOf(plan.seed, 'project', index);
  const { first, last } = periodOf(plan);
  const start = nextWorkingDay(announced, addDays(first, random.int(0, daysBetween(first, last))));
  const place = random.pick(places);
  const kind = kindOf(random);
  const definition = processDefinition(kind.profile);
  if (definition === undefined) throw new Error(`Unreachable: ${kind.profile} was released.`);
  const government = kind.profile === 'CX-GOV-60';
  const market =
    government && random.percent(marketShare(plan)) ? marketOf(definition, offering, random) : {};
  const planned = government && (Object.keys(market).length > 0 || random.percent(SHARE.planned));
  const time = `${String(random.int(9, 16)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`;
  return {
    ...byTheBook,
    code: projectCodeOf(start, place, index),
    title: `${place.name}${random.pick(government ? SUBJECTS : WORKS)}项目(${index + 1}期)`,
    type: random.pick(kind.types),
    ...ownerOf(plan, government, random),
    profile: kind.profile,
    registeredAt: atTime(start, time),
    offClock: planned ? 'planned' : 'none',
    ...deviations(definition, planned, random),
    market,
  };
}

function kindOf(random: Random): (typeof KINDS)[number] {
  let left = random.next() * 100;
  for (const kind of KINDS) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  return KINDS[0];
}

/** Of a hundred government projects, those whose purchases are jobs. */
const marketShare = ({ jobs, projects }: Plan): number =>
  (100 * jobs) / (PURCHASES.length * projects * (SHARE.government / 100));

function projectCodeOf(start: string, { code }: Place, index: number): string {
  const month = `${start.slice(2, 4)}${start.slice(5, 7)}`;
  const running = String(index).padStart(5, '0');
  return `${month}-${code}-04-01-${running}${projectCheckDigit(`${month}${code}0401${running}`)}`;
}

/** One owner has five projects or so. */
function ownerOf({ projects }: Plan, government: boolean, random: Random) {
  const number = random.int(0, Math.ceil(projects / 5));
  const place = places[number % places.length] as Place;
  return government
    ? { owner: creditCodeOf('12', place, 'MB8', number), ownerName: `${place.name}第${number + 1}事业单位` }
    : {
        owner: creditCodeOf('91', place, 'MA9', number),
        ownerName: `${place.name}第${number + 1}实业有限公司`,
      };
}

function marketOf(
  { nodes }: ProcessDefinition,
  offering: Offering,
  random: Random,
): Record<string, MarketScript> {
  return Object.fromEntries(
    PURCHASES.map(([purchase, work, serviceDays]) => {
      const service = nodes.find(({ key }) => key === purchase)?.service ?? '';
      const bidders = random.some(
        offering.get(service) ?? [],
        random.percent(SHARE.fewBidders) ? 2 : random.int(3, 7),
      );
      const market: MarketScript = {
        method: random.percent(SHARE.drawn) ? 'DRAW' : 'LOWEST_PRICE',
        ceiling: random.int(40, 900) * 100_000,
        work,
        serviceDays,
        bidders,
        ...(random.percent(SHARE.objection) ? { objection: random.int(1, 3) } : {}),
      };
      return [purchase, market];
    }),
  );
}

type Deviations = Pick<
  ProjectScript,
  'late' | 'stalled' | 'idle' | 'correcting' | 'corrected' | 'pausedFor' | 'refused' | 'withdrawn'
>;

/** What does not go by the book, node by node. */
function deviations(definition: ProcessDefinition, planned: boolean, random: Random): Deviations {
  const late: Record<string, number> = {};
  const corrected: Record<string, number> = {};
  const pausedFor: Record<string, { reason: string; days: number }> = {};
  const [stalled, idle, correcting, refused, withdrawn]: string[][] = [[], [], [], [], []];
  for (const node of definition.nodes) {
    const { key, kind, steps } = node;
    const matter = kind === 'MATTER';
    const shift = shiftOf(node, planned, random);
    if (shift !== 0) late[key] = shift;
    if (random.percent(SHARE.stalled)) stalled?.push(key);
    else if (matter && random.percent(SHARE.idle)) idle?.push(key);
    else if (matter && random.percent(SHARE.neverCorrected)) correcting?.push(key);
    else if (matter && random.percent(SHARE.corrected)) corrected[key] = random.int(1, 9);
    const pauses = matter && node.matter !== null ? (matterOf(node.matter)?.pauses ?? []) : [];
    if (pauses.length > 0 && random.percent(SHARE.paused)) {
      const { key: reason, cap } = random.pick(pauses);
      pausedFor[key] = { reason, days: random.int(3, Math.max(3, (cap ?? 30) - 1)) };
    }
    if (matter && steps.length === 0 && random.percent(SHARE.refused)) refused?.push(key);
    else if (matter && random.percent(SHARE.withdrawn)) withdrawn?.push(key);
  }
  return {
    late,
    corrected,
    pausedFor,
    stalled: stalled ?? [],
    idle: idle ?? [],
    correcting: correcting ?? [],
    refused: refused ?? [],
    withdrawn: withdrawn ?? [],
  };
}

/** Working days that a node ends after its due day, or before it. */
function shiftOf(node: ProcessNode, planned: boolean, random: Random): number {
  const days = node.promised?.days ?? (planned ? (node.plannedDays ?? 0) : 0);
  if (days === 0) return 0;
  if (random.percent(SHARE.veryLate)) return random.int(6, 30);
  if (random.percent(SHARE.slightlyLate)) return random.int(1, 4);
  // Steps end on days of their own, and so do the parts of a joint procedure.
  const whole = node.steps.length === 0 && (node.kind === 'MATTER' || node.promised === null);
  return whole && days > 1 && random.percent(SHARE.early) ? -random.int(1, days - 1) : 0;
}
