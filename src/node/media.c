/* Files of content from the disk, and what they are judged by. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/hash.h"
#include "assess/media_drift.h"
#include "ext/brotli.h"
#include "ext/pixels.h"
#include "ext/x509.h"
#include "node/media.h"
#include "node/run.h"
#include "node/say.h"
#include "store/file.h"

/* ---- files -------------------------------------------------------------------------------------------------------------- */

/* A page of a mapped file is gone: it was cut by somebody. Only what a signal handler may call. */
static void cut(int sig)
{
	static const char say[] = "error: a file was cut while it was being read\n";
	(void)sig;
	(void)!write(STDERR_FILENO, say, sizeof say - 1);
	_exit(4);
}

static cn_code map(int fd, size_t n, const char *path, cn_media_bytes *ret, cn_err *err)
{
	struct sigaction act = { .sa_handler = cut };
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return errno == ENOMEM ? CN_NOMEM(err) : CN_FAIL(err, CN_EIO, "%s: cannot be mapped: %s", path, strerror(errno));
	(void)madvise(p, n, MADV_SEQUENTIAL);
	(void)sigaction(SIGBUS, &act, NULL);
	*ret = (cn_media_bytes){ .bytes = { p, n }, .map = p, .mapped = n };
	return CN_OK;
}

/* Up to `most` bytes, to the end. */
static cn_code slurp(int fd, size_t guess, size_t most, const char *path, cn_media_bytes *ret, cn_err *err)
{
	size_t room = guess < 4096 ? 4096 : guess + 1, n = 0;
	char *p = cn_heap_take(room);
	for (;;) {
		ssize_t got = p ? read(fd, p + n, room - n) : -1;
		if (got < 0 && p && errno == EINTR)
			continue;
		if (got < 0) {
			cn_heap_give(p);
			return p ? CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(errno)) : CN_NOMEM(err);
		}
		if (got == 0)
			break;
		n += (size_t)got;
		if (n > most) {
			cn_heap_give(p);
			return CN_FAIL(err, CN_ETOOBIG, "%s: more than %zu bytes", path, most);
		}
		if (n < room)
			continue;
		char *more = cn_heap_grow(p, 2 * room);
		if (!more)
			cn_heap_give(p);
		p = more;
		room *= 2;
	}
	*ret = (cn_media_bytes){ .bytes = { p, n }, .own = p };
	return CN_OK;
}

static cn_code take(int fd, const char *path, cn_media_bytes *ret, cn_err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return CN_FAIL(err, CN_EIO, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return CN_FAIL(err, CN_EINPUT, S_ISDIR(st.st_mode) ? "%s: it is a folder, no file" : "%s: it is a pipe or a device, no file: - reads what comes through a pipe", path);
	if (st.st_size > CN_MEDIA_READ_BYTES_MAX)
		return map(fd, (size_t)st.st_size, path, ret, err);
	return slurp(fd, (size_t)st.st_size, CN_MEDIA_STDIN_BYTES_MAX, path, ret, err);
}

cn_code cn_media_open(const char *path, cn_media_bytes *ret, cn_err *err)
{
	if (strcmp(path, "-") == 0)
		return slurp(STDIN_FILENO, 0, CN_MEDIA_STDIN_BYTES_MAX, "standard input", ret, err);
	if (!*path)
		return CN_FAIL(err, CN_EINPUT, "the name of a file is empty");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not hold us up */
	if (fd < 0)
		return CN_FAIL(err, errno == ENOENT || errno == ENOTDIR ? CN_ENOTFOUND : CN_EIO, "%s: %s", path, strerror(errno));
	cn_code rc = take(fd, path, ret, err);
	(void)close(fd);
	return rc;
}

void cn_media_close(cn_media_bytes *b)
{
	if (b->map)
		(void)munmap(b->map, b->mapped);
	cn_heap_give(b->own);
	*b = (cn_media_bytes){ 0 };
}

static bool moves(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

cn_str cn_media_name(cn_arena *a, cn_str name)
{
	CN_AUTO_BUF b;
	size_t n;
	cn_buf_init(&b, 4 * CN_PATH_BYTES_MAX);
	for (size_t i = 0; i < name.n; i += n) {
		uint32_t cp;
		n = cn_utf8_at(name, i, &cp);
		if (cp == 0xfffd && n == 1)
			cn_buf_printf(&b, "\\x%02X", (unsigned char)name.p[i]);
		else if (moves(cp))
			cn_buf_printf(&b, cp < 0x100 ? "\\x%02X" : "\\u%04X", cp);
		else
			cn_buf_put(&b, cn_sub(name, i, n));
	}
	return cn_buf_copy(a, &b);
}

/* ---- trust lists ---------------------------------------------------------------------------------------------------------- */

static cn_code trust_file(cn_ctx *ctx, const char *path, const char *of, cn_buf *pem, cn_val *list, cn_err *err)
{
	cn_str bytes;
	CN_TRY(cn_file_read(ctx->a, path, CN_ANCHOR_BYTES_MAX, &bytes, err));
	if (!cn_contains(bytes, CN_S("-----BEGIN ")))
		return CN_FAIL(err, CN_EINPUT, "%s: no certificate in it: a trust list is PEM, -----BEGIN CERTIFICATE-----", path);
	cn_digest d = cn_sha256(bytes);
	cn_buf_put(pem, bytes);
	cn_buf_putc(pem, '\n');
	cn_val *v = cn_push(ctx->a, list, cn_map(ctx->a));
	(void)cn_put(ctx->a, v, "of", cn_textz(ctx->a, of));
	(void)cn_put(ctx->a, v, "file", cn_text(ctx->a, cn_base_name(cn_str_z(path))));
	(void)cn_put(ctx->a, v, "sha256", cn_text(ctx->a, cn_digest_str(ctx->a, &d)));
	return CN_OK;
}

static cn_code trust(cn_ctx *ctx, cn_media_set *s, cn_val *list, cn_err *err)
{
	CN_AUTO_BUF signers;
	CN_AUTO_BUF authorities;
	cn_buf_init(&signers, CN_ANCHOR_BYTES_MAX);
	cn_buf_init(&authorities, CN_ANCHOR_BYTES_MAX);
	bool own = cn_flag_on(ctx, "trust-time");
	const char *path;
	for (size_t i = 0; (path = cn_flag_at(ctx, "trust", i)); i++)
		CN_TRY(trust_file(ctx, path, own ? "signers" : "signers and time-stamp authorities", &signers, list, err));
	for (size_t i = 0; (path = cn_flag_at(ctx, "trust-time", i)); i++)
		CN_TRY(trust_file(ctx, path, "time-stamp authorities", &authorities, list, err));
	if (signers.failed || authorities.failed)
		return signers.over_cap || authorities.over_cap ? CN_FAIL(err, CN_ETOOBIG, "the trust lists are longer than %d bytes together", CN_ANCHOR_BYTES_MAX)
								: CN_NOMEM(err);
	return cn_x509_open(cn_buf_str(&signers), cn_buf_str(own ? &authorities : &signers), &s->ask.x509, err);
}

/* ---- files beside ---------------------------------------------------------------------------------------------------------- */

/* self: the folder. The path was looked at by whoever asks: it stays within. */
static cn_code beside_digest(void *self, cn_str path, cn_sha2_alg alg, uint8_t ret[CN_SHA2_BYTES_MAX], size_t *ret_n, cn_err *err)
{
	CN_AUTO_MEDIA b = { 0 };
	CN_AUTO_BUF name;
	cn_sha2 h;
	cn_buf_init(&name, PATH_MAX);
	cn_buf_printf(&name, "%s/%.*s", (const char *)self, CN_FMT(path));
	if (name.failed)
		return name.over_cap ? CN_FAIL(err, CN_ENOTFOUND, "a path is longer than %d bytes", PATH_MAX) : CN_NOMEM(err);
	cn_code rc = cn_media_open(name.p, &b, err);
	if (rc != CN_OK)
		return rc == CN_EINPUT ? CN_ENOTFOUND : rc; /* a folder is no file of the collection */
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, b.bytes);
	*ret_n = cn_sha2_done(&h, ret);
	return CN_OK;
}

static cn_code beside(cn_ctx *ctx, cn_media_set *s, cn_err *err)
{
	const char *dir = cn_flag_get(ctx, "beside");
	struct stat st;
	if (!dir)
		return CN_OK;
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
		return CN_FAIL(err, CN_ENOTFOUND, "--beside: \"%s\" is no folder", dir);
	char *self = cn_cstr(ctx->a, cn_str_z(dir));
	if (!self)
		return cn_arena_fail(ctx->a, err);
	s->beside = (cn_c2pa_beside){ self, beside_digest };
	s->ask.beside = &s->beside;
	return CN_OK;
}

/* ---- flags ---------------------------------------------------------------------------------------------------------------- */

/* A day is its noon: the law of the day, and certificates as they stand in it. */
static cn_code at(cn_ctx *ctx, int64_t *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, "at");
	cn_date d;
	if (!z) {
		*ret = ctx->now_us;
		return CN_OK;
	}
	if (cn_date_parse(cn_str_z(z), &d, NULL) == CN_OK) {
		*ret = ((int64_t)d * 86400 + 43200) * 1000000;
		return CN_OK;
	}
	if (cn_time_parse(cn_str_z(z), ret, NULL) == CN_OK)
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT, "--at is a day or a time in UTC: 2026-11-27 or 2026-11-27T12:00:00Z, not \"%.40s\"", z);
}

static cn_code declares(cn_ctx *ctx, cn_media_ask *ask, cn_err *err)
{
	cn_content_fact *f = CN_NEW(ctx->a, cn_content_fact, CN_FLAGS_MAX);
	const char *z;
	if (!f)
		return cn_arena_fail(ctx->a, err);
	for (; (z = cn_flag_at(ctx, "declare", ask->n_declared)); ask->n_declared++) {
		cn_str name, value;
		if (!cn_split(cn_str_z(z), '=', &name, &value) || name.n == 0 || value.n == 0)
			return CN_FAIL(err, CN_EINPUT, "--declare is a name and a value: ai_made=yes, not \"%.60s\"", z);
		if (!cn_content_rules_fact(ask->rules, name))
			return CN_FAIL(err, CN_EINPUT, "--declare: there is no fact called \"%.*s\"", CN_FMT(cn_sub(name, 0, 60)));
		f[ask->n_declared] = (cn_content_fact){ .name = name, .as = CN_GIVEN_TEXT, .text = value, .why = { CN_S("declared"), CN_S("已申报") } };
	}
	ask->declared = f;
	return CN_OK;
}

static cn_code markets(cn_ctx *ctx, cn_media_ask *ask, cn_err *err)
{
	cn_texts given;
	CN_TRY(cn_flag_parts(ctx, "market", &given, err));
	if (given.n == 0 && cn_flag_on(ctx, "market"))
		return CN_FAIL(err, CN_EINPUT, "--market names no market");
	if (given.n == 0)
		return cn_content_markets(ctx->a, ask->rules, &ask->market, &ask->n_market, err);
	ask->market = given.item;
	ask->n_market = given.n;
	return CN_OK;
}

/* Asked once of nothing: a market or a value that cannot be meant is refused before any file is read. */
static cn_code can_be_asked(cn_ctx *ctx, const cn_media_ask *ask, cn_err *err)
{
	cn_content_verdict *v;
	size_t n;
	cn_code rc = cn_content_apply(ctx->a, ask->rules, ask->declared, ask->n_declared, ask->market, ask->n_market, cn_time_date(ask->at_us), false, &v, &n, err);
	if (rc != CN_ENOTFOUND)
		return rc;
	(void)cn_while(err, "--market");
	for (const char *z = cn_flag_get(ctx, "market"); z && *z; z++)
		if (*z >= 'a' && *z <= 'z')
			return cn_hint(err, "codes are capitals: EU,CN,KR,US-CA");
	return rc;
}

/* A word of digits and points is a version of C2PA, anything else a path: a folder called 2.4 is ./2.4. */
static bool is_version(cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	return s.n > 0 && s.p[0] != '.';
}

/* Without slashes at its end: the report names it. */
static const char *folder_name(cn_ctx *ctx, const char *z)
{
	cn_str s = cn_str_z(z);
	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return cn_cstr(ctx->a, s);
}

/* ret_path: of rules of law; NULL: those of the library */
static cn_code rules(cn_ctx *ctx, cn_c2pa_rules *ret, const char **ret_path, cn_err *err)
{
	const char *z;
	unsigned versions = 0, paths = 0;
	for (size_t i = 0; (z = cn_flag_at(ctx, "rules", i)); i++) {
		bool version = is_version(cn_str_z(z));
		if (version && !cn_c2pa_rules_of(cn_str_z(z), ret)) {
			(void)CN_FAIL(err, CN_EINPUT, "--rules: of the C2PA specification 2.2, 2.4 and 1.4 are known here, not \"%.20s\"", z);
			return cn_hint(err, "a file or folder of that name is ./NAME");
		}
		versions += version;
		paths += !version;
		if (!version)
			*ret_path = folder_name(ctx, z);
		if (!version && !*ret_path)
			return cn_arena_fail(ctx->a, err);
		if (versions > 1 || paths > 1)
			return CN_FAIL(err, CN_EINPUT, "--rules takes one version of C2PA and one file or folder of rules of law; \"%.60s\" is a second", z);
	}
	return CN_OK;
}

static cn_code load_rules(cn_ctx *ctx, cn_media_set *s, const char *path, cn_err *err)
{
	cn_media_rules r;
	CN_TRY(cn_load_norms(ctx, &s->norms, err));
	cn_code rc = cn_load_media_rules(ctx, &s->norms, path, &r, err);
	if (rc == CN_ENOTFOUND && path) {
		(void)cn_while(err, "--rules");
		return cn_hint(err, "--rules is a version of the C2PA specification (2.2, 2.4, 1.4), or a file or folder of rules of law");
	}
	if (rc != CN_OK)
		return rc;
	s->ask.rules = r.rules;
	if (!path)
		return CN_OK;
	CN_TRY(cn_load_media_rules(ctx, &s->norms, NULL, &r, err));
	s->usual = r.rules;
	return CN_OK;
}

cn_code cn_media_set_open(cn_ctx *ctx, cn_media_set *ret, cn_err *err)
{
	cn_arena *a = ctx->a;
	char time_text[CN_TIME_BYTES];
	const char *path = NULL;
	*ret = (cn_media_set){ 0 };
	ret->ask.explain = true;
	ret->drift = cn_flag_on(ctx, "would-change");
	ret->ask.pixels = &cn_pixels_of_files;
	ret->ask.unbrotli = cn_unbrotli;
	cn_val *replay = cn_map(a), *trusted = cn_list(a);
	CN_TRY(rules(ctx, &ret->ask.c2pa, &path, err));
	CN_TRY(at(ctx, &ret->ask.at_us, err));
	CN_TRY(load_rules(ctx, ret, path, err));
	CN_TRY(markets(ctx, &ret->ask, err));
	CN_TRY(declares(ctx, &ret->ask, err));
	CN_TRY(can_be_asked(ctx, &ret->ask, err));
	CN_TRY(trust(ctx, ret, trusted, err));
	CN_TRY(beside(ctx, ret, err));
	cn_time_text(ret->ask.at_us, time_text);
	(void)cn_put(a, replay, "at", cn_textz(a, time_text));
	(void)cn_put(a, replay, "credentials", cn_text(a, cn_strf(a, "C2PA %s", cn_c2pa_rules_text(ret->ask.c2pa))));
	(void)cn_put(a, replay, "rules", cn_text(a, cn_content_rules_digest(ret->ask.rules)));
	if (path)
		(void)cn_put(a, replay, "rules_file", cn_text(a, cn_base_name(cn_str_z(path))));
	(void)cn_put(a, replay, "norms", cn_text(a, ret->norms.digest));
	(void)cn_put(a, replay, "trust", trusted);
	if (ret->ask.beside)
		(void)cn_put(a, replay, "beside", cn_text(a, cn_base_name(cn_str_z(cn_flag_get(ctx, "beside")))));
	(void)cn_put(a, replay, "network", cn_textz(a, "off"));
	(void)cn_put(a, replay, "program", cn_text(a, cn_program()));
	ret->replay = replay;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

void cn_media_set_close(cn_media_set *s)
{
	cn_x509_close(s->ask.x509);
	s->ask.x509 = NULL;
}

/* ---- the report of one file ------------------------------------------------------------------------------------------------ */

typedef struct digesting {
	cn_str bytes;
	cn_digest digest;
} digesting;

static void *digest(void *arg)
{
	digesting *d = arg;
	d->digest = cn_sha256(d->bytes);
	return NULL;
}

cn_code cn_media_report(cn_arena *a, const cn_media_set *s, cn_str name, cn_str bytes, cn_media_answer *ret, const cn_val **ret_val, cn_err *err)
{
	digesting d = { .bytes = bytes };
	pthread_t beside;
	/* The digest of a long file beside the hash of its credentials: both read it once, together. */
	bool threaded = bytes.n > CN_MEDIA_READ_BYTES_MAX && pthread_create(&beside, NULL, digest, &d) == 0;
	cn_code rc = cn_media_judge(a, bytes, &s->ask, ret, err);
	if (threaded)
		(void)pthread_join(beside, NULL);
	else if (rc == CN_OK)
		(void)digest(&d);
	if (rc != CN_OK)
		return rc;
	cn_val *v = cn_map(a);
	(void)cn_put(a, v, "concord", cn_textz(a, "media/1"));
	(void)cn_put(a, v, "file", cn_text(a, name));
	(void)cn_put(a, v, "bytes", cn_int(a, (int64_t)bytes.n));
	(void)cn_put(a, v, "sha256", cn_text(a, cn_digest_str(a, &d.digest)));
	CN_EACH (c, cn_media_answer_val(a, ret))
		(void)cn_put_s(a, v, c->key, cn_val_copy(a, c));
	if (s->drift || bytes.n <= CN_MEDIA_READ_BYTES_MAX) {
		const cn_val *drift;
		CN_TRY(cn_media_drift(a, bytes, &s->ask, s->usual, ret, &drift, err));
		(void)cn_put(a, v, "would_change", cn_val_copy(a, drift));
	}
	(void)cn_put(a, v, "replay", cn_val_copy(a, s->replay));
	*ret_val = v;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

int cn_media_verdict(const cn_media_answer *m)
{
	int worst = 0;
	if (m->has_store && m->credentials.state == CN_C2PA_INVALID)
		return 1;
	for (size_t i = 0; i < m->n_verdict; i++) {
		if (m->verdict[i].answer == CN_CONTENT_NOT_MET)
			return 1;
		if (m->verdict[i].answer == CN_CONTENT_UNKNOWN)
			worst = 2;
	}
	return worst;
}
