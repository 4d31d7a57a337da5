import type { NodeStatus } from '../../domain/catalogue/nodeStatus.ts';
import type { NodeKind } from '../../domain/catalogue/nodeTerms.ts';
import type { Level } from '../../domain/clock/clock.ts';
import type { DeadlineKind } from '../../domain/clock/facts.ts';
import type { MandateStatus } from '../../domain/mandate/state.ts';
import type { AlertView, JobStatus, JobView, ProjectOrder, ProjectView } from '../../projections/views.ts';
import { responsibleKinds } from '../responsible.ts';
import type { Builder } from './builder.ts';

const levels: Record<Level, string> = {
  GREEN: 'On time 正常.',
  AMBER: 'Nearly used up, or one working day left 预警 (K2, K3).',
  RED: 'Late 超期: the due instant is reached.',
  PURPLE: 'Under supervision 督办: long overdue.',
};
const projectStatuses: Record<ProjectView['status'], string> = {
  REGISTERED: 'Registered 已赋码; nothing is accepted yet.',
  RUNNING: 'Under approval or construction 办理中.',
  COMPLETED: 'Every node is done 办结.',
  TERMINATED: 'Given up 终止.',
};
const nodeKinds: Record<NodeKind, string> = {
  MATTER: 'An approval matter 审批事项.',
  JOINT_SURVEY: 'A joint site survey 联合踏勘.',
  MULTI_REVIEW: 'Several reviews in one 多评合一.',
  JOINT_DRAWING_REVIEW: 'A joint review of drawings 联合审图.',
  JOINT_ACCEPTANCE: 'A joint acceptance 联合验收.',
  INTERMEDIARY: 'An intermediary service 中介服务, its purchase or its work.',
  TENDER: 'A tender 招标.',
  EXPERT_REVIEW: 'A review by experts 专家评审.',
  EXTERNAL: 'Work outside the approval, such as the building itself 外部工作.',
};
const nodeStatuses: Record<NodeStatus, string> = {
  WAITING: 'A predecessor is not done yet 未开始.',
  READY: 'It may be applied for 可办理.',
  IN_PROGRESS: 'Accepted and under way 办理中.',
  PAUSED: 'The clock stands still 暂停计时.',
  DONE: 'Done 办结.',
  REFUSED: 'Refused 不予许可.',
  WITHDRAWN: 'Taken back 撤回.',
};
const deadlineKinds: Record<DeadlineKind, string> = {
  NODE: 'The limit of a whole node 办结时限.',
  STEP: 'The limit of a step inside a node 环节时限.',
  OPINION: 'The limit of a participant’s opinion 征求意见时限.',
  CORRECTION: 'The limit to ask for or to hand in a correction 补正时限.',
  DELIVERY: 'The limit to deliver the document after the decision 送达时限 (T9).',
  DUTY: 'What is owed after a decision or a consent: a filing 备案 (J9), a view in writing or a check of it (Q5).',
  MARKET: 'A limit of the intermediary market 中介选取时限.',
};
const alertKinds: Record<AlertView['kind'], string> = {
  LATE: 'A limit nearly used up or passed 时限预警或超期.',
  STEP: 'A step overdue inside a node that is on time 环节超期 (K5).',
  VIOLATION: 'A rule was broken 违规.',
  FAULT: 'The system itself could not take something in 系统故障; it goes when that is mended.',
};
const jobStatuses: Record<JobStatus, string> = {
  DRAFT: 'Not published yet 草稿.',
  OPEN: 'Open for bids 报名中.',
  SELECTING: 'Bids are opened; the selection goes on 选取中.',
  PUBLICITY: 'The result is made public and may be objected to 公示中.',
  CONTRACTING: 'The contract is to be signed 待签合同.',
  IN_SERVICE: 'The service is being rendered 服务中.',
  DELIVERED: 'Delivered, to be confirmed 待确认.',
  DONE: 'Delivered and confirmed 已完成.',
  LAPSED: 'Nobody bid 流标.',
  VOID: 'Annulled by a rule 作废.',
  TERMINATED: 'Ended before its time 终止.',
};
const methods: Record<JobView['method'], string> = {
  LOWEST_PRICE: 'The lowest sealed quote wins 竞价选取.',
  DRAW: 'A draw that anybody can verify 随机抽取.',
};
const orders: Record<ProjectOrder, string> = {
  STARTED_AT_DESC: 'Latest start first.',
  STARTED_AT_ASC: 'Earliest start first.',
  REMAINING_ASC: 'Least remaining budget first.',
  CODE_ASC: 'By project code.',
};

const mandateStatuses: Record<MandateStatus, string> = {
  NOT_YET: 'Its time has not begun 未生效.',
  IN_FORCE: 'The agent may act by it 有效.',
  EXPIRED: 'Its time is over 已到期.',
  REVOKED: 'It was taken back 已撤销.',
};

export function defineEnums(builder: Builder): void {
  const define = (name: string, description: string, values: Readonly<Record<string, string>>) =>
    builder.enumType(name, {
      description,
      values: Object.fromEntries(
        Object.entries(values).map(([value, meaning]) => [value, { description: meaning }]),
      ),
    });
  define('Level', 'How a limit stands 预警等级.', levels);
  define('ProjectStatus', 'Where a project stands 项目状态.', projectStatuses);
  define('NodeKind', 'What a node of a chain is 节点类型.', nodeKinds);
  define('NodeStatus', 'Where a node stands 节点状态.', nodeStatuses);
  define('DeadlineKind', 'What a deadline is about 时限类型.', deadlineKinds);
  define('AlertKind', 'Why an alert was raised 预警类型.', alertKinds);
  define('JobStatus', 'Where a job in the market stands 采购状态.', jobStatuses);
  define('SelectionMethod', 'How the winner is found 选取方式.', methods);
  define('MandateStatus', 'Where an authority stands 委托授权状态.', mandateStatuses);
  define('ResponsibleKind', 'Who answers for a deadline.', responsibleKinds);
  define('ProjectOrder', 'Order of a list of projects.', orders);
}
