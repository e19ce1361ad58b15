// node bench.mjs FILE TYPE ROOT.pem RUNS REPEAT    one JSON object: medians in seconds a file, in this process, warm: c2pa-rs 0.82.1 native, 0.91.3 as wasm.
import fs from "node:fs";
import { createRequire } from "node:module";
import * as rs082 from "c2pa-node-0.5";
import initWasm, { WasmReader } from "@contentauth/c2pa-wasm";

const [file, type, root, runs, repeat] = process.argv.slice(2);
const settings = JSON.stringify({ trust: { trust_anchors: fs.readFileSync(root, "utf8"), verify_trust_list: true }, verify: { verify_trust: true } });
const buffer = fs.readFileSync(file);
const median = (v) => v.sort((a, b) => a - b)[Math.floor(v.length / 2)];
const time = async (one) => {
	const all = [];
	let state;
	for (let i = 0; i < Number(runs); i++) {
		const t = process.hrtime.bigint();
		for (let k = 0; k < Number(repeat); k++) state = await one();
		all.push(Number(process.hrtime.bigint() - t) / 1e9 / Number(repeat));
	}
	return { state, seconds: median(all) };
};
const out = { native: await time(async () => (await rs082.Reader.fromAsset({ buffer, mimeType: type }, settings)).json().validation_state) };
if (buffer.length < 1 << 28) {
	await initWasm({ module_or_path: fs.readFileSync(createRequire(import.meta.url).resolve("@contentauth/c2pa-wasm/c2pa.wasm")) });
	out.wasm = await time(async () => JSON.parse((await WasmReader.fromBytes(type, buffer, settings)).json()).validation_state);
}
console.log(JSON.stringify(out));
