// Asks ONNX Runtime the questions of tests/vectors/model/onnx_models.json: what our reader is held to must be what the runtime gives.
import { readFileSync } from 'node:fs'
import ort from 'onnxruntime-node'

const file = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const real = (s) => (s === null ? NaN : Number(s))
function tensor(type, flat, shape) {
	if (type === 'int64') return new ort.Tensor('int64', BigInt64Array.from(flat.map((v) => BigInt(v))), shape)
	return type === 'double' ? new ort.Tensor('float64', Float64Array.from(flat), shape) : new ort.Tensor('float32', Float32Array.from(flat), shape)
}

async function answers(c) {
	const bytes = Buffer.from(c.in.runtime ?? c.in.base64, 'base64')
	const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 })
	const rows = c.in.rows.map((r) => r.map(real))
	const width = rows[0].length / c.in.names.length
	const feeds = {}
	c.in.names.forEach((name, k) => {
		feeds[name] = tensor(c.in.type, rows.flatMap((r) => r.slice(k * width, (k + 1) * width)), [rows.length, width])
	})
	const out = (await session.run(feeds, [c.in.output]))[c.in.output]
	const each = out.data.length / rows.length
	return rows.map((_, i) => Array.from(out.data.slice(i * each, (i + 1) * each), Number))
}

let passed = 0
let failed = 0
for (const c of file.cases) {
	let why = ''
	try {
		const got = await answers(c)
		c.expect.score.forEach((want, i) => {
			const row = want.length === 1 ? got[i].slice(-1) : got[i] // of two classes the second
			want.forEach((w, k) => {
				const off = Math.abs(row[k] - Number(w))
				if (!why && !(off <= 2e-6 * Math.max(1, Math.abs(Number(w))))) why = `row ${i}: ${row[k]}, expected ${w} (${got[i]})`
			})
		})
	} catch (e) {
		why = e.message
	}
	if (why) {
		console.log(`${c.name}: ${why}`)
		failed++
	} else passed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
