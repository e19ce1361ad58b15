// node judge.mjs C2PA_SIGN C2PA_CHECK FOLDER [FORMATS]    jpg,png,...; all if not given. FOLDER/pki from ../c2pa/pki.sh. Prints `N passed, N failed` last.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as rs090 from "@contentauth/c2pa-node";
import * as rs082 from "c2pa-node-0.5";
import initWasm, { WasmReader } from "@contentauth/c2pa-wasm";
import { BMFF, JPEG, PNG } from "@trustnxt/c2pa-ts/asset";
import { SuperBox } from "@trustnxt/c2pa-ts/jumbf";
import { ManifestStore } from "@trustnxt/c2pa-ts/manifest";
import { FORMATS as USUAL } from "./carriers.mjs";
import { MORE } from "./more.mjs";

const [signProgram, checkProgram, folder, only] = process.argv.slice(2);
const FORMATS = Object.fromEntries(Object.entries({ ...USUAL, ...MORE }).filter(([ext]) => !only || only.split(",").includes(ext)));
const pki = path.join(folder, "pki");
let passed = 0, failed = 0;
const holds = (what, ok, more = "") => {
	if (ok) passed++;
	else if (failed++ < 40) console.log("FAIL", what, more);
};

const anchors = fs.readFileSync(path.join(pki, "root.pem"), "utf8");
const settings = JSON.stringify({ trust: { trust_anchors: anchors, verify_trust_list: true }, verify: { verify_trust: true } });
await initWasm({ module_or_path: fs.readFileSync(createRequire(import.meta.url).resolve("@contentauth/c2pa-wasm/c2pa.wasm")) });

const verdict = (json) => {
	if (!json) return { state: "none", codes: [] };
	const all = [json.validation_results?.activeManifest, ...(json.validation_results?.ingredientDeltas ?? []).map((d) => d.validationDeltas)];
	return { state: json.validation_state, codes: all.flatMap((r) => r?.failure ?? []).map((f) => f.code), json };
};
const native = (reader) => async (buffer, mimeType) => verdict((await reader.fromAsset({ buffer, mimeType }, settings))?.json());
const TS = { "image/jpeg": JPEG, "image/png": PNG, "image/heic": BMFF, "image/avif": BMFF };
const typescript = async (buffer, type) => {
	const asset = await (TS[type].create ? TS[type].create(buffer) : new TS[type](buffer));
	const store = await asset.getManifestJUMBF();
	if (!store) return { state: "none", codes: [] };
	const r = await ManifestStore.read(SuperBox.fromBuffer(store)).validate(asset);
	return { state: r.isValid ? "Valid" : "Invalid", codes: r.statusEntries.filter((e) => !e.success).map((e) => e.code) };
};
// It has no lists of anchors: Valid is the best it says.
const PEERS = [
	["c2pa-rs 0.82.1", native(rs082.Reader), "Trusted"],
	["c2pa-rs 0.90.1", native(rs090.Reader), "Trusted"],
	["c2pa-rs 0.91.3", async (b, type) => verdict(JSON.parse((await WasmReader.fromBytes(type, b, settings)).json())), "Trusted"],
	["c2pa-ts 0.9.4", typescript, "Valid"],
];
// What a peer does not read, and why.
const UNREAD = {
	"c2pa-ts 0.9.4": [
		[(j) => !TS[FORMATS[j.ext][0]], "a container or brand that it does not know; of MP3 it knows the media type of before 2.0, which c2pa-rs does not write either"],
		[(j) => j.out.startsWith("es512."), "it hashes by SHA-256 where RFC 9053 2.1 has SHA-512, and refuses what c2pa-rs signs so too"],
		[(j) => j.line.endsWith(" stamp"), "in sigTst2 it wants a whole response, over a Sig_structure; 10.3.2.5 has a token, over the signature"],
	],
};

const ALGS = ["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"];
const at = (name) => path.join(folder, name);
const jobs = [];
for (const [ext, [, make]] of Object.entries(FORMATS)) {
	fs.writeFileSync(at(`plain.${ext}`), make());
	for (const alg of ALGS) jobs.push({ ext, out: `${alg}.${ext}`, line: `${alg} ${at(`plain.${ext}`)} ${at(`${alg}.${ext}`)}` });
	for (const how of ["long", "sha384", "sha512"]) jobs.push({ ext, out: `${how}.${ext}`, line: `es256 ${at(`plain.${ext}`)} ${at(`${how}.${ext}`)} ${how}` });
	jobs.push({ ext, out: `stamped.${ext}`, line: `es256 ${at(`plain.${ext}`)} ${at(`stamped.${ext}`)} stamp` });
	jobs.push({ ext, out: `again.${ext}`, parents: 1, line: `ps256 ${at(`es256.${ext}`)} ${at(`again.${ext}`)}` });
	jobs.push({ ext, out: `third.${ext}`, parents: 2, line: `ed25519 ${at(`again.${ext}`)} ${at(`third.${ext}`)} stamp` });
}
// What another signed is opened, and its manifest carried over. Into a file of two pages 0.82.1 writes two stores.
for (const ext of Object.keys(FORMATS).filter((x) => x !== "big.tif")) {
	const signer = rs082.LocalSigner.newSigner(fs.readFileSync(`${pki}/es384.pem`), fs.readFileSync(`${pki}/es384.key`), "es384");
	const dest = { buffer: null };
	const action = { action: "c2pa.created", digitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture" };
	const manifest = { claim_generator_info: [{ name: "another", version: "1" }], title: "t", format: FORMATS[ext][0], ingredients: [],
		assertions: [{ label: "c2pa.actions", data: { actions: [action] } }] };
	const quiet = JSON.stringify({ ...JSON.parse(settings), builder: { thumbnail: { enabled: false } } });
	rs082.Builder.withJson(manifest, quiet).sign(signer, { buffer: FORMATS[ext][1](), mimeType: FORMATS[ext][0] }, dest);
	fs.writeFileSync(at(`other.${ext}`), dest.buffer);
	jobs.push({ ext, out: `opened.${ext}`, parents: 1, line: `es256 ${at(`other.${ext}`)} ${at(`opened.${ext}`)}` });
}

const now = new Date().toISOString().replace(/\.\d+/, "");
const answers = execFileSync(signProgram, [pki, now], { input: jobs.map((j) => j.line + "\n").join(""), maxBuffer: 1 << 28 }).toString().trim().split("\n");
const done = jobs.filter((j, i) => {
	holds(`signing ${j.out}`, answers[i].startsWith("ok "), answers[i]);
	return answers[i].startsWith("ok ");
});
const ours = execFileSync(checkProgram, [path.join(pki, "root.pem"), now, ...done.map((j) => at(j.out))], { maxBuffer: 1 << 28 }).toString().trim().split("\n").map((l) => JSON.parse(l));
for (const [i, j] of done.entries()) {
	const codes = (ours[i].codes?.failure ?? []).map((f) => f.code);
	holds(`we on ${j.out}`, ours[i].state === "Trusted" && codes.length === 0 && ours[i].manifests === 1 + (j.parents ?? 0) && Boolean(ours[i].signed_at) === j.line.endsWith(" stamp"), `${ours[i].state ?? ours[i].error} ${codes}`);
	const bytes = fs.readFileSync(at(j.out));
	for (const [name, ask, best] of PEERS) {
		if (UNREAD[name]?.some(([is]) => is(j))) continue;
		let p;
		try {
			p = await ask(bytes, FORMATS[j.ext][0]);
		} catch (e) {
			p = { state: `error: ${e.message ?? e}`.slice(0, 200), codes: [] };
		}
		holds(`${name} on ${j.out}`, p.state === best && p.codes.length === 0, `${p.state} ${p.codes}`);
		if (!p.json) continue;
		const m = p.json.manifests[p.json.active_manifest];
		const said = (label) => m.assertions.find((a) => a.label === label)?.data;
		const first = (said("c2pa.actions.v2") ?? said("c2pa.actions"))?.actions?.[0];
		holds(`${name} reads ${j.out}`, m.claim_version === 2 && m.claim_generator_info[0].name === "Concord" && said("org.concord.label")?.visible?.glyph_height === 1200 &&
			first?.action === (j.parents ? "c2pa.opened" : "c2pa.created") && first.digitalSourceType?.endsWith("/trainedAlgorithmicMedia") && first.softwareAgent?.name === "Studio" &&
			(m.ingredients ?? []).length === (j.parents ? 1 : 0), JSON.stringify(m).slice(0, 1500));
	}
}

// What we sign and c2pa-rs 0.90.1 updates: in ISO base media the update stands in a box of its own. Then a bit of the update changed: where the peer
// refuses it, we do.
const updated = [];
for (const ext of ["jpg", "png", "heic", "avif", "mp4", "mov", "m4a"].filter((x) => FORMATS[x])) {
	const mimeType = FORMATS[ext][0], dest = { buffer: null };
	const signer = rs090.LocalSigner.newSigner(fs.readFileSync(`${pki}/es384.pem`), fs.readFileSync(`${pki}/es384.key`), "es384");
	const builder = rs090.Builder.withJson({ claim_generator_info: [{ name: "another", version: "1" }], title: "t", format: mimeType, ingredients: [], assertions: [] },
		JSON.stringify({ ...JSON.parse(settings), builder: { thumbnail: { enabled: false } } }));
	builder.setIntent("update");
	builder.sign(signer, { buffer: fs.readFileSync(at(`es256.${ext}`)), mimeType }, dest);
	updated.push({ ext, name: `updated.${ext}`, bytes: dest.buffer, whole: true });
	const from = dest.buffer.lastIndexOf("jumdc2um");
	for (let i = 0; i < 8; i++) {
		const bytes = Buffer.from(dest.buffer), where = from + 24 + i * 211;
		bytes[where] ^= 1 << i;
		updated.push({ ext, name: `updated_${where}.${ext}`, bytes });
	}
}
for (const u of updated) fs.writeFileSync(at(u.name), u.bytes);
const said = updated.length ? execFileSync(checkProgram, [path.join(pki, "root.pem"), now, ...updated.map((u) => at(u.name))], { maxBuffer: 1 << 28 }).toString().trim().split("\n").map((l) => JSON.parse(l)) : [];
for (const [i, u] of updated.entries()) {
	const our = said[i], codes = (our.codes?.failure ?? []).map((f) => f.code);
	let p;
	try {
		p = await PEERS[1][1](u.bytes, FORMATS[u.ext][0]);
	} catch (e) {
		p = { state: "error", codes: [] };
	}
	const line = `ours ${our.state ?? our.error} ${codes} ${our.manifests} | peer ${p.state} ${p.codes}`;
	if (u.whole) holds(u.name, our.state === "Trusted" && codes.length === 0 && our.manifests === 2 && !our.unchecked.length && p.state === "Trusted", line);
	else holds(u.name, p.state === "Trusted" || !["Trusted", "Valid"].includes(our.state), line);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
