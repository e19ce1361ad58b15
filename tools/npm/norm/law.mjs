// Law and systems as tools/law_cases.c prints them, and the engines from npm that answer the same rules.
import { execFileSync } from "node:child_process";
import { Environment } from "@marcbachmann/cel-js";
import jsonLogic from "json-logic-js";

export function read(tool, args) {
  const out = { facts: [], rules: [], systems: [] };
  for (const line of execFileSync(tool, args, { maxBuffer: 1 << 30, encoding: "utf8" }).split("\n")) {
    if (!line) continue;
    const x = JSON.parse(line);
    if (x.fact) out.facts.push(x);
    else if (x.rule) out.rules.push(x);
    else if (x.row) out.systems.at(-1).rows.push(x);
    else out.systems.push({ ...x, rows: [] });
  }
  return out;
}

const members = (v) => Object.keys(v).filter((m) => v[m]);

// The facts of a system as an engine wants them; what is not stated is left out, or null.
export function forLogic(facts, f) {
  const to = {};
  for (const x of facts) to[x.fact] = f[x.fact] === undefined ? null : x.type === "set" ? members(f[x.fact]) : f[x.fact];
  return to;
}

export function forCel(facts, f) {
  const to = {};
  for (const x of facts)
    if (f[x.fact] !== undefined) to[x.fact] = x.type === "set" ? members(f[x.fact]) : x.type === "date" ? new Date(f[x.fact] * 86400000) : f[x.fact];
  return { f: to };
}

export function forCedar(facts, f) {
  const to = {};
  for (const x of facts) if (f[x.fact] !== undefined && !["market", "as_of"].includes(x.fact)) to[x.fact] = x.type === "set" ? members(f[x.fact]) : f[x.fact];
  return to;
}

const environment = new Environment({ unlistedVariablesAreDyn: true, limits: { maxAstNodes: 1000000, maxDepth: 10000, maxListElements: 100000, maxMapEntries: 100000 } });

export const compileCel = (text) => environment.parse(text);
export const compileLogic = (rule) => (facts) => jsonLogic.apply(rule, facts);
