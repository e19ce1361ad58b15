// 简体中文。术语与文书库一致。
import type { Words } from './en';

const pick = (words: Record<string, string>) => (id: string): string => words[id] ?? id;

const zh: Words = {
  all: '全部',
  comma: '、',
  semi: '、',
  space: '',
  placed: (place) => place,
  colon: '：',
  counted: (k) => `（${k}）`,
  why: '为什么',
  loading: (what) => `正在加载：${what}……`,
  verdict: pick({
    satisfied: '已满足', not_satisfied: '未满足', unknown: '未知', undecided: '尚无法决定', waived: '临时豁免', not_applicable: '不适用', nothing_applies: '均不适用',
    meets: '达标', fails: '不达标', not_enough_data: '数据不足', out_of_scope: '不在范围内', '': '未设限值',
  }),
  answer: pick({ applies: '适用', does_not: '不适用', unknown: '未知', presumed: '推定适用' }),
  force: { binding: '有约束力', standard: '标准', soft: '软法', voluntary: '自愿', draft: '草案' },
  table: { count: (shown, all) => (shown === all ? `共 ${all} 行` : `${all} 行中的 ${shown} 行`), more: (k) => `再显示 ${k} 行` },
  menu: {
    overview: '总览', systems: '系统', assess: '评估', law: '规范', findings: '结论', cases: '案件', log: '日志', watch: '监测', intake: '受理', admin: '管理', more: '更多',
    search: '搜索规范', language: '语言', theme: '主题', light: '浅色', dark: '深色', main: '主菜单', short: '主菜单（简）', skip: '跳到正文', licences: '许可',
    footer: (node) => `本页来自 ${node}，不向其他任何服务器请求内容。`,
  },
  error: {
    title: '未能完成', closed: '此处仅供本节点人员使用', again: '重试', request: '请求', noAnswer: '节点没有响应。请检查连接后重试。', status: (s) => `节点返回状态 ${s}。`, page: '控制台的这一部分未能加载，节点可能已更新。', reload: '重新加载页面',
    notHere: '此地址没有内容', notHereSay: '地址可能有误，或原有内容已不在此处。',
  },
  form: { problem: '有问题需要处理', error: '错误：', yes: '是', no: '否', unknown: '我还不知道', next: '下一步', dateHint: '例如 2027-12-02', pick: '选择文件', pickMore: '选择文件（可多选）', nonePicked: '未选择' },
  overview: {
    title: '本节点公开的内容', now: '现在需要您处理', lead: (node) => `${node} 公开它收录了哪些规则、签署了哪些记录，以及两者如何核对。`,
    nothing: (i, e) => `没有需要您处理的事项。已加载 ${i} 部文书，日志有 ${e} 条。可以从这里开始：`,
    doLaw: '阅读规范', doLawSay: '内容是什么、何时起适用、针对谁、还有谁提出同样要求。', doLog: '核对日志', doLogSay: '在您自己的浏览器中算出某条记录确已公布。', doSignIn: '登录', doSignInSay: '评估系统、跟进案件或管理本节点。',
    ahead: '即将到来的日期', allDates: '全部日期', dates: '日期', due: '最近到期', public: '对所有人开放', searchSay: '在标题、条文和编号中查找，中英文均可。', compareSay: '两部文书并列对照。', mapSay: '每个联合国会员国一格，大小相同。', labSay: '可以测量什么，以及何时会误导。', intakeSay: '报告漏洞或滥用，可以不留姓名。',
  },
  law: {
    title: '本节点收录的规范', lead: '文书及其条款；未直接阅读原文的均有标记。此处内容不构成法律意见。', views: '规范的各种视图',
    tabs: { list: '文书', search: '搜索', compare: '对照', matrix: '矩阵', timeline: '时间线', conflicts: '冲突', map: '地图', protects: '保护谁' },
    instrument: '文书', instruments: '文书', provision: '条款', provisions: '条款', place: '法域', market: '市场', force: '效力', status: '状态', source: '来源', read: '已读原文', kind: '类型', id: '编号', locator: '条目号',
    secondary: '二手来源', unverified: '未核实', since: '适用', from: (d) => `自${d}起`, until: (d) => `至${d}`, openDate: '日期未知', ifHolds: '条件', condition: '条件',
    words: '词语', searchFor: (q) => `规范中的“${q}”`, searchHint: '输入中文或英文词语。须全部出现；若无条文全部包含，则显示部分包含者。', nothingFound: '没有包含这些词语的内容。请减少或更换词语，也可用英文。', found: (k) => `找到 ${k} 处。`, someWords: '没有条文包含全部词语。',
    group: '人群', protectsTitle: (g) => `保护${g}的条款`, protectsLead: '为某一人群而设的条款。', forWhom: '针对谁', stages: '生命周期阶段', themes: '议题', protectsWhom: '保护', evidence: '证据', evidenceKind: pick({ document: '文件', judgement: '判断', measurement: '测量' }), signedBy: (r) => `由${r}签署`,
    alike: '还有谁提出同样要求', nobodyElse: '文书库中未见其他文书提出此要求。', rel: pick({ 'equal-to': '相同', 'equivalent-to': '效果相同', 'intersects-with': '有重叠', 'subset-of': '是其一部分', 'superset-of': '包含并超出', 'no-relationship': '不相同', implements: '落实', cites: '引用', replaces: '取代', 'replaced-by': '被取代' }), disputed: '两次解读不一致',
    penalty: '罚则', official: '官方文本', howRead: '阅读方式', history: '沿革', event: pick({ adopted: '通过', 'entry-into-force': '生效', applies: '开始适用', amended: '修订', draft: '草案', replaced: '被取代', repealed: '废止', expires: '失效', 'provisions-begin': '条款开始适用', 'provisions-end': '条款停止适用', signed: '签署', published: '公布' }),
    compareTitle: '两部文书对照', compareLead: '由两次独立解读配对；解读不一致处均予注明。', one: '其一', other: '其二', chooseTwo: '请选择两部文书，或查看', exampleCompare: '欧盟《人工智能法》与韩国基本法', compared: (a, b, k) => `《${a}》与《${b}》有 ${k} 处相合。`, both: '两者都有的要求', only: (t) => `仅见于：${t}`, difference: '差异',
    provisionsOf: (k) => `${k} 条`, matrixTitle: '哪部文书涉及哪个议题', matrixLead: '各文书中涉及某议题或某阶段的条款数。数量多不等于更严。', matrixCaption: '按文书和议题统计的条款数', by: '分组', together: '合计', noneHere: '无', matrixSteps: '色阶：1–2、3–9、10–24、25 及以上。',
    timelineTitle: '规范何时变化', timelineLead: '文书自身载明的日期。', onlyComing: '只看未来', noDates: '没有符合的日期。', dates: '日期', date: '日期', what: '事项', lanes: (i, e) => `${i} 部文书的 ${e} 个日期；下表列出全部。`, past: '已过', coming: '未来',
    conflictsTitle: '规范在何处冲突', conflictsLead: '针对同时受两者约束者：一方要求而另一方禁止之处，以及一方更严之处。', addMarket: '添加市场', conflictType: '冲突类型', remove: '移除', types: pick({ H: '完全履行其一即违反另一', S: '可同时满足：其一更严', P: '国家或主管机关之间' }), chooseMarkets: '请选择系统提供的市场，或查看', exampleConflicts: '欧洲联盟与中国', collisions: (k) => `${k} 处冲突`, mayMeet: '视事实可能同时适用',
  },
  map: {
    title: '本文书库收录情况（按联合国会员国）', lead: '本文书库是否收录某国自己的规范，或其所属、自身构成市场的联盟的规范。空格只说明本库尚缺，并不说明该国没有。', binding: '有约束力且已生效', coming: '有约束力但未生效，或草案', soft: '软法或自愿文本', none: '本库暂无其自身文本',
    label: (b, c, s, x) => `193 个会员国和 2 个观察员国中，本库有 ${b} 国的已生效约束性规范、${c} 国的未生效规范或草案、${s} 国的软法文本，${x} 国暂无。`, sub: '一格一国，格子不表示边界。形状与颜色含义相同。', numbers: '以表格查看', state: '国家', region: '区域', holds: '本库收录', observer: '观察员', regions: { Africa: '非洲', Americas: '美洲', Asia: '亚洲', Europe: '欧洲', Oceania: '大洋洲' },
    disclaimer: '每格代表一个联合国会员国；名称与位置不表示对任何国家或地区法律地位的任何意见。',
  },
  lab: {
    title: '可测量的指标', lead: '每个指标及其区间，以及它不能说明什么。', metric: '指标', name: '名称', property: '性质', says: '含义', unit: '单位', interval: '区间', use: '适合', misuse: '何时误导', assumptions: '前提', procedure: '程序', reference: '核对依据', measure: '如何测量', measureSay: '在系统的内部政策文件中写明该指标和分组列。除非法律规定，限值由所有者自定。',
  },
  log: {
    title: '本节点的日志', lead: '本节点签署的全部记录，按顺序排列。任何改动或撤回都会被发现。', size: (k) => `日志共有 ${k} 条。`, checkpoint: '签名检查点', keys: '密钥', keysLead: '本节点的公钥。请与您从其所有者处另行获得的指纹核对。', entries: (a, b) => `条目 ${a} 至 ${b}，新的在前`, entry: '条目', number: (k) => `条目 ${k}`, kind: '类型', author: '签署者', time: '时间', id: '标识', sealed: '已密封', older: '较早条目', newer: '较新条目', content: '内容', sealedSay: '已密封：不公开。仍可证明其在日志中的位置。', noEntry: '日志中没有此条目。', forYou: '向您显示',
    kindOf: pick({ 'key/1': '密钥', 'instrument/1': '文书', 'system/1': '系统', 'facts/1': '事实', 'evidence/1': '证据', 'judgement/1': '判断', 'waiver/1': '临时豁免', 'approval/1': '批准', 'counter/1': '异议', 'policy/1': '内部政策', 'duties/1': '义务', 'measurement/1': '测量', 'assessment/1': '评估', 'finding/1': '结论', 'dossier/1': '评估卷宗', 'release/1': '公开', 'revoke/1': '密钥撤销', 'erase/1': '删除', 'risk/1': '风险', 'risk-review/1': '风险复核', 'commitment/1': '承诺', 'fulfilment/1': '承诺了结', 'ethics-review/1': '伦理审查', 'access/1': '管理行为', 'breach/1': '超限或其处理', 'case/1': '案件', 'case-step/1': '案件步骤', 'report/1': '已受理的报告' }),
    verifyTitle: '在本浏览器中核对', verifySay: '浏览器取回条目及其证明，自行计算哈希，并核对日志检查点的签名，不采信节点对自身证明的任何说法。', key: '日志密钥', keyHint: '此密钥随页面而来。为求稳妥，请填入您另行获得的密钥。', verify: '核对', verdict: { holds: '成立', fails: '不成立', cannot: '此处无法核对' }, inTree: '条目在日志中', inTreeSay: (i, size, leaf, root) => `共 ${size} 条中的第 ${i} 条：由其字节（哈希 ${leaf}…）沿路径得到根 ${root}…`, inTreeNot: '这不证明条目所说属实。',
    signed: '检查点由日志签署', signedSay: (name) => `已用 ${name} 的密钥核对检查点的 Ed25519 签名。`, signedNot: '这不证明所有人看到同一份日志：那由见证人证明。', noEd25519: '此浏览器不支持 Ed25519：可核对路径，不能核对签名。', noProof: '节点返回的内容不是可读的证明。', byHand: '手动核对：', keyUse: pick({ record: '签署记录', log: '签署检查点' }), keyName: '名称', role: '角色', fingerprint: '指纹',
  },
  systems: {
    title: '系统', lead: '该系统能否上线、在哪里、有何变化？', caption: '本节点评估过的系统', closed: '本节点评估了哪些系统不公开。', none: '尚无系统。', noneSay: '首次评估需要一份系统清单：逐题回答，或上传已有清单。', first: '评估第一个系统', another: '评估另一个系统', system: '系统', answer: '结论', markets: '市场', assessed: '评估日期', notAssessed: '未评估',
    asOf: (d) => `法律状态截至${d}`, signedAs: (k) => `签署为第 ${k} 条`, tabs: '评估的各部分', tab: { duties: '义务', measurements: '测量', whatif: '假设', risks: '风险', history: '历史' }, again: '重新评估', dutiesCaption: (d) => `各市场、各效力的义务，截至${d}`, counts: '数量', notCovered: (m) => `本文书库没有以下市场的约束性文书：${m}。`, next: '接下来请回答', decides: (k) => `决定 ${k} 项义务`,
    noMeasurements: '没有测量。', noMeasurementsSay: '请补充预测或输出，并在 policy.yaml 中设限值，然后重新评估。', measured: (bad, all) => (bad ? `${all} 项比较中有 ${bad} 项不达标。` : `${all} 项比较中没有确定不达标者。`), measuredSub: '横条：95% 区间。着色一侧：达标。空心：区间跨越限值，尚无法判断。', interval: (v, lo, hi, k) => `${v}，区间 ${lo} 至 ${hi}；n = ${k}`, limit: (op, v, owner) => `限值：${op.startsWith('<') ? '不超过' : '不低于'} ${v}${owner ? `，由 ${owner} 设定` : ''}`, undefined: '无定义：0 比 0', numbers: '以表格查看', comparison: '比较', value: '数值', lo: '下限', hi: '上限', nothingFlips: '没有单个答案会改变义务。', flips: (k) => `改变 ${k} 项义务`, which: '哪些', history: '有关该系统的记录，新的在前', noRisks: '没有写明的风险。', noRisksSay: '请在系统清单的 risks 中写明风险，或在命令行添加，然后重新评估。', risksCaption: '可能出什么问题，最紧迫者在前', risk: '风险', owner: '责任人', review: '复核期限', overdue: '已逾期', likelihood: '可能性', severity: '严重程度', controls: '采取的措施', residual: '剩余风险', noControls: '尚无', notEstimated: '尚无人估计', riskStatus: pick({ open: '未处置', treated: '已采取措施', accepted: '已接受', closed: '已关闭' }), severityOf: pick({ negligible: '可忽略', limited: '轻微', serious: '严重', severe: '重大', catastrophic: '灾难性' }), per: pick({ use: '每次使用', decision: '每个决定', person: '每人', day: '每天', month: '每月', year: '每年', lifetime: '整个生命周期' }), oneOf: (lo, hi, per) => `${per} ${lo} 至 ${hi}`, watchIt: '监测',
  },
  whatif: { what: '什么会不同？', market: '再多一个市场', date: '换一个日期', value: '如何不同？', show: '显示变化', saysMarket: (m) => `同时在${m}提供`, saysDate: (d) => `在${d}`, changes: (a, b, c, k) => `${a} 项义务新适用，${b} 项不再适用，${c} 项变为未知；其中 ${k} 项有约束力。`, nothing: '没有变化。', caption: '变化', before: '现在', after: '届时', save: '保存更改后的 system.yaml', source: '假设', most: '影响最大的单个答案' },
  findings: {
    title: '结论', lead: '为什么得出这个结论？从结果追溯到条款。', closed: '结论在公开之前不对外。', none: '尚无结论：请先评估系统。', of: (s) => `结论：${s}`, answer: '结论', role: '身份', caption: (d) => `截至${d}的结论，最紧迫者在前`, facts: '依据这些事实', noChain: '链条中没有事实：因缺少事实而未知。', missing: '尚不清楚', evidence: '证据', noEvidence: '未要求或未提供证据。', evidenceStatus: pick({ met: '已满足', unmet: '未满足', missing: '缺失', expired: '已过期', absent: '声明不存在', given: '已提供', unknown: '未知', declared: '已声明，未签署', present: '已具备', not_asked: '未要求', meets: '达标', fails: '不达标', not_enough_data: '数据不足' }), clause: '依据此条款', signature: '签名', signatureSay: '此结论载于', notThere: '最近一次评估没有此结论。',
  },
  assess: {
    title: '评估系统', lead: '还缺哪些事实，哪个最重要？每屏一题。', byQuestions: '逐题回答', byUpload: '或上传已有清单', uploadSay: '上传 system.yaml 及其引用的文件：预测、数据、内部政策。文件只送到本节点。', files: '文件', filesHint: '首先是 system.yaml', noManifest: '其中没有系统清单：清单以“concord: system/1”开头。', name: '系统叫什么？', needName: '请填写系统名称', purpose: '用途是什么？', purposeHint: '一两个英文词，例如 credit scoring、chatbot', needPurpose: '请填写用途', markets: '在哪里提供，或其结果在哪里使用？', marketsHint: '可依次选择多个', needMarket: '请至少选择一个市场', add: '添加市场', role: '您在链条中的角色是？', needRole: '请选择角色', party: '您的机构', place: '设立于何处？', stage: '系统处于哪个阶段？',
    questions: '问题', questionsLead: '决定最多的问题在前。您输入的内容不会丢失：每个答案都保存在本浏览器中。', questionsOf: (s) => `关于 ${s} 的问题`, unordered: '未登录时，问题按文书库顺序出现，而非按其决定的多少。', needAnswer: '请选择答案', needNumber: '请填写数字，例如 2e25', judgement: (r) => `这是由${r}负责的判断。`, source: '依据是什么？', sourceHint: '例如：服务条款第 3 版', sourceDefault: '逐题回答', noneOfThem: '请勾选全部符合者；不勾选表示都不是。', whyAsked: (k) => `${k} 个条款取决于此`, left: (k) => `还有 ${k} 个问题。您可以随时开始评估。`, noMore: '没有剩余问题。', noMoreSay: (k) => (k ? `其中 ${k} 个您还不知道，保持未知。` : '所有事实均已说明。'), toRun: '开始评估', save: '保存 system.yaml', runLead: '节点推导义务、测量可测之处，并将结果签署为记录。', runOf: (s) => `评估 ${s}`, data: '数据与内部政策', dataHint: '清单引用的文件，例如 predictions.csv 和 policy.yaml', failed: '评估未完成', keptHere: '您的清单保存在本浏览器中。', needsRole: '评估须签署：请以评估员身份登录。', waits: '排队等候', working: '节点正在评估', elapsed: (t) => `已用 ${t}`, mayLeave: '您可以离开本页：评估继续进行，此地址显示进度。', stop: '停止', stopped: '已停止，没有签署任何内容。', interrupted: '评估进行时服务器停止。重新评估之前请查看系统历史：记录可能已经写入。', manifest: '系统清单', draft: '此处保存有草稿', draftSay: (s) => `${s} 的清单保存在本浏览器中。`, goOn: '继续', throwAway: '丢弃',
  },
  cases: {
    title: '案件', lead: '清单提交、提问与答复、作出决定。每一步都是一条记录。', closed: '案件仅限提供者与主管机关之间。', none: '尚无案件。', noneSay: '提供者向运行本节点的主管机关提交清单，案件即开始。', caption: '案件', one: '案件', state: '状态', stateOf: pick({ submitted: '已提交', asked: '待答复', answered: '已答复', decided: '已决定', appealed: '申诉中', final: '已终结', withdrawn: '已撤回' }), party: '当事方', partyHint: '提交并答复的机构，简短标识', due: '期限', dueBy: (d) => `期限${d}`, appealBy: (d) => `可于${d}前（含当日）申诉`, appealUntil: '申诉的最后一天', closedCase: '本案件已结束，不能再添加步骤。', overdue: '已逾期', late: '逾期提交',
    open: '提交系统', openLead: '清单和说明将成为本主管机关的签名记录。', caseTitle: '请求事项', titleHint: '一行说明，例如：信用评分，首次使用', manifestHint: 'system.yaml', text: '内容', needTitle: '请用一行说明请求事项', needParty: '请填写当事方', needManifest: '请选择清单', needText: '请填写内容', needDate: '请按年-月-日填写日期，例如 2027-12-02', needReasons: '决定须说明理由', needOutcome: '请选择决定结果',
    register: '公开登记册', registerLead: '主管机关已作出并公开的决定，对所有人开放。', registerCaption: '已公开的决定', noDecisions: '尚无公开的决定。', noDecisionsSay: '决定的记录公开后列于此处。', decidedOn: '决定日期', forPrograms: '供程序使用（JSON）：', letter: '信函（HTML，可打印）', letterPdf: '信函（PDF）',
    steps: '步骤', noSteps: '尚无步骤。', kindOf: pick({ question: '询问', answer: '答复', counter: '异议', decision: '决定', appeal: '申诉', 'appeal-decision': '申诉决定', withdrawal: '撤回' }), kind: '步骤类型', outcome: '结果', outcomeOf: pick({ granted: '准予', 'granted-with-conditions': '附条件准予', refused: '拒绝', closed: '结案', upheld: '维持', changed: '变更', annulled: '撤销' }), reasons: '理由', add: '添加步骤', signed: '该步骤将签署为记录，不可撤回。',
  },
  documents: {
    title: '文件', submitted: '提交的材料', attach: '文件', hint: '每份至多 8 MiB：PDF、文本、CSV、JSON、YAML、PNG、JPEG、办公文档或 ZIP。可选择多份。', chosen: '将要发送的文件', drop: '移除', save: '保存', restricted: '供可查阅本节点案件者使用。文件从不公开。',
    badKind: (f) => `“${f}”不属于案件可接受的文件类型`, longName: (f) => `“${f}”的名称过长：至多 120 字节`, empty: (f) => `“${f}”是空文件`, tooLarge: (f, s) => `“${f}”为 ${s}；每份文件至多 8 MiB`, twice: (f) => `“${f}”选择了两次`, tooMany: '每个步骤至多附 32 份文件', allTooLarge: '合计超过 11 MiB：请随另一步骤发送一部分',
  },
  policy: {
    title: '所有者的限值', caption: '本节点的内部政策，有效者在前', none: '目前没有有效的内部政策。', noneSay: '在官员签署内部政策并由第二人批准之前，评估仅依据法律。', whose: '内部政策', signer: '签署职务', digest: '文件摘要', state: pick({ waiting: '待第二人批准', refused: '已拒绝', ended: '已到期', replaced: '已被取代', 'in-force': '有效' }), toWaiting: '查看等待第二人的事项',
    adopt: '采纳内部政策', adoptSay: '由您签署；第二人批准后生效，并取代适用于相同系统的现行政策。', file: '政策文件', fileHint: 'policy.yaml；其内容填入下方', text: '政策内容', textHint: '以“concord: policy/1”开头。您签署的就是这段内容，逐字节一致。', needText: '请选择政策文件，或填写政策内容', tooLarge: '内部政策至多 1 MiB', forWhich: '适用于哪些系统？', untilHint: '年-月-日；留空则至被取代为止', signed: '它将成为日志中的签名记录，并等待第二人。', needsOfficer: '采纳内部政策须具有官员角色。',
  },
  watch: {
    title: '监测', lead: '测得的数值是否确定越界？', closed: '本节点监测什么不公开。', none: '尚无监测。', say: '监测在系统运行期间持续计入案例，一旦可以确定某一比例越过限值即予告知。分三步：',
    steps: [['评估需要监测的系统', '/assess'], ['说明监测什么及其限值', '/watch?view=new'], ['将各系统与规范对照，此后告知变化', '/watch?view=law']],
    needsOfficer: '添加监测须具有官员角色。', shares: '测得的比例', law: '规范变化', caption: '监测项，需要处理者在前', share: '监测的案例比例', state: pick({ breach: '超限', quiet: '未超限', not_enough_data: '数据不足' }), limit: '限值', atMost: (v) => `不超过 ${v}`, atLeast: (v) => `不低于 ${v}`, casesTaken: '已计入案例', last: '最近计入', noCases: '尚无案例', range: (lo, hi) => `${lo} – ${hi}`,
    between: (lo, hi, limit) => `介于 ${lo} 与 ${hi} 之间；限值 ${limit}。`, of: (x, k) => `${k} 例中 ${x} 例`, add: '添加监测', addLead: '一个系统的一项案例比例，对照一个限值。',
    sayNone: '尚未计入案例。请在下方提交首批案例。', sayBreach: (lo, hi, limit, x, k) => `该比例已确定越过限值：${k} 例中有 ${x} 例，比例介于 ${lo} 与 ${hi} 之间，限值为${limit}。`, sayQuiet: (lo, hi, limit) => `该比例介于 ${lo} 与 ${hi} 之间，限值为${limit}。`, sayOpen: (lo, hi, limit) => `尚无法判断：该比例介于 ${lo} 与 ${hi} 之间，限值为${limit}。更多案例将作出判定。`,
    passedOn: (d) => `该比例于${d}确定越过限值。`, holds: '该比例未越过限值。', notYet: '尚无法判断该比例是否越过限值。', pictureSub: '圆点：计入案例的比例。竖条：无论查看多少次均成立的区间。着色一侧：达标。空心：尚未判定。', pictureLabel: (k, a, b, lo, hi, limit) => `${a}至${b}共 ${k} 次测量；最近一次介于 ${lo} 与 ${hi} 之间；限值${limit}。`, gap: '无数据', settled: '已处理', lawMark: '规范变化', taken: '本次计入', seen: '据以判断',
    feed: '提交案例', events: '其中多少例有该事件？', cases: '共多少例？', casesHint: '结果已知的全部案例', file: '或上传案例表', fileHint: 'CSV：event 列为 0 和 1，或 prediction 与 label 两列', on: '截至哪一天？', onHint: '留空即为今天。', needEvents: '请填写有该事件的案例数（整数）', needCases: '请填写案例总数（至少为 1 的整数）', needFewer: '事件数不能多于案例数', wasTaken: (k) => `已计入 ${k} 例。`,
    settle: '处理超限', settleSay: '请说明查明了什么、做了什么。此后监测重新开始；若关口因此关闭，将重新放行。', reason: '查明了什么，做了什么？', signed: '将签署为记录，不可撤回。', needReason: '请说明查明了什么、做了什么', waitsOfficer: '官员处理超限之后，才会再计入案例。', gateClosed: '在处理之前，关口不予放行。',
    definition: '监测内容', falseAlarm: '误报', falseAlarmSay: (p, k) => `全程误报概率至多 ${p}；每 ${k} 例开始一次新的检验`, gate: '关口', gateCloses: '超限后不予放行，直至有人处理', gateStays: '超限不影响放行',
    whichSystem: '哪个系统？', choose: '请选择', needSystem: '请选择系统', whatCounts: '何为事件？', whatHint: '几个字即可，例如：须由人更正的回答', needWhat: '请说明何为事件', side: '此类案例的比例应当', sideMost: '不超过', sideLeast: '不低于', limitPercent: '限值（百分比）', limitHint: '例如 5。除非法律规定，限值由所有者自定', needLimit: '请填写百分比限值，大于 0 且小于 100', gateAsk: '超限后是否不予放行？', optional: '更多（可不填）', noMetric: '无：人工计数', duty: '要求监测的条款', dutyHint: '其编号，例如 eu-ai-act/art_72.1',
    lawTitle: '谁新受约束？', lawLead: '将本节点的系统重新与规范对照：规范、日期或系统发生变化时，告知其新约束了谁。', lawNever: '尚未与规范对照。', lawNeverSay: '首次对照记下现状，此后告知变化。', lawLast: (when, of, k) => `最近一次：${when}，${k} 个系统，法律状态截至${of}。`, lawQuiet: '自首次对照以来没有变化。', lawTold: (d, k, p) => (k ? `${d}有 ${k} 个系统新受 ${p} 个条款约束。` : `${d}有系统不再受某些条款约束。`), lawLook: '立即与规范对照', lawNeeds: '再次对照须具有评估员角色。', lawWho: '谁新受何条款约束', change: '变化', newly: '新受约束', noLonger: '不再受约束', lawOf: '法律状态截至', toldOn: '告知日期',
  },
  intake: {
    title: '报告', lead: '谁报告了什么，何时须答复？', none: '没有报告。', noneSay: '公开表单在', caption: '报告', one: '报告', report: '报告漏洞或滥用', reportLead: '无需姓名。在本节点人员查看之前，任何内容都不会公布。', kind: '是什么？', needKind: '请选择类型', vulnerability: '系统的漏洞', misuse: '滥用', other: '其他', kindOf: pick({ vulnerability: '漏洞', misuse: '滥用', other: '其他' }), stateOf: pick({ received: '等待处理', accepted: '已受理', dismissed: '不予受理' }), status: '报告处理得怎样？', code: '回执码', needCode: '请填写回执码', ask: '查询', triage: '是否受理？', answer: '给报告人的答复', answerHint: '凭回执码可读；可不填', accept: '受理', dismiss: '不予受理', triageSay: '受理者成为记录；不予受理者，其内容和联系方式即被删除。', system: '哪个系统？', systemHint: '名称、制造者或网址，知道多少写多少', what: '发生了什么？', whatHint: '您看到了什么、何时、如何重现。请勿写入他人的个人数据。', needText: '请用一句话说明发生了什么', contact: '如何联系您？', contactHint: '可不填', send: '发送', sent: '报告已发送', receipt: '请保存此代码，凭它可查询处理情况：', receiptOnce: '仅在此显示一次。', notYet: '本节点尚不能通过 HTTP 接收报告，请以其他方式联系其所有者。',
  },
  signin: { passkey: '用通行密钥登录', passkeyFailed: '通行密钥未被接受。', codeNeeded: '请填写第二因素的验证码', title: '登录', out: '退出', lead: '供本节点人员使用。阅读规范和核对日志无需登录。', name: '姓名', password: '密码', code: '验证码', codeHint: '第二因素的验证码（如已设置）', needName: '请填写姓名', needPassword: '请填写密码', notYet: '本节点尚不能通过 HTTP 登录。', as: (s) => `您已登录为 ${s}。`, needed: '请登录后继续。', firstTime: '首次启动本节点？' },
  setup: { title: '用链接设置', lead: '您收到的链接，或节点首次启动时打印的链接，只能使用一次。', link: '链接', linkHint: '整个链接，或其最后一段', nameHint: '仅首位管理员填写；受邀者留空', passwordHint: '至少 12 个字符，几个词即可', needLink: '请填写链接', needLong: '密码至少 12 个字符', make: '设置密码', code: '代码', codeHint: '由提议您的另一位管理员提供', needCode: '此链接还需要代码：由提议您的管理员提供' },
  hand: { waits: '等待另一位管理员批准：', code: '请将此代码亲自交给本人；链接将由另一位管理员持有，缺少代码则无效。仅显示一次：', half: '请将此链接亲自交给本人；代码由提议者持有，缺少代码则链接无效。仅显示一次：', two: '管理员须由两位管理员共同设立：另一位管理员批准并取得链接，您取得代码，两者缺一不可。', raise: (name) => `须另一位管理员同意。此后${name}凭对方取得的链接和您现在取得的代码设置新密码；原有的密码、通行密钥、会话、令牌和签名密钥即告失效。`, keyed: (name) => `须另一位管理员同意。${name}原凭一位管理员单独持有的链接进入，因此获得密钥时须重新放行：对方取得链接，您现在取得代码，原有的密码和通行密钥即告失效。`, anew: (name) => `${name}获得密钥的同时获得新链接；原有的密码和通行密钥即告失效。` },
  admin: {
    passkeys: '通行密钥', passkeySay: '用指纹、面部或安全密钥代替密码登录。', passkeyNew: '添加通行密钥', passkeyLabel: '设备名称', noPasskeys: '尚无通行密钥。', noPasskeysHere: '此浏览器不支持通行密钥，或页面未经 TLS 提供。', password: '更改密码', oldPassword: '当前密码', newPassword: '新密码', change: '更改', changed: '密码已更改。', factor: '第二因素', factorSay: '登录时由手机应用提供的验证码。请将此密钥输入应用，再填写一个验证码：', factorBegin: '设置验证码', factorOn: '今后登录将要求验证码。', factorEnd: '停用验证码', factorEnded: '不再要求验证码。', confirm: '确认', proposals: '等待第二人批准', noProposals: '没有等待事项。', decide: '决定', approve: '批准', refuse: '拒绝', command: '命令', by: '提议者',
    title: '管理', lead: '谁可以做什么，有哪些会话和密钥。', closed: '此处供本节点人员使用。', tab: { me: '您', people: '人员', policy: '限值', sessions: '会话', tokens: 'API 令牌', proposals: '双人', node: '本节点' }, none: { sessions: '除此之外没有会话。', tokens: '尚无 API 令牌。' }, roles: '角色', since: '始于', seen: '最近使用', until: '有效至', end: '结束', whose: '所属人员', current: '当前会话', endOne: '结束', how: pick({ password: '密码登录', passkey: '通行密钥登录', code: '密码加验证码登录' }),
    role: { reader: '读者：阅读非公开内容', contributor: '参与者：提交与答复', assessor: '评估员：进行评估', officer: '官员：签署、豁免、决定', administrator: '管理员：人员与密钥' }, invite: '邀请', inviteSay: '链接只显示一次。请亲自交给本人，由其设置密码。', link: '请交付此链接，仅显示一次：', needRole: '请至少选择一个角色', newToken: '新建 API 令牌', label: '用途是什么？', labelHint: '例如：构建服务器', needLabel: '请填写用途', tokenOnce: '请立即复制此令牌，仅显示一次：',
    first: '四个步骤，均可稍后进行', name: '名称', logKey: '日志密钥', entries: '日志条目', named: (n_) => `节点已命名为 ${n_}，并有其密钥。`, loaded: (k) => `规范已加载：${k} 部文书。`, noPeopleKeys: '尚无人有签名密钥。签署判断、临时豁免和决定者须有密钥：', peopleKeys: (k) => `已登记 ${k} 把人员签名密钥。`, witness: '让另一节点见证日志，以免有人看到另一份日志：',
  },
  people: {
    changeRoles: '更改角色', sameRoles: '请选择与现在不同的角色', rolesTitle: (name) => `更改${name}的角色？`, before: '此前', after: '此后', rolesSay: '自下一次请求起生效，包括已打开的会话和令牌。此变更将成为日志中的一条记录。', rolesYes: '是，更改角色', rolesDone: (name, to) => `${name}现在的角色：${to}。`, back: '否，返回',
    keys: '签名密钥', noKeys: '无。签署临时豁免和决定者须有密钥。', give: '尚无归属的密钥', giveHint: '密钥归谁即代表谁签署：须另一位管理员同意。', giveYes: '提议绑定', make: '新密钥，所属职务', makeHint: '另一位管理员同意后建立，然后方可绑定给某人。', makeYes: '提议新密钥', needChoice: '请选择一项', free: '解除', freeTitle: (key, name) => `解除${name}的密钥${key}？`, freeSay: '重新绑定之前无人用它签署。已签署的内容仍然有效，仍属其人。', freeYes: '是，解除', freed: (key) => `${key}现在不属于任何人。`, more: '情况有变时', reset: '发放新链接', resetTitle: (name) => `为${name}发放新链接？`, resetSay: '密码、验证码、通行密钥、会话和令牌立即失效；签名密钥须由两位管理员重新绑定。链接只显示一次，由您转交。', resetYes: '是，生成新链接',
    end: '终止此人', endTitle: (name) => `终止${name}？`, endYes: (name) => `是，终止${name}`, endMe: '这是您本人：您将退出登录，且无法再登录。', endedOn: (d) => `${d}终止`,
    endSay: [['立即：', '会话、令牌和通行密钥终止，密码失效。'], ['删除：', '姓名。记录中只保留标识。'], ['保留：', '已签署的内容。终止本身成为一条记录。'], ['不可撤回：', '再次加入者须重新受邀，使用另一标识。']],
  },
  two: {
    title: '第二人', records: '等待第二人签署的记录', recordsCaption: '尚未生效的临时豁免和内部政策，新的在前', noRecords: '没有等待中的临时豁免或内部政策。', waitsSay: '另一人签署之前不生效。', policy: (owner) => `${owner}的限值`, allSystems: '所有系统', approved: '已批准', refused: '已拒绝', key: '您的签名密钥', keyHint: '您以密钥所属的职务签署。同一人的两把密钥只算一人。', keyOf: (role, name) => `${role}（${name}）`, noKey: '您在此没有可用来签署的密钥。', noKeySay: '须由两位管理员为您绑定密钥（管理 → 人员 → 您的姓名），然后重新载入本页。', sign: '签署',
    needDecision: '请选择批准或拒绝', needKey: '请选择您用来签署的密钥',
    you: '您', youMay: '您可以签署', whyNot: pick({ role: '须由官员签署', 'no-key': '您没有可用来签署的密钥', 'same-person': '由您提出：须第二人签署', 'not-waiting': '已不再等待' }), more: (n) => `另有 ${n} 项：`,
    stateOf: pick({ waiting: '等待第二人', approved: '已批准', refused: '已拒绝', lapsed: '第二人签署前已到期', ended: '曾获批准，已到期', uncounted: '不生效：并非由所称职务的密钥签署' }), uncounted: '不计', weight: pick({ 'own-key': '由提出者的密钥签署：不是第二人。', replaced: '同一密钥其后另有表示。' }),
  },
  waive: {
    title: '临时豁免此项义务', say: '临时豁免有截止日期和理由，并由两人签署。第二人签署之前，一切不变。', begin: '临时豁免…', until: '有效期最后一天', reason: '理由，以及在此期间的措施', needReason: '请说明理由', signed: '它将成为日志中的签名记录，下次评估时计入。', sign: '签署，并请第二人批准',
  },
  alerts: {
    title: '提醒', lead: '需要处理的事项，最紧迫者在前。', closed: '本节点需要处理的事项不公开。', none: '没有需要您处理的事项。', noneSay: '没有超限，没有临近的期限，30 天内没有到期事项。', all: '全部', what: '类型', about: '事项', when: '时间', caption: '需要处理的事项，最紧迫者在前', missing: '部分内容未能查询', forget: '不再显示',
    kind: pick({ waiting: '等待第二人', breach: '超限', case: '案件期限', evidence: '证据到期', judgement: '判断到期', waiver: '临时豁免到期', fact: '须重新说明的事实', risk: '风险复核', law: '新受约束', job: '任务失败', report: '报告待处理' }), jobOf: (op) => `concord ${op}`, bound: (k) => `新受 ${k} 个条款约束`,
  },
  about: {
    title: '更多', lead: (node) => `${node} 控制台的其余部分。`, places: '位置', look: '外观', keys: '按键', keysOn: '焦点不在输入框时启用单键', privacy: '本浏览器保存的内容', privacySay: '语言、主题、按键开关和清单草稿。不向其他任何服务器请求内容；不登录就不设置 cookie。',
    keyRows: [['/', '搜索'], ['g', '再按 o、s、a、l、f、c、r、w、i 或 m：总览、系统、评估、规范、结论、案件、日志、监测、受理、管理'], ['j k', '下一行、上一行'], ['Enter', '打开'], ['e', '展开“为什么”'], ['Esc', '上一级'], ['?', '本页']],
  },
};
export default zh;
