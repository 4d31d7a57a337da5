import type { NodeTerms } from '../catalogue/nodeTerms.ts';
import type { DecisionContext } from '../clock/context.ts';
import { attendanceIncomplete, deemedAbsent } from '../joint/attendance.ts';
import { onlyLead } from '../joint/authority.ts';
import { closingStep, openOpinionClocks } from '../joint/clocks.ts';
import { outstanding, termsOf, unitsOf } from '../joint/joint.ts';
import { complete, heldAsConsent } from '../joint/opinions.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { Violation } from '../kernel/violation.ts';
import type { AcceptanceCommand } from './commands.ts';
import type { AcceptanceEvent, SiteAttendance } from './events.ts';
import { type Acceptance, acceptanceOpinions } from './state.ts';

type Of<Type extends AcceptanceCommand['type']> = Extract<AcceptanceCommand, { type: Type }>;
type Decided = Decision<AcceptanceEvent>;

/** 验收通知 (J13): everybody is told the time; telling them again moves it. */
export function notifySite(acceptance: Acceptance, { data, issuedAt, actor }: Of<'NotifySite'>): Decided {
  const terms = termsOf(acceptance);
  return (
    onlyLead(actor, terms) ??
    (data.inspectAt < issuedAt
      ? reject('InspectionInThePast', `${data.inspectAt} is over; name a time to come.`, 'J13')
      : accept({
          type: 'SiteNotified',
          data: { ...data, notified: [...unitsOf(terms), terms.owner], notifiedAt: issuedAt, clocks: [] },
        }))
  );
}

/** 现场验收 (J13): ends the step of the site; the days for opinions run for whoever still has to give one. */
export function holdSite(
  acceptance: Acceptance,
  { data, issuedAt, actor }: Of<'HoldSite'>,
  { calendar }: DecisionContext,
): Decided {
  const terms = termsOf(acceptance);
  const refused =
    onlyLead(actor, terms) ??
    (acceptance.inspectAt !== undefined && issuedAt < acceptance.inspectAt
      ? reject(
          'InspectionNotYet',
          `The inspection begins at ${acceptance.inspectAt}; record it afterwards.`,
          'J13',
        )
      : undefined) ??
    attendanceIncomplete(terms, data.attendance);
  if (refused !== undefined) return refused;

  const deemed = deemedAbsent(terms, data.attendance, issuedAt);
  const left = outstanding(terms, deemed.map(heldAsConsent));
  const units = [...new Set(left.map(({ unit }) => unit))];
  const inspected: AcceptanceEvent = {
    type: 'SiteInspected',
    data: {
      attendance: data.attendance,
      deemed,
      violations: [
        ...untold(acceptance, terms),
        ...data.attendance.flatMap((each) => dutiesBroken(terms, each)),
      ],
      inspectedAt: issuedAt,
      clocks: [
        ...closingStep(terms, acceptance.clocks, 'site', issuedAt),
        ...openOpinionClocks(calendar, terms, 'opinions', issuedAt, units),
      ],
    },
  };
  return left.length > 0
    ? accept(inspected)
    : accept<AcceptanceEvent>(inspected, complete(acceptance, acceptanceOpinions, issuedAt));
}

const untold = ({ inspectAt }: Acceptance, { authority }: NodeTerms): Violation[] =>
  inspectAt !== undefined
    ? []
    : [
        {
          rule: 'J13',
          charged: authority,
          text: 'The units and the owner were not told the time of the inspection.',
        },
      ];

/** Each duty broken on site is a breach of its own; of who was not there at all nothing else can be said. */
function dutiesBroken(
  terms: NodeTerms,
  { unit, presence, checked, viewSigned }: SiteAttendance,
): Violation[] {
  const name = terms.participants.find((seat) => seat.unit === unit)?.name ?? unit;
  const texts = {
    present: [],
    late: ['came late to the inspection'],
    leftEarly: ['left the inspection early'],
    absent: ['was absent from the inspection'],
  }[presence];
  const there =
    presence === 'absent'
      ? []
      : [
          ...(checked ? [] : ['did not check what its duty is']),
          ...(viewSigned ? [] : ['neither signed nor stated a view on the spot']),
        ];
  return [...texts, ...there].map((text) => ({ rule: 'J13', charged: unit, text: `${name} ${text}.` }));
}
