// The outside judge of conditions: node judge.mjs CEL_EVAL NORMS SEED N
//   1. the CEL conformance suite: every case inside our subset gets the suite's answer; cases outside are listed by reason
//   2. the library's conditions on N random full profiles: @bufbuild/cel gives our answer
// The last line is "N passed, N failed"; exit 0 if none failed and some passed.
import { execFileSync } from "node:child_process";
import { run } from "@bufbuild/cel";
import { getConformanceSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";

const [, , tool, norms, seed, count] = process.argv;
const ask = (args, input) => execFileSync(tool, args, { input, maxBuffer: 1 << 30, encoding: "utf8" }).split("\n").filter(Boolean).map((l) => JSON.parse(l));

function cases(suite, path, out) {
  for (const t of suite.tests) out.push({ name: `${path}/${t.name}`, test: t.original });
  for (const s of suite.suites) cases(s, path ? `${path}/${s.name}` : s.name, out);
  return out;
}

// A scalar binding in JSON, or undefined.
function scalar(v) {
  if (v.kind.case !== "value") return undefined;
  const k = v.kind.value.kind;
  if (k.case === "boolValue" || k.case === "stringValue" || k.case === "doubleValue") return k.value;
  if (k.case === "int64Value" || k.case === "uint64Value") return Number.isSafeInteger(Number(k.value)) ? Number(k.value) : undefined;
  return undefined;
}

function conformance() {
  const all = cases(getConformanceSuite(), "", []);
  const outside = new Map();
  const leave = (why, c) => outside.set(why, [...(outside.get(why) ?? []), c.name]);
  const inside = [];
  for (const c of all) {
    const t = c.test;
    const want = t.resultMatcher?.case === "value" ? t.resultMatcher.value.kind : undefined;
    const matcher = t.resultMatcher?.case;
    if (matcher === "evalError" || matcher === "anyEvalErrors" || matcher === "unknown" || matcher === "anyUnknowns") leave(`the expected result is ${matcher}: errors and CEL's own unknowns are not answers here`, c);
    else if (matcher === undefined || (want && want.case === "boolValue" && want.value === undefined)) leave("no expected value: checks types or parsing only", c);
    else if (!want || want.case !== "boolValue") leave("the result is a value, not a condition", c);
    else if (t.container) leave("names in a container", c);
    else {
      const bindings = {};
      let ok = true;
      for (const [name, v] of Object.entries(t.bindings)) {
        bindings[name] = scalar(v);
        ok &&= bindings[name] !== undefined;
      }
      if (!ok) leave("a binding is a map, list, message or other value that facts do not have", c);
      else inside.push({ ...c, want: want.value, line: JSON.stringify({ expr: t.expr, bindings }) });
    }
  }
  const got = ask(["eval"], inside.map((c) => c.line).join("\n") + "\n");
  let agree = 0;
  const wrong = [];
  inside.forEach((c, i) => {
    if (got[i].outside) leave("refused: " + got[i].outside.replace(/^column \d+: /, "").replace(/"[^"]*"/g, '"..."'), c);
    else if (got[i].answer === String(c.want)) agree++;
    else wrong.push(`${c.name}: ${c.test.expr}: ours ${got[i].answer}, the suite ${c.want}`);
  });
  console.log(`${all.length} cases: ${agree} inside the subset and equal, ${wrong.length} different, ${all.length - agree - wrong.length} outside`);
  for (const [why, names] of [...outside].sort((x, y) => y[1].length - x[1].length)) console.log(`  ${String(names.length).padStart(5)} ${why} (${names[0]})`);
  for (const w of wrong) console.log("DIFFERENT " + w);
  return [agree, wrong.length];
}

function value(v) {
  if (v && typeof v === "object" && "number" in v) return Number(v.number);
  if (v && typeof v === "object" && "date" in v) return timestampFromDate(new Date(v.date + "T00:00:00Z"));
  return v;
}

function full() {
  const lines = ask(["full", norms, seed, count]);
  let agree = 0;
  const wrong = [];
  for (const c of lines) {
    const f = Object.fromEntries(Object.entries(c.f).map(([k, v]) => [k, value(v)]));
    let theirs;
    try {
      theirs = String(run(c.cel, { f: new Map(Object.entries(f)) }));
    } catch (e) {
      theirs = "error: " + e.message;
    }
    if (theirs === c.answer) agree++;
    else wrong.push(`${c.cel.slice(0, 300)}: ours ${c.answer}, theirs ${theirs}`);
  }
  console.log(`${lines.length} conditions on full profiles: ${agree} equal, ${wrong.length} different`);
  for (const w of wrong.slice(0, 20)) console.log("DIFFERENT " + w);
  return [agree, wrong.length];
}

const sides = [conformance(), full()];
const passed = sides[0][0] + sides[1][0];
const failed = sides[0][1] + sides[1][1];
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && sides.every(([n]) => n > 0) ? 0 : 1);
