// Peers on the workload of bench_plane: node bench.mjs LAW_CASES NORMS OURS
// OURS: decisions a second of the planes in the same run. One JSON line a peer; each peer's answers are held against every decided cell.
import { createRequire } from "node:module";
import { read, forLogic, forCel, forCedar, compileCel, compileLogic } from "./law.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");
const [, , tool, norms, ours] = process.argv;
const RUNS = 3;
const law = read(tool, ["made", norms, "1000", "500", "85", "20261123"]);

// answer(i) gives the answers of system i, one a rule.
function time(name, answer) {
  const speed = [];
  let wrong = 0;
  for (let run = 0; run < RUNS; run++) {
    const got = [];
    const start = process.hrtime.bigint();
    for (let i = 0; i < law.systems.length; i++) got.push(answer(i));
    speed.push((law.systems.length * law.rules.length) / (Number(process.hrtime.bigint() - start) * 1e-9));
    if (run) continue;
    law.systems.forEach((s, i) => {
      const letters = s.rows[0].kleene;
      for (let r = 0; r < law.rules.length; r++) if (letters[r] !== "?" && (letters[r] === "T") !== got[i][r]) wrong++;
    });
  }
  if (wrong) {
    console.error(`${name} differs from the planes in ${wrong} decided cells`);
    process.exit(1);
  }
  const median = speed.sort((a, b) => a - b)[RUNS >> 1];
  console.log(JSON.stringify({ area: "norm", name: "1000 x 500: planes against a peer", value: Number(ours), unit: "decisions/s", peer: name, peer_value: Math.round(median), ratio: Math.round(Number(ours) / median), runs: RUNS }));
}

const logic = law.rules.map((r) => compileLogic(r.logic));
const logicFacts = law.systems.map((s) => forLogic(law.facts, s.f));
time("json-logic-js", (i) => logic.map((rule) => rule(logicFacts[i]) === true));

const cel = law.rules.map((r) => compileCel(r.cel));
const celFacts = law.systems.map((s) => forCel(law.facts, s.f));
time("@marcbachmann/cel-js", (i) => cel.map((rule) => rule(celFacts[i]) === true));

const policies = Object.fromEntries(law.rules.map((r, i) => [`r${i}`, `permit(principal, action, resource) when { ${r.cedar} };`]));
const parsed = cedar.preparsePolicySet("law", { staticPolicies: policies });
if (parsed.type !== "success") throw new Error(JSON.stringify(parsed).slice(0, 500));
const cedarFacts = law.systems.map((s) => forCedar(law.facts, s.f));
const entity = (type) => ({ type, id: "x" });
time("@cedar-policy/cedar-wasm", (i) => {
  const r = cedar.statefulIsAuthorized({ principal: entity("P"), action: entity("Action"), resource: entity("R"), context: cedarFacts[i], preparsedPolicySetId: "law", entities: [] });
  if (r.type !== "success" || r.response.diagnostics.errors.length) throw new Error(JSON.stringify(r).slice(0, 500));
  const yes = new Set(r.response.diagnostics.reason);
  return law.rules.map((_, k) => yes.has(`r${k}`));
});
