// Files of more formats, and more forms of the same, made here.
import { gif, jpeg, mp4 } from "./carriers.mjs";
const be32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n >>> 0); return b; };
const be16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b; };
const le32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n >>> 0); return b; };
const box = (type, ...d) => { const b = Buffer.concat(d); return Buffer.concat([be32(b.length + 8), Buffer.from(type), b]); };
const chunk = (id, ...d) => { const b = Buffer.concat(d); return Buffer.concat([Buffer.from(id), le32(b.length), b, Buffer.alloc(b.length & 1)]); };
const brand = (name) => { const b = mp4(); b.write(name, 8); b.write(name, 16); return b; };

const avi = () => {
	const avih = chunk("avih", ...[40000, 0, 0, 0, 1, 0, 1, 0, 8, 8, 0, 0, 0, 0].map(le32));
	const strh = chunk("strh", Buffer.from("vidsDIB "), ...[0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0].map(le32));
	const strf = chunk("strf", le32(40), le32(8), le32(8), Buffer.from([1, 0, 24, 0]), ...[0, 192, 0, 0, 0, 0].map(le32));
	const hdrl = chunk("LIST", Buffer.from("hdrl"), avih, chunk("LIST", Buffer.from("strl"), strh, strf));
	return chunk("RIFF", Buffer.from("AVI "), hdrl, chunk("LIST", Buffer.from("movi"), chunk("00db", Buffer.alloc(192, 0x40))));
};
const flac = () => {
	const info = Buffer.alloc(34);
	Buffer.from("1000100000000000000000001f40007000000000", "hex").copy(info);
	return Buffer.concat([Buffer.from("fLaC"), Buffer.from([0x80, 0, 0, 34]), info, Buffer.from("fff8c408000000", "hex")]);
};
// the sound before its index: the offsets of the index need not move, or must
const stco = (at) => box("stco", be32(0), be32(1), be32(at));
const track = (at) => box("moov", box("trak", box("mdia", box("minf", box("stbl", stco(at))))));
const late = () => { const head = mp4().subarray(0, 28), data = box("mdat", Buffer.alloc(99, 7)); return Buffer.concat([head, data, track(36)]); };
const early = () => { const head = mp4().subarray(0, 28), n = track(0).length; return Buffer.concat([head, track(28 + n + 8), box("mdat", Buffer.alloc(99, 7))]); };
// a box of 64-bit length, a box of another's own, free room, and a last box whose length is left open
const boxes = () => Buffer.concat([mp4(), be32(1), Buffer.from("free"), be32(0), be32(20), be32(0), box("uuid", Buffer.alloc(16, 9), Buffer.from("x")), box("free", Buffer.alloc(5)), be32(0), Buffer.from("mdat"), Buffer.alloc(33, 1)]);
const big = () => { // two pages, big-endian
	const entry = (tag, type, n, v) => Buffer.concat([be16(tag), be16(type), be32(n), type === 3 ? Buffer.concat([be16(v), be16(0)]) : be32(v)]);
	const page = (next) => Buffer.concat([be16(9), entry(256, 3, 1, 2), entry(257, 3, 1, 2), entry(258, 3, 1, 8), entry(259, 3, 1, 1), entry(262, 3, 1, 1), entry(273, 4, 1, 8), entry(277, 3, 1, 1), entry(278, 3, 1, 2), entry(279, 4, 1, 4), be32(next)]);
	return Buffer.concat([Buffer.from("MM"), be16(42), be32(12), Buffer.from([1, 2, 3, 4]), page(126), page(0)]);
};
const tagged = () => { // EXIF and a comment before the image, bytes after its end
	const seg = (m, d) => Buffer.concat([Buffer.from([0xff, m]), be16(d.length + 2), d]), b = jpeg();
	return Buffer.concat([b.subarray(0, 2), seg(0xe1, Buffer.from("Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", "latin1")), seg(0xfe, Buffer.from("hello")), b.subarray(2), Buffer.from("trailer")]);
};
const noted = () => Buffer.concat([gif().subarray(0, 19), Buffer.from("21fe0568656c6c6f00", "hex"), gif().subarray(19)]);


export const MORE = {
	avi: ["video/x-msvideo", avi], flac: ["audio/flac", flac], mov: ["video/quicktime", () => brand("qt  ")], m4a: ["audio/mp4", () => brand("M4A ")],
	"late.mp4": ["video/mp4", late], "early.mp4": ["video/mp4", early], "boxes.mp4": ["video/mp4", boxes], "big.tif": ["image/tiff", big],
	"tagged.jpg": ["image/jpeg", tagged], "noted.gif": ["image/gif", noted],
};
