import type * as z from 'zod';
import type { NodeTerms, Participant } from '../catalogue/nodeTerms.ts';
import type { DecisionContext } from '../clock/context.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Instant } from '../kernel/instant.ts';
import type { CommandsOf } from '../kernel/slice.ts';
import { onlyBy, onlySystem } from './authority.ts';
import { closing, closingStep, opinionClockId } from './clocks.ts';
import type { opinionCommands } from './commands.ts';
import { type NewDemand, seenDemand } from './demand.ts';
import { openFollowUps } from './followUp.ts';
import { heldBy, type Joint, outstanding, type Seat, seatId, termsOf } from './joint.ts';
import {
  type DeemedOpinion,
  effectOf,
  evasive,
  type HeldOpinion,
  type Opinion,
  opinionOf,
} from './opinion.ts';
import type { OpinionGiven, OpinionsComplete, OpinionsDeemed } from './opinionFacts.ts';

type OpinionCommand = CommandsOf<typeof opinionCommands>;
type Of<Type extends OpinionCommand['type']> = Extract<OpinionCommand, { type: Type }>;
type Refused = Decision<never> | undefined;
type Given = z.infer<typeof OpinionGiven>;
type Deemed = z.infer<typeof OpinionsDeemed>;
type Complete = z.infer<typeof OpinionsComplete>;

/** What differs between the four procedures. */
export interface OpinionLaw {
  /** The rule that says who sits here; nobody else gives an opinion. */
  readonly seats: string;
  /** The step that is done with the last opinion; null where the conclusion ends it. */
  readonly step: string | null;
  /** A technical review passes or fails; nothing lies between. */
  readonly passOrFail: boolean;
  /** The rule that silence, or an opinion after its limit, breaks. */
  readonly silence: string;
}

export const opinionOutcomes = {
  GiveOpinion: [['OpinionGiven'], ['OpinionGiven', 'OpinionsComplete']],
  DeemOpinions: [['OpinionsDeemed'], ['OpinionsDeemed', 'OpinionsComplete']],
} as const;

export function decideOpinion(
  joint: Joint,
  command: OpinionCommand,
  law: OpinionLaw,
  context: DecisionContext,
) {
  return command.type === 'GiveOpinion' ? give(joint, command, law) : deem(joint, command, law, context);
}

/** 协办意见 (J15): by the unit itself, for a seat it holds, once, in time. */
function give(
  joint: Joint,
  { data, issuedAt, actor }: Of<'GiveOpinion'>,
  law: OpinionLaw,
): Decision<Given | Complete> {
  const terms = termsOf(joint);
  const seat = terms.participants.find((each) => seatId(each) === seatId(data));
  const opinion = opinionOf(data);
  const refused =
    onlyBy(actor, 'the participating unit', data.unit) ??
    noSuchSeat(terms, data, seat, law) ??
    spokenBefore(joint, data) ??
    tooLate(joint, data, issuedAt) ??
    unclear(opinion, data.demands, law) ??
    wrongDemands(joint, data.demands);
  if (refused !== undefined) return refused;

  const held: HeldOpinion = {
    unit: data.unit,
    discipline: data.discipline,
    opinion,
    effect: effectOf(opinion),
    how: 'given',
  };
  const left = outstanding(terms, [...joint.opinions, held]);
  const ids = left.some(({ unit }) => unit === data.unit) ? [] : [opinionClockId(terms, data.unit)];
  const violation = breach(joint, seat?.name ?? data.unit, data, opinion, issuedAt, law);
  const given: Given = {
    type: 'OpinionGiven',
    data: {
      unit: data.unit,
      discipline: data.discipline,
      opinion,
      effect: held.effect,
      demands: data.demands.map((demand) => seenDemand(demand, data, joint.contents)),
      signedBy: actor.subject,
      givenAt: issuedAt,
      clocks: closing(joint.clocks, ids, issuedAt),
      ...(violation === undefined ? {} : { violation }),
    },
  };
  return left.length > 0 ? accept(given) : accept<Given | Complete>(given, complete(joint, law, issuedAt));
}

/** 意见汇齐: the last opinion is there, and the step of giving them is done. */
export const complete = (joint: Joint, { step }: Pick<OpinionLaw, 'step'>, at: Instant): Complete => ({
  type: 'OpinionsComplete',
  data: { completedAt: at, clocks: step === null ? [] : closingStep(termsOf(joint), joint.clocks, step, at) },
});

/** 超时默许 (J15, Q5): only where the policy of the node allows it (Q1), and only of those whose limit is over. */
function deem(
  joint: Joint,
  { issuedAt, actor }: Of<'DeemOpinions'>,
  law: OpinionLaw,
  { calendar }: DecisionContext,
): Decision<Deemed | Complete> {
  const terms = termsOf(joint);
  const denied = onlySystem(actor);
  if (denied !== undefined) return denied;
  if (terms.tacit.silent === 'none')
    return reject(
      'NoTacitConsent',
      `In ${terms.title} silence is no consent; the opinion itself is needed.`,
      'Q1',
    );
  const silent = outstanding(terms, joint.opinions).flatMap(({ unit, discipline }) => {
    const dueAt = dueOf(joint, unit);
    return dueAt === null || issuedAt < dueAt
      ? []
      : [{ unit, discipline, because: 'silent' as const, at: dueAt }];
  });
  const last = silent
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  if (last === undefined) return reject('StillInTime', 'Nobody who has not spoken is past the limit.', 'Q5');

  const deemed: Deemed = {
    type: 'OpinionsDeemed',
    data: {
      deemed: silent,
      deemedAt: last,
      clocks: [
        ...[...new Map(silent.map(({ unit, at }) => [unit, at]))].flatMap(([unit, at]) =>
          closing(joint.clocks, [opinionClockId(terms, unit)], at),
        ),
        ...openFollowUps(calendar, terms, silent),
      ],
      violations: silent.map(({ unit, discipline, at }) => ({
        rule: law.silence,
        charged: unit,
        text: `No opinion on ${discipline} until ${at}: taken as consent, and the unit answers for what follows.`,
      })),
    },
  };
  const left = outstanding(terms, [...joint.opinions, ...silent.map(heldAsConsent)]);
  return left.length > 0 ? accept(deemed) : accept<Deemed | Complete>(deemed, complete(joint, law, last));
}

export const heldAsConsent = ({ unit, discipline, because }: DeemedOpinion): HeldOpinion => ({
  unit,
  discipline,
  opinion: { kind: 'agree' },
  effect: 'agree',
  how: because,
});

const dueOf = (joint: Joint, unit: string): Instant | null =>
  joint.clocks.get(opinionClockId(termsOf(joint), unit))?.due.dueAt ?? null;

const noSuchSeat = (
  terms: NodeTerms,
  seat: Seat,
  found: Participant | undefined,
  law: OpinionLaw,
): Refused =>
  found !== undefined
    ? undefined
    : reject(
        'NotAParticipant',
        `${seat.unit} does not answer for «${seat.discipline}» here; the seats are ${terms.participants
          .map(({ name, discipline }) => `${name}: ${discipline}`)
          .join(', ')}.`,
        law.seats,
      );

/** One opinion each: it is given once, and consent by absence or silence stands (J1, J15). */
function spokenBefore({ opinions }: Joint, seat: Seat): Refused {
  const held = heldBy(opinions, seat);
  if (held === undefined) return undefined;
  return held.how === 'given'
    ? reject('OpinionAlreadyGiven', `The opinion on «${seat.discipline}» was given; it is given once.`, 'J15')
    : reject(
        'OpinionDeemed',
        `The unit was ${held.how} and is taken to agree on «${seat.discipline}».`,
        'Q5',
      );
}

/** From the due instant on silence is consent, where the policy says so; elsewhere late is better than never. */
function tooLate(joint: Joint, { unit }: Seat, at: Instant): Refused {
  const dueAt = dueOf(joint, unit);
  return dueAt === null || at < dueAt || termsOf(joint).tacit.silent === 'none'
    ? undefined
    : reject(
        'OpinionTooLate',
        `Opinions could be given until ${dueAt}; since then silence counts as consent.`,
        'Q5',
      );
}

function unclear(opinion: Opinion, demands: readonly NewDemand[], { passOrFail }: OpinionLaw): Refused {
  if (passOrFail && opinion.kind !== 'agree' && opinion.kind !== 'disagree')
    return reject('PassOrFail', 'A technical review passes (agree) or fails (disagree), in writing.', 'J13');
  if (opinion.kind === 'disagree' && opinion.reason === '' && passOrFail)
    return reject('ReasonsMissing', 'Who fails a discipline says why.', 'J13');
  if (opinion.kind === 'disagree' && opinion.reason !== '' && opinion.clause === null)
    return reject('ClauseMissing', 'A reasoned disagreement names the clause it rests on.', 'J15');
  if (passOrFail && opinion.kind === 'disagree' && demands.length === 0)
    return reject(
      'DemandsMissing',
      'Who fails a discipline gives all its demands at once, in writing.',
      'J13',
    );
  if (demands.length > 0 && effectOf(opinion) === 'agree')
    return reject(
      'AgreementWithDemands',
      'Who agrees demands nothing; agree with conditions, or disagree.',
      'J15',
    );
  return undefined;
}

/** Each demand has an id of its own and is about something that was handed in. */
function wrongDemands({ raised, contents }: Joint, demands: readonly NewDemand[]): Refused {
  const ids = [...raised.map(({ id }) => id), ...demands.map(({ id }) => id)];
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    return reject('DemandExists', `There is a demand «${twice}» already; choose another id.`);
  const unknown = demands.find(({ about }) => !contents.has(about));
  return unknown === undefined
    ? undefined
    : reject(
        'UnknownMaterial',
        `«${unknown.about}» was not handed in; a demand is about one of ${[...contents.keys()].join(', ')}.`,
      );
}

/** An answer that is none (J15), or one after its limit. */
function breach(
  joint: Joint,
  name: string,
  { unit, discipline }: Seat,
  opinion: Opinion,
  at: Instant,
  law: OpinionLaw,
) {
  if (evasive(opinion))
    return {
      rule: 'J15',
      charged: unit,
      text: `${name} neither agreed nor gave reasons on ${discipline}: taken as consent, and it answers for what follows.`,
    };
  const dueAt = dueOf(joint, unit);
  return dueAt === null || at < dueAt
    ? undefined
    : { rule: law.silence, charged: unit, text: `${name} gave its opinion on ${discipline} after ${dueAt}.` };
}
