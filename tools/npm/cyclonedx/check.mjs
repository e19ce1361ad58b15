// node check.mjs DIR DOSSIER SIGNED SBOM    what concord exported into DIR. Prints `N passed, N failed` last.
//   CycloneDX: valid by the strict schema; with an unknown key, a score above one or a broken date it is not; every link leads to one thing
//   the list of what the program is made of: valid by the same schema, every dependency is there, everything hangs on the program
//   model cards: YAML in two versions of the language, and what Hugging Face requires of a model index is there
//   in-toto: a statement with subjects; the envelope's signature holds by the node's record key that DOSSIER names
import { readFileSync, readdirSync } from 'node:fs';
import { createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { parse } from 'yaml';

const [dir, dossierFile, signedFile, sbomFile] = process.argv.slice(2);
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 20) console.log('FAIL', what, String(more).slice(0, 800));
}
const files = readdirSync(dir).sort();
const read = (f) => readFileSync(join(dir, f), 'utf8');

const schema = new Validation.JsonStrictValidator(Spec.Version.v1dot7);
const valid = async (bom) => schema.validate(JSON.stringify(bom));
const links = new Set(['target', 'assessor', 'requirement', 'ref']), lists = new Set(['claims', 'counterClaims', 'evidence', 'counterEvidence', 'assemblies']);
function walk(v, refs, uses) {
  if (Array.isArray(v)) v.forEach((x) => walk(x, refs, uses));
  else if (v && typeof v === 'object')
    for (const [key, x] of Object.entries(v)) {
      if (key === 'bom-ref') refs.push(x);
      else if (links.has(key) && typeof x === 'string') uses.push(x);
      else if (lists.has(key) && Array.isArray(x)) uses.push(...x.filter((s) => typeof s === 'string'));
      walk(x, refs, uses);
    }
}
let counters = 0, expiring = 0, intervals = 0;
for (const f of files.filter((n) => n.endsWith('.cyclonedx'))) {
  const bom = JSON.parse(read(f)), refs = [], uses = [];
  const wrong = await valid(bom);
  holds(`${f} is valid`, wrong === null, JSON.stringify(wrong));
  walk(bom, refs, uses);
  holds(`${f}: every bom-ref stands once`, new Set(refs).size === refs.length);
  for (const u of uses) holds(`${f}: ${u} is there`, refs.includes(u));
  const more = structuredClone(bom);
  more.declarations.claims[0].colour = 'red';
  holds(`${f} with a key nobody knows is not`, (await valid(more)) !== null);
  const over = structuredClone(bom);
  over.declarations.attestations[0].map[0].conformance.score = 2;
  holds(`${f} with a score above one is not`, (await valid(over)) !== null);
  const late = structuredClone(bom);
  late.declarations.evidence[0].expires = '2026-13-41';
  holds(`${f} with a broken date is not`, (await valid(late)) !== null);
  counters += bom.declarations.attestations.flatMap((a) => a.map).filter((r) => r.counterClaims).length;
  expiring += bom.declarations.evidence.filter((e) => e.expires).length;
  for (const m of bom.components[0].modelCard.quantitativeAnalysis.performanceMetrics) {
    intervals++;
    const { lowerBound, upperBound } = m.confidenceInterval;
    holds(`${f}: ${m.type} lies in its interval`, !(Number(lowerBound) > Number(m.value)) && !(Number(m.value) > Number(upperBound)) && (lowerBound ?? upperBound) !== undefined);
  }
}
holds('there are counter-claims, evidence that expires, numbers', counters > 0 && expiring > 0 && intervals > 0, [counters, expiring, intervals]);

{
  const bom = JSON.parse(readFileSync(sbomFile, 'utf8')), wrong = await valid(bom), refs = [bom.metadata.component, ...bom.components].map((c) => c['bom-ref']);
  holds('the SBOM is valid', wrong === null, JSON.stringify(wrong));
  const strange = structuredClone(bom);
  strange.components[0].licenses = [{ license: { id: 'No-Such-Licence' } }];
  holds('with a licence nobody knows it is not', (await valid(strange)) !== null);
  holds('SBOM: every bom-ref stands once', new Set(refs).size === refs.length);
  const on = new Map(bom.dependencies.map((d) => [d.ref, d.dependsOn ?? []])), seen = new Set();
  for (const [ref, list] of on) for (const x of [ref, ...list]) holds(`SBOM: ${x} is there`, refs.includes(x));
  (function follow(ref) {
    if (seen.has(ref)) return;
    seen.add(ref);
    on.get(ref).forEach(follow);
  })(bom.metadata.component['bom-ref']);
  holds('SBOM: everything hangs on the program', seen.size === refs.length, refs.filter((r) => !seen.has(r)));
  holds('SBOM: there are libraries and scripts', ['libc6', 'libssl3', 'preact'].every((n) => bom.components.some((c) => c.name === n)));
}

for (const f of files.filter((n) => n.endsWith('.model-card'))) {
  const text = read(f), end = text.indexOf('\n---\n', 4), block = text.slice(4, end + 1);
  holds(`${f} begins with a block`, text.startsWith('---\n') && end > 0);
  for (const version of ['1.1', '1.2']) {
    const meta = parse(block, { version, strict: true, uniqueKeys: true });
    holds(`${f}: tags`, Array.isArray(meta.tags) && meta.tags.every((t) => typeof t === 'string'));
    holds(`${f}: no licence`, !('license' in meta));
    for (const index of meta['model-index'] ?? []) {
      holds(`${f}: a name and results`, typeof index.name === 'string' && index.results.length > 0);
      for (const r of index.results) {
        holds(`${f}: a task`, ['tabular-classification', 'other'].includes(r.task.type));
        holds(`${f}: a data set`, /^[\w.-]+$/.test(r.dataset.type) && typeof r.dataset.name === 'string');
        for (const m of r.metrics) holds(`${f}: ${m.type}`, typeof m.type === 'string' && typeof m.name === 'string' && Number.isFinite(m.value), m.value);
      }
    }
  }
}

for (const f of files.filter((n) => n.endsWith('.in-toto'))) {
  const s = JSON.parse(read(f));
  holds(`${f} is a statement`, s._type === 'https://in-toto.io/Statement/v1' && s.predicateType === 'https://in-toto.io/attestation/test-result/v0.1');
  holds(`${f} is about files`, s.subject.length > 0 && s.subject.every((x) => /^[0-9a-f]{64}$/.test(x.digest.sha256) && x.name));
  const p = s.predicate;
  holds(`${f}: its result`, p.result === (p.failedTests.length ? 'FAILED' : p.warnedTests.length ? 'WARNED' : 'PASSED'));
  holds(`${f}: no test twice`, new Set([...p.passedTests, ...p.warnedTests, ...p.failedTests]).size === p.passedTests.length + p.warnedTests.length + p.failedTests.length);
  holds(`${f}: tests`, [...p.passedTests, ...p.warnedTests, ...p.failedTests].length > 0 && Array.isArray(p.configuration));
}

const envelope = JSON.parse(readFileSync(signedFile, 'utf8')), payload = Buffer.from(envelope.payload, 'base64');
holds('what was signed is the statement', payload.toString('utf8') === read('after.en.in-toto'));
const pae = Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(envelope.payloadType)} ${envelope.payloadType} ${payload.length} `), payload]);
const key = JSON.parse(readFileSync(dossierFile, 'utf8')).keys.find((k) => k.role === 'record');
const signs = (data) => verify(null, data, createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.key, 'base64')]), format: 'der', type: 'spki' }),
  Buffer.from(envelope.signatures[0].sig, 'base64'));
holds('the signature holds', signs(pae));
pae[pae.length - 3] ^= 1;
holds('of anything else it does not', !signs(pae));
console.log(`${files.length} files, ${intervals} numbers with intervals, ${counters} rows with counter-claims`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
