import { deepFreeze } from './freeze.ts';

/** A provision 法律依据 that a matter or a service rests on: its id is how it is cited, its text says what it settles. */
export const laws: Readonly<Record<string, string>> = deepFreeze({
  '政府投资条例 9':
    'Government investment needs a project proposal, a feasibility report and a preliminary design.',
  '政府投资条例 11':
    'What the investment authority examines in proposal, feasibility report and preliminary design.',
  '政府投资条例 12':
    'An estimate of the design more than 10 % above that of the feasibility report may require a new feasibility report.',
  '企业投资项目核准和备案管理条例 13':
    'An enterprise files its project online; the filing is complete when all is told.',
  '滨州地方性法规 13': 'Design schemes are reviewed jointly by the departments concerned.',
  '滨州地方性法规 14': 'What several departments must see on site is surveyed jointly.',
  '滨州地方性法规 18':
    'Completed works are accepted jointly, by one set of drawings and standards, with one opinion.',
  '城乡规划法 36':
    'Projects on allocated land that need approval or confirmation ask for a site-selection opinion first.',
  '城乡规划法 37': 'Land-use planning permit for projects on allocated land.',
  '城乡规划法 38': 'Land-use planning permit for projects on land whose use was sold.',
  '城乡规划法 40': 'Works planning permit.',
  '城乡规划法 45': 'Planning verification comes before acceptance; the documents follow within six months.',
  '土地管理法 52': 'The land authority examines the use of land when the feasibility of a project is argued.',
  '节约能源法 15': 'Energy assessment and review of fixed-asset investment.',
  '环境影响评价法 22': 'The EIA form is decided within 30 days of its receipt.',
  '水土保持法 25': 'A soil-conservation plan for works that may cause erosion.',
  水利部令53号: 'Soil-conservation plans: a report is reviewed, a form is decided on a pledge.',
  '人民防空法 22': 'New civil buildings in cities get basements that serve civil defence.',
  '建设工程质量管理条例 11': 'Construction drawings are reviewed before they are used.',
  '建设工程质量管理条例 49': 'Completion is filed within 15 days of the acceptance.',
  施工图审查管理办法:
    'Drawing review takes 15 working days for large works and 10 for medium and smaller ones.',
  '建筑法 8':
    'The construction permit is issued within 7 days of the application where its conditions are met.',
  '民法典 165': 'A written authority names the agent, what it may do, for how long, and is signed.',
  '民法典 168': 'An agent does not deal for its principal with itself, nor with another whom it acts for.',
  '民法典 169': 'An agent passes its authority on only with the consent of the principal.',
  '民法典 173': 'An authority ends with its time, when it is taken back, or when its work is done.',
  '不动产登记暂行条例 20': 'Registration is completed within 30 working days.',
});
