// node check.mjs SCHEMAS DIR    what concord exported into DIR. Prints `N passed, N failed` last.
//   each document is valid; with a required key away, or a key nobody knows added, it is not
//   ids stand once; every end of a mapping is a control or part of the catalogue; the word of every relation is one of the six, which the schema lets pass
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

const [schemas, dir] = process.argv.slice(2);
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 20) console.log('FAIL', what, String(more).slice(0, 600));
}
const ajv = new Ajv.default({ strict: false, unicodeRegExp: true, validateFormats: false });
const read = (f) => JSON.parse(readFileSync(f, 'utf8'));
const files = { catalog: 'oscal-catalog', mapping: 'oscal-mapping' }, docs = {};
for (const [schema, file] of Object.entries(files)) {
  const check = ajv.compile(read(join(schemas, `oscal_${schema}_schema.json`)));
  const doc = docs[schema] = read(join(dir, `${file}.json`));
  holds(`${file} is valid`, check(doc), ajv.errorsText(check.errors));
  const root = Object.keys(doc)[0];
  for (const key of ['uuid', 'metadata']) {
    const broken = structuredClone(doc);
    delete broken[root][key];
    holds(`${file} without ${key} is not`, !check(broken));
  }
  const more = structuredClone(doc);
  more[root].colour = 'red';
  holds(`${file} with a key nobody knows is not`, !check(more));
}

const ids = new Set();
let twice = '';
function walk(v) {
  if (Array.isArray(v)) v.forEach(walk);
  else if (v && typeof v === 'object') {
    if (typeof v.id === 'string') { if (ids.has(v.id)) twice = v.id; ids.add(v.id); }
    Object.values(v).forEach(walk);
  }
}
walk(docs.catalog);
holds('every id of the catalogue stands once', !twice, twice);
const groups = docs.catalog.catalog.groups;
holds('no definition, scope or penalty is a control', groups.every((g) => (g.controls ?? []).every((c) => !['definition', 'scope', 'penalty'].includes(c.class))));
holds('every control says how its text was read', groups.every((g) => (g.controls ?? []).every((c) => c.props.some((p) => p.name === 'confidence'))));
const words = new Set(['equal-to', 'equivalent-to', 'subset-of', 'superset-of', 'intersects-with', 'no-relationship']);
let maps = 0;
for (const m of docs.mapping['mapping-collection'].mappings) for (const map of m.maps) {
  maps++;
  holds('the word of a relation is one of the six', words.has(map.relationship), map.relationship);
  for (const end of [...map.sources, ...map.targets]) holds('an end of a relation is in the catalogue', ids.has(end['id-ref']), end['id-ref']);
}
holds('there are relations', maps > 0);
console.log(`${groups.length} instruments, ${ids.size} ids, ${maps} relations`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
