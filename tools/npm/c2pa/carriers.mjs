// Small files of each format, made here: what the signers sign.
import zlib from "node:zlib";
const be32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n >>> 0); return b; };
const le32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n >>> 0); return b; };
const le16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16LE(n); return b; };
const crc = (b) => { let c = ~0; for (const x of b) { c ^= x; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1; } return ~c >>> 0; };
const chunk = (type, data) => { const t = Buffer.concat([Buffer.from(type), data]); return Buffer.concat([be32(data.length), t, be32(crc(t))]); };
export const png = () => {
	const head = Buffer.concat([be32(8), be32(8), Buffer.from([8, 2, 0, 0, 0])]);
	const rows = Buffer.concat(Array.from({ length: 8 }, (_, y) => Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: 24 }, (_, x) => (x * 11 + y * 31) & 255))])));
	return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
};
// a grey 8 x 8 baseline JPEG with the shortest tables that decode
export const jpeg = () => {
	const seg = (m, d) => { const l = Buffer.alloc(2); l.writeUInt16BE(d.length + 2); return Buffer.concat([Buffer.from([0xff, m]), l, d]); };
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		seg(0xe0, Buffer.concat([Buffer.from("JFIF\0"), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])])),
		seg(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 16)])),
		seg(0xc0, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
		seg(0xc4, Buffer.concat([Buffer.from([0x00, 1]), Buffer.alloc(15), Buffer.from([0])])),
		seg(0xc4, Buffer.concat([Buffer.from([0x10, 1]), Buffer.alloc(15), Buffer.from([0])])),
		seg(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
		Buffer.from([0x3f]),
		Buffer.from([0xff, 0xd9]),
	]);
};
const riff = (form, parts) => { const body = Buffer.concat([Buffer.from(form), ...parts]); return Buffer.concat([Buffer.from("RIFF"), le32(body.length), body]); };
const rchunk = (id, d) => Buffer.concat([Buffer.from(id), le32(d.length), d, Buffer.alloc(d.length & 1)]);
export const wav = () => riff("WAVE", [rchunk("fmt ", Buffer.concat([le16(1), le16(1), le32(8000), le32(8000), le16(1), le16(8)])), rchunk("data", Buffer.alloc(400, 128))]);
export const webp = () => riff("WEBP", [rchunk("VP8L", Buffer.from("2f0000000788fe07", "hex"))]);
export const gif = () => Buffer.from("47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b", "hex");
export const svg = () => Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="#336699"/></svg>\n');
export const tiff = () => {
	const entry = (tag, type, n, v) => Buffer.concat([le16(tag), le16(type), le32(n), le32(v)]);
	const entries = [entry(256, 3, 1, 2), entry(257, 3, 1, 2), entry(258, 3, 1, 8), entry(259, 3, 1, 1), entry(262, 3, 1, 1), entry(273, 4, 1, 8), entry(277, 3, 1, 1), entry(278, 3, 1, 2), entry(279, 4, 1, 4)];
	return Buffer.concat([Buffer.from("II"), le16(42), le32(12), Buffer.from([1, 2, 3, 4]), le16(entries.length), ...entries, le32(0)]);
};
export const mp3 = () => Buffer.concat([Buffer.from("494433030000000000" + "0a", "hex"), Buffer.alloc(10), ...Array.from({ length: 4 }, () => Buffer.concat([Buffer.from("fffb9064", "hex"), Buffer.alloc(414)]))]);
const box = (type, ...d) => { const b = Buffer.concat(d); return Buffer.concat([be32(b.length + 8), Buffer.from(type), b]); };
export const mp4 = () => {
	const mvhd = box("mvhd", be32(0), be32(0), be32(0), be32(1000), be32(1000), be32(0x10000), Buffer.from([1, 0]), Buffer.alloc(10), Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(be32)), Buffer.alloc(24), be32(2));
	return Buffer.concat([box("ftyp", Buffer.from("isom"), be32(512), Buffer.from("isomiso2mp41")), box("moov", mvhd), box("mdat", Buffer.alloc(300, 0x5a))]);
};
const heif = (brand) => {
	const hdlr = box("hdlr", be32(0), be32(0), Buffer.from("pict"), Buffer.alloc(12), Buffer.from("\0"));
	const pitm = box("pitm", be32(0), Buffer.from([0, 1]));
	const infe = box("infe", be32(0x02000000), Buffer.from([0, 1, 0, 0]), Buffer.from("av01"), Buffer.from("\0"));
	const iinf = box("iinf", be32(0), Buffer.from([0, 1]), infe);
	const make = (at) => {
		const iloc = box("iloc", be32(0), Buffer.from([0x44, 0x00, 0, 1, 0, 1, 0, 0, 0, 1]), be32(at), be32(64));
		const meta = box("meta", be32(0), hdlr, pitm, iinf, iloc);
		return [box("ftyp", Buffer.from(brand), be32(0), Buffer.from(brand + "mif1")), meta];
	};
	const size = Buffer.concat(make(0)).length + 8;
	return Buffer.concat([...make(size), box("mdat", Buffer.alloc(64, 0x33))]);
};
export const avif = () => heif("avif");
export const heic = () => heif("heic");
export const FORMATS = {
	jpg: ["image/jpeg", jpeg], png: ["image/png", png], webp: ["image/webp", webp], gif: ["image/gif", gif], tif: ["image/tiff", tiff], svg: ["image/svg+xml", svg],
	wav: ["audio/wav", wav], mp3: ["audio/mpeg", mp3], mp4: ["video/mp4", mp4], avif: ["image/avif", avif], heic: ["image/heic", heic],
};
