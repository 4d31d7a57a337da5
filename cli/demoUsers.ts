import type { Role } from '../domain/kernel/actor.ts';

/** A user of the demonstration: every role has one. */
export interface DemoUser {
  readonly subject: string;
  /** Credit code; null for the three administrators 三员 and the supervisor, who stand for no party. */
  readonly organization: string | null;
  readonly title: string;
}

const SERVICE_BUREAU = '11532390MB0A00106L';

export const demoUsers: Readonly<Record<Exclude<Role, 'public'>, DemoUser>> = {
  owner: {
    subject: 'demo-owner',
    organization: '12532390MB0B00201A',
    title: '彝川县人民医院, project owner 项目单位',
  },
  intermediary: {
    subject: 'demo-intermediary',
    organization: '91532390MA6K00302M',
    title: '云岭工程咨询, intermediary 中介机构',
  },
  intake: {
    subject: 'demo-intake',
    organization: SERVICE_BUREAU,
    title: '政务服务管理局, intake window 综合窗口',
  },
  officer: {
    subject: 'demo-officer',
    organization: '11532390MB0A001015',
    title: '发展和改革局, deciding officer 经办人',
  },
  lead: {
    subject: 'demo-lead',
    organization: SERVICE_BUREAU,
    title: '政务服务管理局, lead of joint procedures 牵头部门',
  },
  operator: {
    subject: 'demo-operator',
    organization: SERVICE_BUREAU,
    title: '政务服务管理局, market operator 平台运营',
  },
  supervisor: { subject: 'demo-supervisor', organization: null, title: 'e-supervisor 电子监察' },
  system: { subject: 'demo-system', organization: null, title: 'system administrator 系统管理员' },
  security: { subject: 'demo-security', organization: null, title: 'security administrator 安全管理员' },
  audit: { subject: 'demo-audit', organization: null, title: 'auditor 审计管理员' },
};

export const demoRoles = Object.keys(demoUsers) as readonly (keyof typeof demoUsers)[];
