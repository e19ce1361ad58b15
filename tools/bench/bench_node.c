/* Bench of a node:
 *   bench_node fill DIR N       a log of N public records in the node's folder DIR (made by `concord init --no-passphrase`), as a writer would write it
 *   bench_node append DIR       records that others signed, as bytes: opened, checked, verified, appended in groups and durable, against this machine's own
 *                               Ed25519 verification rate in the same run; and how long a group waits at most, 99 times of 100. JSON, a line each */
#include <time.h>
#undef time

#include "core/merkle.h"
#include "node/home.h"
#include "store/log.h"

enum { N = 16384, GROUP = 256, RUNS = 5, VERIFY_N = 4000 };

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

static cn_code make_record(cn_arena *a, const cn_key *key, int64_t seq, cn_signed *ret, cn_err *err)
{
	cn_val *body = cn_map(a);
	cn_put(a, body, "system", cn_textz(a, "lender"));
	cn_put(a, body, "duty", cn_textz(a, "eu-ai-act/art_26.6"));
	cn_put(a, body, "n", cn_int(a, seq));
	cn_record r = { .kind = CN_S("sample/1"), .author = CN_S("node.example"), .seq = seq, .time_us = 1795548000000000 + seq, .body = body, .tlp = CN_CLEAR,
			.nonce = { (uint8_t)seq, (uint8_t)(seq >> 8), (uint8_t)(seq >> 16) } };
	return cn_record_sign(a, &r, &key, 1, ret, err);
}

static cn_code read_key(cn_arena *a, const char *dir, const char *name, cn_key **ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str file;
	CN_TRY(cn_path(path, dir, name, err));
	CN_TRY(cn_file_read(a, path, CN_KEY_FILE_BYTES_MAX, &file, err));
	return cn_key_read(file, CN_S(""), ret, err);
}

static cn_code fill(const char *dir, uint64_t n, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new((size_t)4 << 30);
	CN_AUTO_KEY key = NULL;
	CN_AUTO_KEY log_key = NULL;
	CN_AUTO_LOG l = NULL;
	cn_about about;
	char path[CN_PATH_BYTES_MAX];
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_home_describe(a, dir, &about, err));
	CN_TRY(read_key(a, dir, "keys/record.key", &key, err));
	CN_TRY(read_key(a, dir, "keys/log.key", &log_key, err));
	CN_TRY(cn_path(path, dir, "log", err));
	const cn_log_options o = { .origin = about.origin, .log_pub = about.log_pub };
	CN_TRY(cn_log_open(path, &o, &l, NULL, err));
	cn_signed *s = CN_NEW(a, cn_signed, GROUP);
	if (!s)
		return cn_arena_fail(a, err);
	for (uint64_t done = 0; done < n; done += GROUP) {
		for (uint64_t i = 0; i < GROUP; i++)
			CN_TRY(make_record(a, key, (int64_t)(cn_log_size(l) + i), &s[i], err));
		CN_TRY(cn_log_append(l, s, GROUP, NULL, err));
	}
	return cn_log_publish(l, log_key, err);
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

static double rate_append(const char *dir, const cn_signed *s, const cn_pub *pub, const cn_key *log_key, double *took, cn_err *err)
{
	cn_log_options o = { .origin = CN_S("node.example/log"), .log_pub = cn_key_pub(log_key) };
	CN_AUTO_LOG l = NULL;
	CN_AUTO_ARENA keep = cn_arena_new(1 << 20);
	cn_signed *got = keep ? CN_NEW(keep, cn_signed, GROUP) : NULL;
	if (!got || cn_log_open(dir, &o, &l, NULL, err) != CN_OK)
		return 0;
	double start = now_s();
	for (size_t i = 0; i < N; i += GROUP) {
		CN_AUTO_ARENA a = cn_arena_new(256u << 20);
		double t = now_s();
		for (size_t k = 0; k < GROUP; k++)
			if (!a || cn_record_open(a, s[i + k].envelope, &got[k], err) != CN_OK || cn_dsse_verify(&got[k].env, pub, err) != CN_OK)
				return 0;
		if (cn_log_append(l, got, GROUP, NULL, err) != CN_OK)
			return 0;
		took[i / GROUP] = (now_s() - t) * 1000;
	}
	if (cn_log_publish(l, log_key, err) != CN_OK)
		return 0;
	return N / (now_s() - start);
}

static int append(const char *dir, cn_err *err)
{
	uint8_t seed[CN_SEED_BYTES] = { 1 }, log_seed[CN_SEED_BYTES] = { 2 };
	static double took[RUNS * (N / GROUP)];
	double rate[RUNS], bound[RUNS], ratio[RUNS];
	CN_AUTO_ARENA a = cn_arena_new((size_t)2 << 30);
	CN_AUTO_KEY key = NULL;
	CN_AUTO_KEY log_key = NULL;
	cn_signed *s = a ? CN_NEW(a, cn_signed, N) : NULL;
	if (!s || cn_key_new(seed, &key, err) != CN_OK || cn_key_new(log_seed, &log_key, err) != CN_OK)
		return 1;
	cn_pub pub = cn_key_pub(key);
	for (int64_t i = 0; i < N; i++)
		if (make_record(a, key, i, &s[i], err) != CN_OK)
			return 1;
	for (unsigned i = 0; i < RUNS; i++) {
		char sub[CN_PATH_BYTES_MAX];
		(void)snprintf(sub, sizeof sub, "%s/%u", dir, i);
		bound[i] = rate_signature(&s[i], &pub);
		rate[i] = rate_append(sub, s, &pub, log_key, took + i * (N / GROUP), err);
		if (rate[i] == 0 || bound[i] == 0)
			return 1;
		ratio[i] = rate[i] / bound[i];
	}
	qsort(took, sizeof took / sizeof *took, sizeof *took, by_value);
	qsort(rate, RUNS, sizeof *rate, by_value);
	qsort(bound, RUNS, sizeof *bound, by_value);
	qsort(ratio, RUNS, sizeof *ratio, by_value);
	printf("{\"area\":\"node\",\"name\":\"append, verified and durable\",\"value\":%.0f,\"unit\":\"records/s\",\"peer\":\"Ed25519 verifications/s\",\"peer_value\":%.0f,"
	       "\"ratio\":%.3f,\"runs\":%d}\n",
	       rate[RUNS / 2], bound[RUNS / 2], ratio[RUNS / 2], RUNS);
	printf("{\"area\":\"node\",\"name\":\"a group of %d waits, 99 of 100\",\"value\":%.1f,\"unit\":\"ms\",\"peer\":\"half of them, ms\",\"peer_value\":%.1f,\"ratio\":%.3f,"
	       "\"runs\":%d}\n",
	       GROUP, took[RUNS * (N / GROUP) * 99 / 100], took[RUNS * (N / GROUP) / 2], took[RUNS * (N / GROUP) * 99 / 100] / took[RUNS * (N / GROUP) / 2], RUNS);
	return 0;
}

int main(int argc, char **argv)
{
	cn_err err = { 0 };
	int64_t n = 0;
	int rc = 3;
	if (cn_sign_start(&err) != CN_OK)
		return 4;
	if (argc == 4 && strcmp(argv[1], "fill") == 0 && cn_int_parse(cn_str_z(argv[3]), 1, 10000000, &n, &err) == CN_OK)
		rc = fill(argv[2], (uint64_t)n, &err) == CN_OK ? 0 : 1;
	else if (argc == 3 && strcmp(argv[1], "append") == 0)
		rc = append(argv[2], &err);
	if (rc)
		(void)fprintf(stderr, "bench_node: %s\n", err.msg[0] ? err.msg : "fill DIR N, or append DIR");
	return rc;
}
