// node judge.mjs C2PA_CHECK FOLDER SEED CHANGES    FOLDER/pki from pki.sh. Prints `N passed, N failed` last.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { Builder, LocalSigner, Reader } from "@contentauth/c2pa-node";
import { FORMATS } from "./carriers.mjs";

const [program, folder, seedText, countText] = process.argv.slice(2);
const pki = path.join(folder, "pki");
let passed = 0, failed = 0;
const holds = (what, ok, more = "") => {
	if (ok) passed++;
	else if (failed++ < 20) console.log("FAIL", what, more);
};

// What may differ, on files that both refuse: our failure code, the peer's, and why. A refusal that shares one code needs no row.
const ALLOWED = [
	["claim.missing", "claim.multiple", "15.6.1: a claim is a box of type c2cl labelled c2pa.claim.v2 or c2pa.claim; with another type or label there is none, not several"],
	["assertion.missing", "claim.multiple", "15.10.3.1: there is one claim (15.6.1); an assertion that it names cannot be resolved"],
	["claimSignature.missing", "claimSignature.mismatch", "15.7: the URI of the claim's signature cannot be resolved; the peer takes the box that is there"],
	["claimSignature.missing", "claim.multiple", "15.7: the URI names no signature box (11.1.4.4), its type was changed; 15.6.1: there is one claim"],
];
// Where we refuse and the peer does not: our only code, what we say, and why.
const STRICTER = [
	["general.error", /./, "11.1.4.2: the store is known by its type and label; no digest covers them, and the peer does not look"],
	["assertion.dataHash.mismatch", /covers more than the manifest store, or less/,
		"15.12.1.1, 15.12.1.2: what is left out with the store is the store, its carrier and zeros; lengths of carriers are not in the digest"],
];
// Where we find no store and the peer does: the format, and the bytes before the store of which one was changed.
const UNFOUND = [
	["jpg", 12, "A.3.1 with ISO 19566-5, D.2: a segment carries the store by its identifier, instance and number, which no digest covers; the peer goes by the boxes"],
];

const anchors = fs.readFileSync(path.join(pki, "root.pem"), "utf8");
const settings = JSON.stringify({ trust: { trust_anchors: anchors, verify_trust_list: true }, verify: { verify_trust: true }, builder: { thumbnail: { enabled: false } } });
const SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const manifest = (format) => ({
	claim_generator_info: [{ name: "concord test", version: "1" }], title: "t", format, ingredients: [],
	assertions: [{ label: "c2pa.actions", data: { actions: [{ action: "c2pa.created", digitalSourceType: SOURCE }] } }],
});

async function peer(buffer, mimeType) {
	try {
		const r = await Reader.fromAsset({ buffer, mimeType }, settings);
		if (!r) return { state: "none", codes: [] };
		const j = r.json();
		return { state: j.validation_state, codes: (j.validation_results?.activeManifest?.failure ?? []).map((f) => f.code) };
	} catch (e) {
		return { state: "error", codes: [] };
	}
}
const FORMS = Object.keys(FORMATS);
const ALGS = ["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"];

const files = [];
const put = (name, bytes) => { fs.writeFileSync(path.join(folder, name), bytes); files.push(name); };
for (const ext of FORMS)
	for (const alg of ext === "jpg" || ext === "mp4" ? ALGS : ["es256"]) {
		const signer = LocalSigner.newSigner(fs.readFileSync(`${pki}/${alg}.pem`), fs.readFileSync(`${pki}/${alg}.key`), alg);
		const dest = { buffer: null };
		Builder.withJson(manifest(FORMATS[ext][0]), settings).sign(signer, { buffer: FORMATS[ext][1](), mimeType: FORMATS[ext][0] }, dest);
		put(`${alg}.${ext}`, dest.buffer);
	}
const whole = files.length;

// One bit changed: in the content, or in the store up to the end of the certificates; then a byte after the end.
let seed = Number(seedText);
const below = (n) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % n; };
for (const ext of FORMS) {
	const b = fs.readFileSync(path.join(folder, `es256.${ext}`));
	if (ext === "svg") continue; // its store is in base64: a bit of it is not a bit of the store
	const start = b.indexOf("jumdc2pa") - 12, end = Math.min(b.length, b.indexOf("jumdc2cs") + 1500);
	for (let i = 0; i < Number(countText); i++) {
		const c = Buffer.from(b);
		const at = i % 5 === 0 && ext !== "mp3" ? (below(2) ? below(start) : b.length - 1 - below(20)) : start + below(end - start);
		c[at] ^= 1 << below(8);
		put(`bit_${i}_${at}.${ext}`, c);
	}
	put(`longer.${ext}`, Buffer.concat([b, Buffer.from([0])]));
}

const now = new Date().toISOString().replace(/\.\d+/, "");
const lines = execFileSync(program, [path.join(pki, "root.pem"), now, ...files], { cwd: folder, maxBuffer: 1 << 28 }).toString().trim().split("\n");
const good = (s) => s === "Trusted" || s === "Valid";
const stricter = (our) => our.codes?.failure.length === 1 && STRICTER.some(([code, why]) => code === our.codes.failure[0].code && why.test(our.codes.failure[0].why));
const starts = Object.fromEntries(FORMS.map((ext) => [ext, fs.readFileSync(path.join(folder, `es256.${ext}`)).indexOf("jumdc2pa") - 12]));
const unfound = (our, name) => {
	const [, , at, ext] = name.split(/[_.]/);
	return our.state === "none" && UNFOUND.some(([format, bytes]) => ext === format && at < starts[ext] && at >= starts[ext] - bytes);
};
const allowed = (our, their) => our.some((o) => their.includes(o) || ALLOWED.some(([a, b]) => a === o && their.includes(b)));
for (const [i, name] of files.entries()) {
	const our = JSON.parse(lines[i]);
	const codes = (our.codes?.failure ?? []).map((f) => f.code);
	const p = await peer(fs.readFileSync(path.join(folder, name)), FORMATS[name.split(".").pop()][0]);
	const said = `ours ${our.state ?? our.error} ${codes} | peer ${p.state} ${p.codes}`;
	if (i < whole) holds(name, our.state === "Trusted" && p.state === "Trusted" && codes.length === 0, said);
	else if (p.state === "none") passed++; // it does not find the store: finding is not what c2pa_check is for
	else if (good(p.state) && (stricter(our) || unfound(our, name))) passed++;
	else if (good(our.state) || good(p.state)) holds(name, our.state === p.state, said);
	else holds(name, p.codes.length === 0 || codes.length === 0 || allowed(codes, p.codes), said);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
