/* Bench of the log: bench_log DIR prints one JSON object a line, medians of RUNS runs, each against a floor or peer timed in the same run.
 *   append   signed records, 10^5 in groups, durable: against this machine's own Ed25519 verification rate
 *   verify   envelope opened, record checked, signature verified: against Ed25519 verification alone
 *   leaf     leaf hashes of the envelopes: against SHA-256 of the same bytes in one go */
#include <time.h>
#undef time

#include "core/merkle.h"
#include "store/log.h"

enum { N = 100000, GROUP = 4096, RUNS = 5, VERIFY_N = 4000 };

static double now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail for this clock */
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double median(double *x, size_t n)
{
	qsort(x, n, sizeof *x, by_value);
	return x[n / 2];
}

static void report(const char *name, const char *unit, const char *peer, double *value, double *peer_value)
{
	double ratio[RUNS];
	for (unsigned i = 0; i < RUNS; i++)
		ratio[i] = value[i] / peer_value[i];
	printf("{\"area\":\"log\",\"name\":\"%s\",\"value\":%.0f,\"unit\":\"%s\",\"peer\":\"%s\",\"peer_value\":%.0f,\"ratio\":%.3f,\"runs\":%d}\n",
	       name, median(value, RUNS), unit, peer, median(peer_value, RUNS), median(ratio, RUNS), RUNS);
}

static cn_signed *make_records(cn_arena *a, const cn_key *key, cn_err *err)
{
	cn_signed *s = CN_NEW(a, cn_signed, N);
	cn_code rc = s ? CN_OK : cn_arena_fail(a, err);
	for (int64_t i = 0; i < N && rc == CN_OK; i++) {
		cn_val *body = cn_map(a);
		cn_put(a, body, "system", cn_textz(a, "lender"));
		cn_put(a, body, "duty", cn_textz(a, "eu-ai-act/art_26.6"));
		cn_put(a, body, "n", cn_int(a, i));
		cn_record r = { .kind = CN_S("sample/1"), .author = CN_S("node.example"), .seq = i, .time_us = 1795548000000000 + i,
				.nonce = { (uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16) }, .body = body, .tlp = i % 2 ? CN_AMBER_STRICT : CN_CLEAR };
		rc = cn_record_sign(a, &r, &key, 1, &s[i], err);
	}
	return rc == CN_OK ? s : NULL;
}

/* Rates a second. */
static double rate_signature(const cn_signed *s, const cn_pub *pub)
{
	CN_AUTO_BUF pae;
	cn_buf_init(&pae, 1 << 16);
	cn_pae(s->env.type, s->payload, &pae);
	double t = now_s();
	unsigned good = 0;
	for (unsigned i = 0; i < VERIFY_N; i++)
		good += cn_sig_ok(pub, cn_buf_str(&pae), &s->env.sig[0].sig);
	return good == VERIFY_N ? VERIFY_N / (now_s() - t) : 0;
}

static double rate_verify(const cn_signed *s, const cn_pub *pub)
{
	double t = now_s();
	for (unsigned i = 0; i < VERIFY_N; i++) {
		CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_signed got;
		if (!a || cn_record_open(a, s[i].envelope, &got, NULL) != CN_OK || cn_dsse_verify(&got.env, pub, NULL) != CN_OK)
			return 0;
	}
	return VERIFY_N / (now_s() - t);
}

static double rate_append(const char *dir, const cn_signed *s, const cn_key *log_key, cn_err *err)
{
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(log_key) };
	CN_AUTO_LOG l = NULL;
	if (cn_log_open(dir, &o, &l, NULL, err) != CN_OK)
		return 0;
	double t = now_s();
	for (size_t i = 0; i < N; i += GROUP)
		if (cn_log_append(l, s + i, N - i < GROUP ? N - i : GROUP, NULL, err) != CN_OK)
			return 0;
	if (cn_log_publish(l, log_key, err) != CN_OK)
		return 0;
	return N / (now_s() - t);
}

static void rate_leaf(const cn_signed *s, double *ret_leaf, double *ret_flat)
{
	double t = now_s();
	size_t bytes = 0;
	cn_frontier f = { .size = 0 };
	for (unsigned i = 0; i < N; i++) {
		cn_digest leaf = cn_leaf_hash(s[i].envelope);
		cn_frontier_add(&f, &leaf);
		bytes += s[i].envelope.n;
	}
	*ret_leaf = (double)bytes / (now_s() - t) / 1e6;
	t = now_s();
	cn_hash h;
	cn_hash_init(&h);
	for (unsigned i = 0; i < N; i++)
		cn_hash_puts(&h, s[i].envelope);
	cn_digest d = cn_hash_done(&h);
	*ret_flat = (double)bytes / (now_s() - t) / 1e6 + (d.b[0] == f.edge[0].b[0] ? 1e-9 : 0);
}

int main(int argc, char **argv)
{
	cn_err err = { 0 };
	uint8_t seed[CN_SEED_BYTES] = { 1 }, log_seed[CN_SEED_BYTES] = { 2 };
	CN_AUTO_ARENA a = cn_arena_new((size_t)4 << 30);
	CN_AUTO_KEY key = NULL;
	CN_AUTO_KEY log_key = NULL;
	if (argc != 2 || !a || cn_key_new(seed, &key, &err) != CN_OK || cn_key_new(log_seed, &log_key, &err) != CN_OK)
		return 3;
	cn_pub pub = cn_key_pub(key);
	cn_signed *s = make_records(a, key, &err);
	double append[RUNS], verify[RUNS], signature[RUNS], leaf[RUNS], flat[RUNS];
	for (unsigned i = 0; i < RUNS && s; i++) {
		char dir[CN_PATH_BYTES_MAX];
		(void)snprintf(dir, sizeof dir, "%s/%u", argv[1], i);
		signature[i] = rate_signature(&s[i], &pub);
		verify[i] = rate_verify(s, &pub);
		append[i] = rate_append(dir, s, log_key, &err);
		rate_leaf(s, &leaf[i], &flat[i]);
		if (append[i] == 0 || verify[i] == 0 || signature[i] == 0)
			s = NULL;
	}
	if (!s) {
		(void)fprintf(stderr, "bench_log: %s\n", err.msg);
		return 1;
	}
	report("append 10^5 signed records, durable, published", "records/s", "Ed25519 verifications/s", append, signature);
	report("open, check and verify a record", "records/s", "Ed25519 verifications/s", verify, signature);
	report("leaf hashes and tree", "MB/s", "SHA-256 of the same bytes, MB/s", leaf, flat);
	return 0;
}
