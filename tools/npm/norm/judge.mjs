// The outside judge of the bulk engine: node judge.mjs LAW_CASES NORMS SEED SYSTEMS
//   1. every fact known: CEL and json-logic give our answer for every provision of the library that has a cell, in every jurisdiction
//   2. the same on law made by dice
//   3. 15 of 100 facts unknown: brute force over what is unknown, by json-logic; a definite answer of ours is never wrong, and the share of
//      cells that we leave unknown although they are decided is printed
// The last line is "N passed, N failed"; exit 0 if none failed and some passed.
import { read, forLogic, forCel, compileCel, compileLogic } from "./law.mjs";

const [, , tool, norms, seed, systems] = process.argv;
const DAY = "2026-11-23";
const ASSIGNMENTS_MAX = 1 << 14;
const CELLS_MAX = 20000;
let passed = 0;
let failed = 0;

const say = (wrong, text) => {
  if (wrong <= 20) console.log("DIFFERENT " + text);
};

function compile(law) {
  for (const r of law.rules)
    if (r.logic !== undefined) {
      r.runLogic = compileLogic(r.logic);
      r.runCel = compileCel(r.cel);
    }
}

const rowFacts = (s, row) => ({ ...s.f, ...row.row });

// Sides 1 and 2: a letter of ours against both engines.
function full(name, law) {
  let cells = 0;
  let wrong = 0;
  let notRead = 0;
  compile(law);
  for (const s of law.systems)
    for (const row of s.rows) {
      const f = rowFacts(s, row);
      const logic = forLogic(law.facts, f);
      const cel = forCel(law.facts, f);
      for (let i = 0; i < law.rules.length; i++) {
        const letter = row.exact[i];
        const r = law.rules[i];
        if (letter === "." || !r.runLogic) continue;
        if (letter === "N") {
          notRead++;
          continue;
        }
        cells++;
        const theirs = [r.runLogic(logic) === true, r.runCel(cel) === true];
        if (theirs.every((x) => (x ? "T" : "F") === letter)) continue;
        say(++wrong, `${r.rule}: ours ${letter}, json-logic ${theirs[0]}, CEL ${theirs[1]}`);
      }
    }
  console.log(`${name}: ${cells} cells of ${law.systems.length} systems and ${law.rules.length} provisions, every fact known: ${cells - wrong} equal, ${wrong} different; ${notRead} rest on a definition that was not read`);
  passed += cells - wrong;
  failed += wrong;
}

// ---- brute force --------------------------------------------------------------------------------------------------------------------

// The variables of a json-logic rule: facts, and for sets the members asked for; with the constants that numbers and dates meet.
function variables(logic, out = new Map()) {
  if (Array.isArray(logic)) logic.forEach((x) => variables(x, out));
  else if (logic && typeof logic === "object") {
    const [op, args] = Object.entries(logic)[0];
    const at = (name) => out.get(name) ?? out.set(name, { members: new Set(), constants: new Set(), texts: new Set() }).get(name);
    if (op === "var") at(args);
    else if (op === "in" && args[1]?.var !== undefined) at(args[1].var).members.add(args[0]);
    else if (op === "in") args[1].forEach((x) => at(args[0].var).texts.add(x));
    else {
      if (Array.isArray(args) && args[0]?.var !== undefined && typeof args[1] === "number") at(args[0].var).constants.add(args[1]);
      variables(args, out);
    }
  }
  return out;
}

function choices(fact, v, whole) {
  if (fact.type === "bool") return [true, false];
  if (fact.type === "text") return fact.values.length ? fact.values : [...v.texts, "none of these"];
  const c = [...v.constants].sort((a, b) => a - b);
  if (whole) return [...new Set(c.flatMap((x) => [x - 1, x, x + 1]))];
  return [...new Set([c[0] - 1, ...c.flatMap((x, i) => [x, i + 1 < c.length ? (x + c[i + 1]) / 2 : x * 2 + 1])])];
}

// What is open in a rule for a system: [name, member or undefined, values].
function open(rule, facts, f) {
  const list = [];
  for (const [name, v] of rule.variables) {
    const fact = facts.get(name);
    if (fact.type === "set") {
      for (const m of v.members) if (f[name]?.[m] === undefined && !(name === "purposes" && f[name])) list.push([name, m, [true, false]]);
    } else if (f[name] === undefined) list.push([name, undefined, choices(fact, v, fact.type === "date")]);
  }
  return list;
}

// "T" or "F" if it is that whichever way the open ones fall, "?" if both occur, undefined beyond the bound.
function brute(rule, law, f) {
  const list = open(rule, law.byName, f);
  if (list.reduce((n, x) => n * x[2].length, 1) > ASSIGNMENTS_MAX) return undefined;
  const seen = new Set();
  const filled = structuredClone(f);
  const base = forLogic(law.facts, f);
  const turn = (k) => {
    if (seen.size === 2) return;
    if (k === list.length) {
      for (const [name] of list) base[name] = law.byName.get(name).type === "set" ? Object.keys(filled[name]).filter((m) => filled[name][m]) : filled[name];
      seen.add(rule.runLogic(base) === true ? "T" : "F");
      return;
    }
    const [name, member, values] = list[k];
    for (const v of values) {
      if (member === undefined) filled[name] = v;
      else (filled[name] ??= {})[member] = v;
      turn(k + 1);
    }
  };
  turn(0);
  return seen.size === 2 ? "?" : [...seen][0];
}

function partly(name, law) {
  compile(law);
  law.byName = new Map(law.facts.map((x) => [x.fact, x]));
  for (const r of law.rules) if (r.logic !== undefined) r.variables = variables(r.logic);
  const all = law.systems.flatMap((s) => s.rows.map((row) => [s, row]));
  const cells = all.reduce((n, [, row]) => n + row.exact.length - row.exact.split(".").length + 1, 0);
  const every = Math.max(1, Math.floor(cells / CELLS_MAX));
  const n = { seen: 0, definite: 0, unknown: 0, needless: 0, kleene: 0, notRead: 0, beyond: 0, wrong: 0 };
  let count = 0;
  for (const [s, row] of all) {
    const f = rowFacts(s, row);
    for (let i = 0; i < law.rules.length; i++) {
      const letter = row.exact[i];
      const r = law.rules[i];
      if (letter === "." || !r.runLogic || count++ % every) continue;
      const truth = brute(r, law, f);
      if (truth === undefined) {
        n.beyond++;
        continue;
      }
      n.seen++;
      if (letter === "T" || letter === "F") {
        n.definite++;
        if (truth !== letter) say(++n.wrong, `${r.rule}: ours ${letter}, brute force ${truth}`);
      } else if (letter === "N") n.notRead++;
      else {
        n.unknown++;
        n.needless += truth !== "?";
      }
      n.kleene += row.kleene[i] === "?" && letter !== "N" && truth !== "?";
    }
  }
  const share = (x) => ((100 * x) / Math.max(1, n.seen)).toFixed(3) + " %";
  console.log(`${name}: ${n.seen} cells, 15 of 100 facts unknown, against brute force: ${n.definite} definite, ${n.wrong} of them wrong; ${n.unknown} unknown, ${n.needless} needlessly (${share(n.needless)}; by Kleene alone ${n.kleene}, ${share(n.kleene)}); ${n.notRead} rest on a definition that was not read; ${n.beyond} beyond the bound`);
  passed += n.definite - n.wrong;
  failed += n.wrong + (n.seen ? 0 : 1);
}

full("the library", read(tool, ["library", norms, systems, "100", seed, DAY]));
full("law made by dice", read(tool, ["made", norms, systems, "200", "100", seed]));
partly("the library", read(tool, ["library", norms, String(Math.ceil(systems / 10)), "85", seed, DAY]));
partly("law made by dice", read(tool, ["made", norms, String(Math.ceil(systems / 4)), "200", "85", seed]));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
