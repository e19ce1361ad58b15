// English. Another language is one file of this shape; a key that is missing does not compile.
const pick = (words: Record<string, string>) => (id: string): string => words[id] ?? id;
const n = (count: number, one: string, more: string) => (count === 1 ? `${count} ${one}` : `${count} ${more}`);

const en = {
  all: 'All',
  why: 'Why',
  loading: (what: string) => `Loading: ${what} …`,
  verdict: pick({
    satisfied: 'Satisfied', not_satisfied: 'Not satisfied', unknown: 'Unknown', undecided: 'Not yet decided', waived: 'Waived', not_applicable: 'Not applicable', nothing_applies: 'Nothing applies',
    meets: 'Meets', fails: 'Fails', not_enough_data: 'Not enough data', out_of_scope: 'Out of scope', '': 'No limit set',
  }),
  answer: pick({ applies: 'applies', does_not: 'does not apply', unknown: 'unknown', presumed: 'presumed to apply' }),
  force: { binding: 'Binding', standard: 'Standard', soft: 'Soft law', voluntary: 'Voluntary', draft: 'Draft' },
  table: {
    count: (shown: string, all: string, rows: number) => (shown === all ? n(rows, 'row', 'rows') : `${shown} of ${all} rows`),
    more: (k: number) => `Show ${k} more`,
  },
  menu: {
    overview: 'Overview', systems: 'Systems', assess: 'Assess', law: 'Law', findings: 'Findings', cases: 'Cases', log: 'Log', watch: 'Watch', intake: 'Intake', admin: 'Administration', more: 'More',
    search: 'Search the law', language: 'Language', theme: 'Theme', light: 'Light', dark: 'Dark', main: 'Main', short: 'Main, short', skip: 'Skip to content', licences: 'Licences',
    footer: (node: string) => `This page comes from ${node} and asks nobody else.`,
  },
  error: {
    title: 'This did not work', closed: 'This is for people of this node', again: 'Try again', request: 'Request', noAnswer: 'The node does not answer. Check the connection and try again.',
    status: (s: number) => `The node answered with status ${s}.`, page: 'This part of the console could not be loaded. The node may have been updated.', reload: 'Load the page again',
    notHere: 'There is nothing at this address', notHereSay: 'The address may be mistyped, or what stood here has gone.',
  },
  form: {
    problem: 'There is a problem', error: 'Error: ', yes: 'Yes', no: 'No', unknown: 'I don’t know yet', next: 'Next', dateHint: 'For example 2027-12-02',
  },
  overview: {
    title: 'What this node shows everybody', now: 'What needs you now', lead: (node: string) => `${node} publishes which rules it knows, what it has signed, and how both can be checked.`,
    nothing: (instruments: string, entries: string) => `Nothing needs you. ${instruments} instruments are loaded, and the log has ${entries} entries. Begin here:`,
    doLaw: 'Read the law', doLawSay: 'What it says, since when, for whom, and who else asks the same.', doLog: 'Check the log', doLogSay: 'See that a record was published, worked out in your own browser.',
    doSignIn: 'Sign in', doSignInSay: 'To assess a system, follow a case, or look after this node.', ahead: 'Dates ahead', allDates: 'All dates', dates: 'dates', due: 'Due next', public: 'Open to everybody',
    searchSay: 'In headings, texts and ids, in English and Chinese.', compareSay: 'Two instruments side by side.', mapSay: 'One equal tile for each UN member.', labSay: 'What can be measured, and when a measure misleads.', intakeSay: 'A weakness or a misuse, without a name if you like.',
  },
  law: {
    title: 'The law that this node knows', lead: 'Instruments with their provisions, read in the text or marked when not. Nothing here is legal advice.',
    views: 'Views of the law', tabs: { list: 'Instruments', search: 'Search', compare: 'Compare', matrix: 'Matrix', timeline: 'Timeline', conflicts: 'Conflicts', map: 'Map', protects: 'Whom it protects' },
    instrument: 'Instrument', instruments: 'Instruments', provision: 'Provision', provisions: 'Provisions', place: 'Place', market: 'Market', force: 'Force', status: 'Status', source: 'Source', read: 'Read', kind: 'Kind', id: 'Id', locator: 'Place in the text',
    secondary: '2nd-hand source', unverified: 'unverified', since: 'Applies', from: (d: string) => `from ${d}`, until: (d: string) => `until ${d}`, openDate: 'date not known', ifHolds: 'if', condition: 'Condition',
    words: 'Words', searchFor: (q: string) => `“${q}” in the law`, searchHint: 'Type words in English or Chinese. All must occur; if none has them all, texts with some are shown.', nothingFound: 'Nothing has these words. Try fewer or other words, or Chinese ones.',
    found: (k: number) => (k === 1 ? '1 place has them.' : `${k} places have them.`), someWords: 'No text has all the words.', group: 'Group of people', protectsTitle: (g: string) => `What protects: ${g}`, protectsLead: 'Provisions that are there for one group of people.',
    forWhom: 'For whom', stages: 'Stages of life', themes: 'Issues', protectsWhom: 'Protects', evidence: 'Evidence', evidenceKind: pick({ document: 'Document', judgement: 'Judgement', measurement: 'Measurement' }), signedBy: (r: string) => `signed by ${r}`,
    alike: 'Who else asks the same', nobodyElse: 'No other instrument of this library is known to ask it.', rel: pick({ 'equal-to': 'the same', 'equivalent-to': 'the same in effect', 'intersects-with': 'overlaps', 'subset-of': 'part of what it asks', 'superset-of': 'asks all of it and more', 'no-relationship': 'not the same', implements: 'carries it out', cites: 'cites it', replaces: 'replaces it', 'replaced-by': 'replaced by it' }), disputed: 'two readers disagree',
    penalty: 'Penalty', official: 'Official text', howRead: 'How it was read', history: 'History',
    event: pick({ adopted: 'adopted', 'entry-into-force': 'enters into force', applies: 'applies', amended: 'amended', draft: 'draft', replaced: 'replaced', repealed: 'repealed', expires: 'expires', 'provisions-begin': 'provisions begin to apply', 'provisions-end': 'provisions cease to apply', signed: 'signed', published: 'published' }),
    compareTitle: 'Two instruments side by side', compareLead: 'Paired by two readings made apart; where the readers disagreed, it says so.', one: 'One', other: 'The other', chooseTwo: 'Choose two instruments, or look at', exampleCompare: 'the EU AI Act and Korea’s Framework Act',
    compared: (a: string, b: string, k: number) => (k === 1 ? `${a} and ${b} meet in 1 place.` : `${a} and ${b} meet in ${k} places.`), both: 'What both ask', only: (t: string) => `Only in: ${t}`, difference: 'Difference',
    matrixTitle: 'Which instrument speaks to which issue', matrixLead: 'How many provisions of each instrument touch an issue or a stage of life. Many is not the same as strict.', matrixCaption: 'Provisions by instrument and issue', by: 'By', together: 'All', noneHere: 'none', matrixSteps: 'Steps of tint: 1–2, 3–9, 10–24, 25 and more.',
    timelineTitle: 'When the law changes', timelineLead: 'What the instruments themselves say about their dates.', onlyComing: 'Only what is to come', noDates: 'No dates match.', dates: 'Dates', date: 'Date', what: 'What happens', lanes: (i: number, e: number) => `${n(e, 'date', 'dates')} of ${n(i, 'instrument', 'instruments')}; the table below has them all.`, past: 'Past', coming: 'To come',
    conflictsTitle: 'Where laws collide', conflictsLead: 'For who is bound by both: what one asks and the other forbids, and where one is stricter.', addMarket: 'Add a market', conflictType: 'Kind of collision', remove: 'remove',
    types: pick({ H: 'Who does the one in full misses the other', S: 'Both can be met: one is stricter', P: 'Between states or authorities' }), chooseMarkets: 'Choose the markets that a system is offered in, or look at', exampleConflicts: 'the European Union and China', collisions: (k: number) => n(k, 'collision', 'collisions'), mayMeet: 'may meet, by the facts',
  },
  map: {
    title: 'What this library holds, by UN member', lead: 'Whether this library has law of a state’s own, or of a union that is itself a market. An empty tile says what this library lacks, not what the state lacks.',
    binding: 'Binding law in force', coming: 'Binding law to come, or a draft', soft: 'Soft law or voluntary texts', none: 'Nothing of its own here',
    label: (b: number, c: number, s: number, x: number) => `Of 193 members and 2 observers, ${b} have binding law in force in this library, ${c} law to come, ${s} soft texts, ${x} nothing yet.`, sub: 'One tile, one state; tiles draw no borders. Shape and colour say the same.',
    numbers: 'The numbers in a table', state: 'State', region: 'Region', holds: 'In this library', observer: 'observer', regions: { Africa: 'Africa', Americas: 'Americas', Asia: 'Asia', Europe: 'Europe', Oceania: 'Oceania' },
    disclaimer: 'One tile per UN member. Names and places of tiles express no opinion on the legal status of any country or area.',
  },
  lab: {
    title: 'What can be measured', lead: 'Each metric with its interval, and what it does not say.', metric: 'Metric', name: 'Name', property: 'Property', says: 'What it says', unit: 'Unit', interval: 'Interval', use: 'Right for', misuse: 'Misleads when', assumptions: 'Takes for granted', procedure: 'Procedure', reference: 'Checked against',
    measure: 'To measure it', measureSay: 'Name it in the policy of a system, with the column of the groups. A limit is the owner’s unless a law sets it.',
  },
  log: {
    title: 'The log of this node', lead: 'Every record this node has signed, in order. None can be changed or taken back without being seen.', size: (k: string) => `The log has ${k} entries.`, checkpoint: 'Its signed head', keys: 'Keys', keysLead: 'Public keys of this node. Compare the fingerprints with what you got from its owner another way.',
    entries: (a: number, b: number) => `Entries ${a} to ${b}, the newest first`, entry: 'Entry', number: (k: number) => `Entry ${k}`, kind: 'Kind', author: 'Signed by', time: 'Time', id: 'Id', sealed: 'Sealed', older: 'Older entries', newer: 'Newer entries', content: 'Content', sealedSay: 'Sealed: not public. Its place in the log can still be proved.', noEntry: 'The log has no such entry.',
    kindOf: pick({ 'key/1': 'Key', 'instrument/1': 'Instrument', 'system/1': 'System', 'facts/1': 'Fact', 'evidence/1': 'Evidence', 'judgement/1': 'Judgement', 'waiver/1': 'Waiver', 'approval/1': 'Approval', 'counter/1': 'Counter-claim', 'policy/1': 'Policy', 'duties/1': 'Duties', 'measurement/1': 'Measurement', 'assessment/1': 'Assessment', 'finding/1': 'Finding', 'dossier/1': 'Dossier', 'release/1': 'Release', 'revoke/1': 'Key revoked', 'erase/1': 'Erasure', 'risk/1': 'Risk', 'risk-review/1': 'Review of a risk', 'commitment/1': 'Commitment', 'fulfilment/1': 'Commitment settled', 'ethics-review/1': 'Ethics review', 'access/1': 'Act of administration' }),
    verifyTitle: 'Check it in this browser', verifySay: 'Your browser fetches the entry and its proof, works out the hashes itself, and checks the signature of the log’s head. It believes nothing the node says about its own proof.', key: 'Key of the log', keyHint: 'This one came with the page. To be sure, put in the key that you got another way.', verify: 'Verify',
    verdict: { holds: 'Holds', fails: 'Does not hold', cannot: 'Cannot be checked here' }, inTree: 'The entry is in the log', inTreeSay: (i: number, size: string, leaf: string, root: string) => `Entry ${i} of ${size}: from its bytes (hash ${leaf}…) the path leads to the root ${root}…`, inTreeNot: 'It does not prove that what the entry says is true.',
    signed: 'The head is signed by the log', signedSay: (name: string) => `The Ed25519 signature of the checkpoint was checked with the key of ${name}.`, signedNot: 'It does not prove that everybody is shown the same log: witnesses do.', noEd25519: 'This browser has no Ed25519. It can check the path, not the signature.', noProof: 'What the node sent is not a proof that can be read.', byHand: 'By hand:', keyName: 'Name', role: 'Role', fingerprint: 'Fingerprint',
  },
  systems: {
    title: 'Systems', lead: 'May this system go live, where, and what changed?', caption: 'Systems that this node has assessed', closed: 'Which systems this node has assessed is not public.', none: 'No system yet.', noneSay: 'A first assessment takes a manifest: answer questions, or bring one that is there.', first: 'Assess a first system', another: 'Assess another system', system: 'System', answer: 'Answer', markets: 'Markets', assessed: 'Assessed', notAssessed: 'not assessed',
    asOf: (d: string) => `law as of ${d}`, signedAs: (k: number) => `signed as entry ${k}`, tabs: 'Parts of the assessment', tab: { duties: 'Duties', measurements: 'Measurements', whatif: 'What if', history: 'History' }, again: 'Assess again', dutiesCaption: (d: string) => `Duties by market and force, as of ${d}`, counts: 'Counts', notCovered: (m: string) => `This library has no binding instrument for: ${m}.`, next: 'Answer next', decides: (k: number) => (k === 1 ? 'decides 1 duty' : `decides ${k} duties`),
    noMeasurements: 'Nothing was measured.', noMeasurementsSay: 'Add predictions or outputs, and limits in policy.yaml, then assess again.', measured: (bad: number, all: number) => (bad ? `${bad} of ${n(all, 'comparison fails', 'comparisons fail')}.` : `None of ${n(all, 'comparison fails', 'comparisons fails')} for certain.`), measuredSub: 'Bar: 95 % interval. Tinted side: meets the limit. Hollow: the interval crosses the limit, so it cannot be told yet.',
    interval: (v: string, lo: string, hi: string, k: string) => `${v}, between ${lo} and ${hi}; n = ${k}`, limit: (op: string, v: string, owner: string) => `limit ${op} ${v}${owner ? `, set by ${owner}` : ''}`, undefined: 'undefined: 0 of 0', numbers: 'The numbers in a table', comparison: 'Comparison', value: 'Value', lo: 'Low', hi: 'High', nothingFlips: 'No single answer would change a duty.', flips: (k: number) => (k === 1 ? 'changes 1 duty' : `changes ${k} duties`), which: 'Which ones', history: 'Records about this system, the newest first',
  },
  findings: {
    title: 'Findings', lead: 'Why this answer? From the result to the clause.', closed: 'Findings are not public before they are released.', none: 'No finding yet: assess a system.', of: (s: string) => `Findings: ${s}`, answer: 'Answer', role: 'As', caption: (d: string) => `Findings as of ${d}, the most urgent first`, facts: 'Because of these facts', noChain: 'The chain holds no facts: the answer is unknown for want of them.', missing: 'Not known yet', evidence: 'Evidence', noEvidence: 'No evidence is asked for or given.',
    evidenceStatus: pick({ met: 'met', unmet: 'not met', missing: 'missing', expired: 'expired', absent: 'declared absent', given: 'given', unknown: 'unknown', declared: 'declared, not signed' }), clause: 'By this clause', signature: 'Signed', signatureSay: 'This answer is part of', notThere: 'The last assessment has no such finding.',
  },
  assess: {
    title: 'Assess a system', lead: 'Which facts are missing, and which matters most? One question a screen.', byQuestions: 'By questions', byUpload: 'Or bring a manifest', uploadSay: 'A system.yaml, with the files it names beside it: predictions, data, a policy. They go to this node and nowhere else.', files: 'Files', filesHint: 'system.yaml first of all', noManifest: 'None of these files is a manifest: it begins with “concord: system/1”.',
    name: 'What is the system called?', needName: 'Say what the system is called', purpose: 'What is it for?', purposeHint: 'In a word or two: credit scoring, chatbot', needPurpose: 'Say what it is for', markets: 'Where is it offered, or its results used?', marketsHint: 'Choose one after another', needMarket: 'Choose at least one market', add: 'Add a market', role: 'Who are you in the chain?', needRole: 'Say who you are in the chain', party: 'Your organisation', place: 'Where is it established?', stage: 'How far is the system?',
    questions: 'Questions', questionsLead: 'The question that decides most comes first. Nothing you type is lost: each answer is kept in this browser.', questionsOf: (s: string) => `Questions about ${s}`, unordered: 'Without a sign-in the questions come in the order of the library, not by how much they decide.', needAnswer: 'Choose an answer', needNumber: 'Write a number, for example 2e25', judgement: (r: string) => `A judgement that ${r} answers for.`, source: 'How do you know?', sourceHint: 'For example: terms of service 3', sourceDefault: 'answered by questions', noneOfThem: 'Choose all that hold; none chosen means none of them.',
    whyAsked: (k: number) => (k === 1 ? '1 provision hangs on it' : `${k} provisions hang on it`), left: (k: string) => `${k} questions are open. You can run at any time.`, noMore: 'No question is left.', noMoreSay: (k: number) => (k ? `${k} you did not know yet; they stay unknown.` : 'Every fact is stated.'), toRun: 'Run the assessment', save: 'Save system.yaml', runLead: 'The node derives the duties, measures what it can, and signs the result as records.', runOf: (s: string) => `Assess ${s}`, data: 'Data and policy', dataHint: 'Files that the manifest names, for example predictions.csv and policy.yaml', failed: 'The assessment was not made', keptHere: 'Your manifest is kept in this browser.', needsRole: 'An assessment is signed: it takes a sign-in as assessor.', running: (s: number) => `Working, ${s} s. You can wait here.`, manifest: 'The manifest',
    draft: 'A draft is kept here', draftSay: (s: string) => `The manifest of ${s} is kept in this browser.`, goOn: 'Go on with it', throwAway: 'Throw it away',
  },
  cases: {
    title: 'Cases', lead: 'A manifest comes in, questions are asked and answered, a decision is made. Every step is a record.', closed: 'Cases are between a provider and the authority.', none: 'No case yet.', noneSay: 'A case begins when a provider submits a manifest, or when an officer opens one.', caption: 'Cases', one: 'Case', state: 'State', stateOf: pick({ open: 'Open', asked: 'Waits for an answer', answered: 'Answered', decided: 'Decided', appealed: 'Appealed', closed: 'Closed' }), party: 'Provider', partyHint: 'The organisation that answers', due: 'Due', dueBy: (d: string) => `due by ${d}`, open: 'Open a case', openLead: 'What you write becomes a signed record.', caseTitle: 'Title', text: 'Text', needTitle: 'Give the case a title', needText: 'Write what this is about', needDate: 'Write the date as year-month-day, for example 2027-12-02',
    steps: 'Steps', noSteps: 'No step yet.', kindOf: pick({ submission: 'Submission', question: 'Question', answer: 'Answer', counter: 'Counter-claim', decision: 'Decision', appeal: 'Appeal', close: 'Closed' }), kind: 'Kind of step', add: 'Add a step', signed: 'The step is signed as a record and cannot be taken back.',
  },
  watch: { title: 'Watch', lead: 'Has a measured value left its bounds for certain?', closed: 'What this node watches is not public.', none: 'Nothing is watched.', say: 'Measurements over time are held against their limits here. First assess a system with a limit in its policy; then pick the metric.' },
  intake: {
    title: 'Reports', lead: 'Who reported what, and when is the answer due?', none: 'No reports.', noneSay: 'The public form is at', caption: 'Reports', one: 'Report', report: 'Report a weakness or a misuse', reportLead: 'You need no name. Nothing is published before somebody of this node has looked at it.', kind: 'What is it?', needKind: 'Choose what it is', vulnerability: 'A weakness of a system', misuse: 'A misuse', incident: 'Somebody was harmed', other: 'Something else', kindOf: pick({ vulnerability: 'Weakness', misuse: 'Misuse', incident: 'Harm', other: 'Other' }), stateOf: pick({ new: 'New', triaged: 'Looked at', closed: 'Closed', rejected: 'Not taken up' }), system: 'Which system?', systemHint: 'Name, maker or address, as far as you know', what: 'What happened?', whatHint: 'What you saw, when, and how it can be seen again. Leave out personal data of others.', needText: 'Say in a sentence what happened', contact: 'How can you be reached?', contactHint: 'Optional', send: 'Send', sent: 'Your report was sent', receipt: 'Keep this code. With it you can ask what became of the report:', receiptOnce: 'It is shown once, here.', notYet: 'This node does not take reports over HTTP yet. Its owner can be reached another way.',
  },
  signin: {
    title: 'Sign in', out: 'Sign out', lead: 'For people of this node. Reading the law and checking the log needs no sign-in.', name: 'Name', password: 'Password', code: 'Code', codeHint: 'Of your second factor, if you have set one', needName: 'Write the name', needPassword: 'Write the password', notYet: 'This node has no sign-in over HTTP yet.', as: (s: string) => `You are signed in as ${s}.`, needed: 'Sign in to go on.', firstTime: 'First start of this node?',
  },
  setup: { title: 'Set up with a link', lead: 'The link that you were given, or that the node printed when it first started, is good once.', link: 'Link', linkHint: 'The whole link, or its last part', nameHint: 'Of the first administrator; leave it empty if somebody invited you', passwordHint: 'At least 12 characters; a few words are fine', needLink: 'Put in the link', needLong: 'The password has at least 12 characters', make: 'Set password' },
  admin: {
    title: 'Administration', lead: 'Who may do what, which sessions and keys there are.', closed: 'This is for people of this node.', tab: { me: 'You', people: 'People', sessions: 'Sessions', tokens: 'API tokens', node: 'This node' }, none: { sessions: 'No session but this one.', tokens: 'No API token yet.' }, roles: 'Roles', since: 'Since', seen: 'Last used', until: 'Until', end: 'End', endOne: 'End it',
    role: { reader: 'Reader: reads what is not public', contributor: 'Contributor: submits and answers', assessor: 'Assessor: runs assessments', officer: 'Officer: signs, waives, decides', administrator: 'Administrator: people and keys' }, invite: 'Invite', inviteSay: 'A link is shown once. Hand it to the person yourself; with it they set their password.', link: 'Hand over this link. It is shown once:', needRole: 'Choose at least one role', newToken: 'New API token', label: 'What is it for?', labelHint: 'For example: build server', needLabel: 'Say what it is for', tokenOnce: 'Copy this token now. It is shown once:',
    first: 'Four steps, each may wait', steps: [['Name the node and see its keys.', 'concord key list'], ['Check that the law loads.', 'concord norm check'], ['Make the keys of the people who sign.', 'concord key add --role risk-owner'], ['Let another node watch the log.', '']] as [string, string][],
  },
  alerts: { title: 'Alerts', none: 'No alert at this address.', say: 'This node does not exchange alerts yet.' },
  about: {
    title: 'More', lead: (node: string) => `The rest of the console of ${node}.`, places: 'Places', look: 'Look', keys: 'Keys', keysOn: 'Single keys work when no field has the focus', privacy: 'What this browser keeps', privacySay: 'Language, theme, whether keys work, and a draft of a manifest. Nothing is asked of any other server, and no cookie is set without a sign-in.',
    keyRows: [['/', 'search'], ['g', 'then o, s, a, l, f, c, r, w, i or m: Overview, Systems, Assess, Law, Findings, Cases, Log (records), Watch, Intake, Administration'], ['j k', 'next and previous row'], ['Enter', 'open'], ['e', 'open Why'], ['Esc', 'one level up'], ['?', 'this page']] as [string, string][],
  },
};

type Shape<T> = T extends (...a: infer A) => string ? (...a: A) => string : T extends string ? string : T extends [string, string][] ? [string, string][] : { [K in keyof T]: Shape<T[K]> };
export type Words = Shape<typeof en>;
export default en as Words;
