// node build.mjs FROM OUT    builds the console: FROM holds src/, css/, data/ and index.html; OUT becomes what web/dist is. Same input, same bytes.
//   scripts      esbuild, split by page and by language, named by their content; CSS one file
//   packed       each file beside itself as .gz and .br, where that gains
//   files.txt    "<path> [gz] [br]" a line: what src/http/console_embed.py puts into the program
//   licences.txt the licence texts of the packages that are in the scripts
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const [from, out] = process.argv.slice(2);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

// ---- the states, from the table that people can read
function table(text) {
  const [head, ...rows] = text.trim().split('\n').map((l) => l.split(','));
  return rows.map((r) => Object.fromEntries(r.map((v, i) => [head[i], v])));
}
const members = {
  name: 'members',
  setup(b) {
    b.onResolve({ filter: /^members$/ }, () => ({ path: 'members', namespace: 'members' }));
    b.onLoad({ filter: /.*/, namespace: 'members' }, () => ({
      contents: `export const members = ${JSON.stringify(table(readFileSync(join(from, 'data/un-members.csv'), 'utf8')).map((m) => [m.alpha2, m.status === 'member' ? 1 : 0, m.name_en, m.name_zh, m.region, Number(m.col), Number(m.row)]))};`,
    }));
  },
};

const result = await esbuild.build({
  absWorkingDir: from, entryPoints: { console: 'src/main.tsx' }, outdir: out, bundle: true, splitting: true, format: 'esm', minify: true, target: 'es2022', charset: 'utf8',
  jsx: 'automatic', jsxImportSource: 'preact', entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', legalComments: 'none', metafile: true, write: false, plugins: [members],
  nodePaths: [join(process.cwd(), 'node_modules')], logLevel: 'warning',
});
const css = await esbuild.build({ absWorkingDir: from, entryPoints: { console: 'css/console.css' }, outdir: out, bundle: true, minify: true, charset: 'utf8', target: 'chrome109', entryNames: '[name]-[hash]', write: false, metafile: true });

const files = new Map();
for (const f of [...result.outputFiles, ...css.outputFiles]) files.set(f.path.split('/').pop(), Buffer.from(f.contents));
const named = (start, end) => [...files.keys()].find((n) => n.startsWith(start) && n.endsWith(end));

// ---- what is in the scripts that others wrote
const packages = new Set(Object.keys(result.metafile.inputs).map((i) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(i)?.[1]).filter(Boolean));
let licences = 'The console is part of Concord, under the Apache License 2.0. Its scripts contain:\n';
for (const p of [...packages].sort()) {
  const dir = join('node_modules', p), about = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const text = readdirSync(dir).find((n) => /^licen[cs]e/i.test(n));
  if (!text) throw new Error(`${p} has no licence text`);
  licences += `\n---- ${p} ${about.version}, ${about.license}\n\n${readFileSync(join(dir, text), 'utf8').trim()}\n`;
}
files.set('licences.txt', Buffer.from(licences));
const mark = readFileSync(join(from, 'mark.svg')), digest = createHash('sha256').update(mark).digest('hex').slice(0, 8).toUpperCase();
files.set(`mark-${digest}.svg`, mark);
// What the first script asks for at once is named in the page, so that a slow line waits once and not twice.
const first = Object.entries(result.metafile.outputs).find(([n]) => /(^|\/)console-/.test(n) && n.endsWith('.js'))[1];
const seen = new Set();
(function follow(o) {
  for (const i of o.imports) {
    if (i.kind !== 'import-statement' || seen.has(i.path)) continue;
    seen.add(i.path);
    follow(result.metafile.outputs[i.path]);
  }
})(first);
const ahead = [...seen].map((p) => `<link rel="modulepreload" href="/app/${p.split('/').pop()}">`).sort().join('\n');
const page = readFileSync(join(from, 'index.html'), 'utf8').replaceAll('[[script]]', named('console-', '.js')).replaceAll('[[style]]', named('console-', '.css')).replaceAll('[[ahead]]', ahead).replaceAll('[[mark]]', `mark-${digest}.svg`);
files.set('index.html', Buffer.from(page));

let list = '';
for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
  writeFileSync(join(out, name), bytes);
  list += name;
  const gz = gzipSync(bytes, { level: 9 }), br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  gz[9] = 3; // the system that packed it, the same everywhere
  if (name !== 'index.html' && gz.length < bytes.length * 0.95) {
    writeFileSync(join(out, name + '.gz'), gz);
    writeFileSync(join(out, name + '.br'), br);
    list += ' gz br';
  }
  list += '\n';
}
writeFileSync(join(out, 'files.txt'), list);
