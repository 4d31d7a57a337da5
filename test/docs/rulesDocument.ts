import { laws } from '../../domain/catalogue/laws.ts';
import { isEditableDefault, type Rule, rules } from '../../domain/catalogue/rules.ts';
import { demands } from './demands.ts';

const sections: readonly (readonly [letter: string, title: string])[] = [
  ['T', 'Legal clock 期限'],
  ['M', 'Intermediary market 中介超市'],
  ['S', 'Selection, contract, rating, credit 选取、合同、评价、信用'],
  ['R', 'Project approval reform 工程建设项目审批制度改革'],
  ['J', 'Joint procedures 联合办理'],
  ['Q', 'Tacit approval 超时默许、缺席默认'],
  ['K', 'E-supervision 电子监察'],
];

const introduction = `# Rules

The rules that code, data and refusals cite, by id. This page is made from \`domain/catalogue/rules.ts\` and
\`domain/catalogue/laws.ts\`; a test keeps it equal, so change it there and run \`npx vitest run test/docs -u\`.

A number in a rule is never a constant in code: it is a field of the versioned catalogue, of a profile or of a policy.

**Evidence.** R: read in the source named. U: common practice that was not verified in a text, and therefore an editable
default. D: derived here.

**Sources.** L-… is a law or regulation by its short name: 许可 行政许可法 (2019), 营商 优化营商环境条例 (2019), 核备
企业投资项目核准和备案管理条例 (2016), 政投 政府投资条例 (2019), 环 环境影响评价法, 建 建筑法 and its sister laws, 招 招标投标法,
招实施 its regulation, 民 民法典, and 滨 浙 粤 豫汴 安 京 济 德 the local regulations of Binzhou, Zhejiang, Guangdong, Kaifeng,
Anyang, Beijing, Jinan and Dezhou. P-… is a published local measure or report. C-… is behaviour seen in running systems of
vendors.
`;

const sourceOf = (rule: Rule): string =>
  [rule.evidence, ...(rule.source === null ? [] : [rule.source])].join(': ') +
  (isEditableDefault(rule) ? ' (editable default)' : '');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The whole of `docs/rules.md`. */
export function rulesDocument(): string {
  const bySection = sections.map(([letter, title]) => {
    const rows = Object.entries(rules).filter(([id]) => id.startsWith(letter));
    return `## ${title}\n\n${table(
      ['Id', 'Rule', 'Source'],
      rows.map(([id, rule]) => [id, rule.text, sourceOf(rule)]),
    )}\n`;
  });
  return [
    introduction,
    ...bySection,
    `## Laws that matters rest on 法律依据\n\n${table(
      ['Law and article', 'What it settles'],
      Object.entries(laws).map((row) => [...row]),
    )}\n`,
    `## Demands of the reform\n\nFrom published reform reports; comments and tests cite them by id.\n\n${table(
      ['Id', 'Demand'],
      Object.entries(demands).map((row) => [...row]),
    )}\n`,
  ].join('\n');
}
