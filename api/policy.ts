import { Role } from '../domain/kernel/actor.ts';

/**
 * Who may do and see what 权限: the one table, deny by default. What is not named here is no mutation, and a schema with a
 * field that is not named here is not served. It is judged with the rights that the viewer has now, whatever the instant
 * that is asked about. Single fields stand in `fieldPolicy.ts`.
 */

/**
 * Whose organisation the actor must stand for: a party of the stream (the buyer of a job is its owner 采购人), the one
 * that the command or the key of its stream names in a field, or nobody's in particular.
 */
export type Party =
  | 'owner'
  | 'authority'
  | 'intake'
  | 'participant'
  | 'agency'
  | 'buyer'
  | 'none'
  | { readonly named: string };

/** A role, and the organisation that it must be of. */
export interface Permit {
  readonly role: Role;
  readonly party: Party;
}
const may = (role: Role, party: Party): Permit => ({ role, party });

const owner = [may('owner', 'owner')];
const intake = [may('intake', 'intake')];
/** The window of the project or of the deciding unit itself. Whoever accepts is not the one who decides. */
const window = [...intake, may('intake', 'authority')];
const officer = [may('officer', 'authority'), may('lead', 'authority')];
const lead = [may('lead', 'authority')];
/** Units that take part, a review body among them. */
const participant = [
  may('officer', 'participant'),
  may('lead', 'participant'),
  may('intermediary', 'participant'),
];
const buyer = [may('owner', 'buyer')];
const operator = [may('operator', 'none')];
const agency = [may('intermediary', 'agency')];
const itself = [may('intermediary', { named: 'agency' })];
/** Whoever can be acted for lets others act. */
const principal = [may('owner', { named: 'organization' }), may('intermediary', { named: 'organization' })];
/** Who brings randomness to a draw is a participant of it. */
const contributor = [
  may('owner', 'participant'),
  may('intermediary', 'participant'),
  may('operator', 'participant'),
  may('supervisor', 'participant'),
];

/** Commands of users. */
export const commandPolicy: Readonly<Record<string, readonly Permit[]>> = {
  // project 项目
  RegisterProject: [may('owner', { named: 'owner' })],
  TerminateProject: owner,
  AcceptTogether: intake,
  ReceiveInAdvance: intake,

  // matter 办件
  GivePreReview: officer,
  ReceiveMatter: intake,
  ReceiveAndAcceptMatter: intake,
  RequestCorrection: intake,
  AcceptMatter: intake,
  RefuseAcceptance: intake,
  SubmitCorrection: owner,
  CompleteStep: officer,
  DecideMatter: officer,
  DeliverMatter: intake,
  WithdrawMatter: owner,

  // what several kinds of node have in common
  StartSpecialProcedure: officer,
  EndSpecialProcedure: officer,
  ExtendLimit: officer,
  GiveOpinion: participant,
  OverrideDisagreement: lead,
  SendReasons: lead,
  FollowUpConsent: participant,
  CheckConsent: lead,
  SubmitRevision: owner,
  RecheckDemand: participant,
  AddDemand: participant,
  ReturnForRevision: lead,

  // joint survey 联合踏勘
  AcceptSurvey: window,
  ConveneVisit: lead,
  HoldVisit: lead,
  RequestSecondVisit: participant,
  ConcludeSurvey: lead,
  WithdrawSurvey: owner,

  // several reviews in one 多评合一
  AcceptReview: window,
  ConveneMeeting: lead,
  IssueDemands: lead,
  ConcludeReview: lead,
  WithdrawReview: owner,

  // joint drawing review 联合审图
  AcceptDrawings: window,
  IssueFirstOpinion: [...lead, ...participant],
  ConcludeDrawings: lead,
  SubmitFiling: [...lead, ...participant],
  WithdrawDrawings: owner,

  // joint acceptance 联合验收
  AcceptAcceptance: window,
  CompleteIntake: [...window, ...lead],
  NotifySite: lead,
  HoldSite: lead,
  IssueCorrections: lead,
  ReportCorrection: owner,
  IssueOpinionPaper: lead,
  FileAcceptance: lead,
  WithdrawAcceptance: owner,

  // off-clock work 链外环节
  CompleteWork: owner,
  WithdrawWork: owner,

  // agency 中介机构
  RegisterAgency: itself,
  ChangeServices: itself,
  ChangeOwnership: itself,
  ListAgency: operator,
  RefuseAgency: operator,
  DelistAgency: operator,

  // job 中介选取
  PublishJob: [may('owner', { named: 'buyer' })],
  PlaceBid: [may('intermediary', 'none')],
  WithdrawBid: agency,
  RecheckApplicant: operator,
  JudgeLowQuote: buyer,
  DecideTie: operator,
  SelectWinner: [...buyer, ...operator],
  AnnounceDraw: [...buyer, ...operator],
  CommitDraw: contributor,
  RevealDraw: contributor,
  RaiseObjection: [may('intermediary', 'none')],
  AnswerObjection: buyer,
  WinnerGivesUp: agency,
  SignContract: buyer,
  TerminateJob: buyer,
  AnnulJob: operator,

  // engagement 服务履约
  DeliverResult: agency,
  ConfirmDelivery: buyer,
  RejectDelivery: buyer,
  TerminateEngagement: buyer,

  // authority of agents 委托授权
  GrantAuthority: principal,
  RevokeAuthority: principal,

  // sessions 会话: the security administrator 安全管理员 ends them, and leaves a trace that the auditor reads
  EndSessions: [may('security', 'none')],

  // supervision 电子监察 and the calendar 工作日历
  MarkAlertSeen: [may('supervisor', 'none')],
  ImportHolidayNotice: [may('system', 'none')],
};

/** Commands that nobody gives for another, whatever its authority says: an authority is not passed on (民法典 169). */
export const inPerson: ReadonlySet<string> = new Set(['GrantAuthority', 'RevokeAuthority']);

/** Commands that only the system itself gives: sagas and wake-ups. They are no mutations. */
export const systemCommands: ReadonlySet<string> = new Set([
  'StartProject',
  'CompleteProject',
  'OpenMatter',
  'OpenMatterInAdvance',
  'OpenSurvey',
  'OpenReview',
  'OpenDrawings',
  'OpenAcceptance',
  'OpenWork',
  'NotePurchase',
  'NotePurchaseEnd',
  'AcceptUnderCommonReceipt',
  'LapseCorrection',
  'DeemMatterAccepted',
  'DeemOpinions',
  'CapSpecialProcedure',
  'RederiveDeadlines',
  'RecordBreach',
  'CloseBidding',
  'VoidDraw',
  'ConfirmAward',
  'BeginEngagement',
  'DeemDeliveryConfirmed',
  'RaiseAlert',
  'WithdrawAlert',
  'RaiseViolation',
  'BeginSession',
  'EndSession',
  'BeginDemonstration',
  'CompleteDemonstration',
]);

/**
 * How much of a list or a lookup: all of it, what belongs to the own organisation, streams with a part of its own, or
 * faults of the system alone.
 */
export type Scope = 'all' | 'own' | 'department' | 'party' | 'faults';

/** By role, how much of it. Who is not named gets what `otherwise` says. */
export interface Reading {
  readonly who: Readonly<Partial<Record<Role, Scope>>>;
  readonly otherwise: 'empty' | 'forbidden';
}

const everyone: Reading = {
  who: Object.fromEntries(Role.options.map((role) => [role, 'all'] as const)),
  otherwise: 'forbidden',
};
const clocks: Reading = {
  who: {
    owner: 'own',
    intake: 'department',
    officer: 'department',
    lead: 'department',
    supervisor: 'all',
    audit: 'all',
  },
  otherwise: 'empty',
};

/** Entries into the graph. */
export const queryPolicy: Readonly<Record<string, Reading>> = {
  viewer: everyone,
  calendar: everyone,
  project: everyone,
  jobs: everyone,
  job: everyone,
  agency: everyone,
  agencies: everyone,
  projects: {
    who: {
      owner: 'own',
      intake: 'all',
      officer: 'all',
      lead: 'all',
      supervisor: 'all',
      system: 'all',
      security: 'all',
      audit: 'all',
    },
    otherwise: 'empty',
  },
  deadlines: clocks,
  overdueAlerts: { ...clocks, who: { ...clocks.who, system: 'faults' } },
  overdueByDepartment: {
    who: { intake: 'all', officer: 'all', lead: 'all', supervisor: 'all', audit: 'all' },
    otherwise: 'empty',
  },
  workQueue: {
    who: { intake: 'department', officer: 'department', lead: 'department', supervisor: 'all', audit: 'all' },
    otherwise: 'forbidden',
  },
  myBids: { who: { intermediary: 'own' }, otherwise: 'empty' },
  projections: { who: { system: 'all', audit: 'all' }, otherwise: 'forbidden' },
  mandates: {
    who: {
      owner: 'own',
      intermediary: 'own',
      supervisor: 'all',
      security: 'all',
      audit: 'all',
    },
    otherwise: 'empty',
  },
  history: {
    who: {
      ...Object.fromEntries(Role.options.map((role) => [role, 'party'] as const)),
      supervisor: 'all',
      audit: 'all',
    },
    otherwise: 'forbidden',
  },
};

/** What a viewer may wait for: what it may ask, by the policy of that query. */
export const subscriptionPolicy: Readonly<Record<string, string>> = {
  projectChanged: 'project',
  jobChanged: 'job',
  alertRaised: 'overdueAlerts',
};

/** Facts whose contents nobody but their author sees before the opening of their job 开标. */
export const sealedUntilOpening: ReadonlySet<string> = new Set([
  'BidPlaced',
  'BidWithdrawn',
  'ApplicantExcluded',
]);

/** Streams that anybody may read: public notices. */
export const publicStreams: ReadonlySet<string> = new Set(['calendar']);
