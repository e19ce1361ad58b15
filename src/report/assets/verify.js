// The verifier of this page. It reads the dossier inside the page, sends nothing, and says what each check does not prove.
// Formats: DSSE v1, RFC 8785, RFC 6962 hashing, C2SP tlog-proof and signed-note, RFC 8032. `concord verify FILE` is the stronger check.
(function () {
"use strict";
var enc = new TextEncoder(), subtle = window.crypto && crypto.subtle;

function bytes(b64) {
	var s = atob(b64), out = new Uint8Array(s.length);
	if (btoa(s) !== b64) throw Error("base64 not in its one spelling");
	for (var i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
	return out;
}
function join() {
	var n = 0, at = 0, i, out;
	for (i = 0; i < arguments.length; i++) n += arguments[i].length;
	out = new Uint8Array(n);
	for (i = 0; i < arguments.length; i++) { out.set(arguments[i], at); at += arguments[i].length; }
	return out;
}
function hex(b) { return Array.from(b, function (x) { return x.toString(16).padStart(2, "0"); }).join(""); }
async function sha256(b) { return new Uint8Array(await subtle.digest("SHA-256", b)); }
async function name(b) { return "sha256:" + hex(await sha256(b)); }
function same(a, b) { return a.length === b.length && a.every(function (x, i) { return x === b[i]; }); }

// RFC 8785. Numbers of a dossier are integers; JSON.stringify writes them and texts as the standard asks.
function jcs(v) {
	if (Array.isArray(v)) return "[" + v.map(jcs).join(",") + "]";
	if (v && typeof v === "object")
		return "{" + Object.keys(v).sort().map(function (k) { return JSON.stringify(k) + ":" + jcs(v[k]); }).join(",") + "}";
	if (typeof v === "number" && !Number.isSafeInteger(v)) throw Error("a number that is no safe integer");
	return JSON.stringify(v);
}

// ---- Ed25519 (RFC 8032), for browsers without it, and for the refusals that are ours: small order, second spellings
var P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
function mod(a) { a %= P; return a < 0n ? a + P : a; }
function pow(b, e) { var r = 1n; for (b = mod(b); e > 0n; e >>= 1n, b = b * b % P) if (e & 1n) r = r * b % P; return r; }
var D = mod(-121665n * pow(121666n, P - 2n)), I = pow(2n, (P - 1n) / 4n);
function little(b) { var n = 0n; for (var i = b.length; i-- > 0;) n = n << 8n | BigInt(b[i]); return n; }
function add(p, q) {
	var a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0])), c = mod(2n * D * p[3] * q[3]), d = mod(2n * p[2] * q[2]);
	var e = b - a, f = d - c, g = d + c, h = b + a;
	return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}
function times(n, p) { var r = [0n, 1n, 1n, 0n]; for (; n > 0n; n >>= 1n, p = add(p, p)) if (n & 1n) r = add(r, p); return r; }
function point(b) {
	var c = b.slice(), sign = BigInt(c[31] >> 7), y, x, u, v;
	c[31] &= 127;
	y = little(c);
	if (y >= P) return null;
	u = mod(y * y - 1n); v = mod(D * y * y + 1n);
	x = mod(u * pow(v, 3n) * pow(u * pow(v, 7n), (P - 5n) / 8n));
	if (mod(v * x * x) === mod(-u) && u !== 0n) x = x * I % P;
	if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
	if ((x & 1n) !== sign) x = P - x;
	return [x, y, 1n, mod(x * y)];
}
function small(p) { return times(8n, p)[0] === 0n; }
var B = point(bytes("WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY="));
async function edOurs(key, sig, msg) {
	var a = point(key), s = little(sig.subarray(32)), h, q, z, y, out = new Uint8Array(32);
	h = little(new Uint8Array(await subtle.digest("SHA-512", join(sig.subarray(0, 32), key, msg)))) % L;
	q = add(times(s, B), times(h, [mod(-a[0]), a[1], 1n, mod(-a[3])]));
	z = pow(q[2], P - 2n); y = q[1] * z % P;
	for (var i = 0; i < 32; i++) out[i] = Number(y >> BigInt(8 * i) & 255n);
	out[31] |= Number(q[0] * z % P & 1n) << 7;
	return same(out, sig.subarray(0, 32));
}
async function ed(key, sig, msg) {
	var a, r, native;
	if (key.length !== 32 || sig.length !== 64 || little(sig.subarray(32)) >= L) return false;
	a = point(key); r = point(sig.subarray(0, 32));
	if (!a || !r || small(a) || small(r)) return false;
	try { native = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]); } catch (e) { return edOurs(key, sig, msg); }
	return subtle.verify({ name: "Ed25519" }, native, sig, msg);
}

// ---- records
function pae(e) {
	var body = bytes(e.payload), type = enc.encode(e.payloadType);
	return join(enc.encode("DSSEv1 " + type.length + " "), type, enc.encode(" " + body.length + " "), body);
}
function statement(r) { return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes(r.envelope.payload))); }
function entry(r) {
	var e = r.envelope;
	if (statement(r).tlp !== "CLEAR") return enc.encode("concord-seal/v1\n" + r.id.slice(7) + "\n");
	return enc.encode(JSON.stringify({ payload: e.payload, payloadType: e.payloadType,
		signatures: e.signatures.map(function (s) { return { keyid: s.keyid, sig: s.sig }; }) }));
}

// ---- the four checks: each gives ["ok" | "bad" | "cannot", detail]
async function checkIds(d) {
	for (var r of d.records) {
		var s = statement(r);
		if (await name(pae(r.envelope)) !== r.id || s.seq !== r.seq || s.kind !== r.kind) return ["bad", r.id];
	}
	return ["ok", d.records.map(function (x) { return x.id; }).join(" ")];
}
async function checkContent(d) {
	var all = d.records.filter(function (x) { return statement(x).kind.indexOf("assessment/") === 0; }), r = all[0];
	if (all.length > 1) return ["bad", all[1].id];
	var said = r && statement(r).body.content && statement(r).body.content.digest, is = await name(enc.encode(jcs(d.content)));
	return said ? [said === is ? "ok" : "bad", is] : ["cannot", ""];
}
// One signature a record, all by one key, in the author's name; no other key is named but the log's.
async function checkSignatures(d) {
	var used = {}, keys = {}, others = 0, k, r, s, said;
	for (k of d.keys) if (k.role === "record") keys[await name(bytes(k.key))] = k; else others++;
	for (r of d.records) {
		if (r.envelope.signatures.length !== 1) return ["bad", r.id];
		s = r.envelope.signatures[0]; k = keys[s.keyid]; said = statement(r);
		if (!k) return ["cannot", r.id];
		if (k.name !== said.author || !await ed(bytes(k.key), bytes(s.sig), pae(r.envelope))) return ["bad", r.id];
		used[k.name + " " + s.keyid] = 1;
	}
	used = Object.keys(used);
	return [used.length === 1 && d.keys.length - others === 1 && others <= 1 ? "ok" : "bad", used.join(", ")];
}
async function root(index, size, leaf, path) {
	var f = BigInt(index), s = BigInt(size) - 1n, h = leaf, one = new Uint8Array([1]), p;
	if (f > s) return null;
	for (p of path) {
		if (s === 0n) return null;
		if (f & 1n || f === s) {
			h = await sha256(join(one, p, h));
			while (!(f & 1n) && f !== 0n) { f >>= 1n; s >>= 1n; }
		} else {
			h = await sha256(join(one, h, p));
		}
		f >>= 1n; s >>= 1n;
	}
	return s === 0n ? h : null;
}
// A checkpoint: three lines and the log's own signature. A second signature could not be verified here, so none may stand there.
async function noteSigned(note, d) {
	var m = /^((\S+)\n(?:0|[1-9]\d*)\n\S+\n)\n\u2014 (\S+) (\S+)\n$/.exec(note), k, id, key, sig;
	if (!m || m[2] !== m[3]) return "bad";
	for (k of d.keys) {
		if (k.role !== "log" || k.name !== m[2]) continue;
		key = bytes(k.key); sig = bytes(m[4]);
		id = (await sha256(join(enc.encode(k.name + "\n"), new Uint8Array([1]), key))).subarray(0, 4);
		if (!same(sig.subarray(0, 4), id)) return "bad";
		return await ed(key, sig.subarray(4), enc.encode(m[1])) ? "ok" : "bad";
	}
	return "cannot";
}
async function checkLog(d) {
	var seen = [], done = {}, p, cut, head, note, first, size, index, want, r, leaf, got, signed;
	for (p of d.proofs) {
		r = d.records.find(function (x) { return x.seq === p.seq; });
		cut = p.proof.indexOf("\n\n");
		head = p.proof.slice(0, cut).split("\n"); note = p.proof.slice(cut + 2);
		if (!r || done[p.seq] || head.shift() !== "c2sp.org/tlog-proof@v1") return ["bad", "" + p.seq];
		index = /^index (0|[1-9]\d*)$/.exec(head.shift())[1];
		first = first || note;
		done[p.seq] = 1;
		if (index !== "" + p.seq || note !== first) return ["bad", "" + p.seq];
		size = note.split("\n")[1]; want = bytes(note.split("\n")[2]);
		leaf = await sha256(join(new Uint8Array([0]), entry(r)));
		got = await root(index, size, leaf, head.map(bytes));
		if (!got || !same(got, want)) return ["bad", "" + p.seq];
		signed = await noteSigned(note, d);
		if (signed !== "ok") return [signed, "" + p.seq];
		seen.push(index + " / " + size + " " + note.split("\n")[0]);
	}
	return seen.length === d.records.length ? ["ok", seen.join(", ")] : ["cannot", seen.join(", ")];
}

function show(id, result) {
	var li = document.querySelector("[data-check=" + id + "]"), cls = { ok: "sa", bad: "fa", cannot: "un" }[result[0]], svg = li.querySelector("svg");
	li.querySelectorAll("[data-r]").forEach(function (x) { x.hidden = x.getAttribute("data-r") !== result[0]; });
	svg.setAttribute("class", "g " + cls);
	svg.firstChild.setAttribute("href", "#g-" + cls);
	li.querySelector("[data-d]").textContent = result[1];
}
// Equal parts of the content stand once, in `shared`: {"$": 3} is the fourth of them.
function whole(v, shared) {
	if (Array.isArray(v)) return v.map(function (x) { return whole(x, shared); });
	if (!v || typeof v !== "object") return v;
	if (shared && Object.keys(v).join() === "$") return whole(shared[v.$], shared);
	return Object.fromEntries(Object.entries(v).map(function (e) { return [e[0], whole(e[1], shared)]; }));
}
async function run() {
	var d = JSON.parse(document.getElementById("dossier").textContent);
	d.content = whole(d.content, d.shared);
	var checks = { ids: checkIds, content: checkContent, signatures: checkSignatures, log: checkLog }, id, result;
	for (id in checks) {
		try { result = subtle && d.records.length ? await checks[id](d) : ["cannot", ""]; } catch (e) { result = ["bad", String(e.message)]; }
		show(id, result);
	}
}
var button = document.getElementById("check");
if (button) {
	button.hidden = false;
	button.addEventListener("click", run);
	if (/check/.test(location.hash)) run();
}
window.concordEd25519 = edOurs; // for the tests
})();
