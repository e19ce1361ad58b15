/* concord serve: one process, one data folder. The main thread waits for signals, watches connections, the library and the log, and
 * reads ids; the threads of the server answer. */
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/guard.h"
#include "http/jobs.h"
#include "http/recorder.h"
#include "http/scratch.h"
#include "http/seat.h"
#include "http/store_watch.h"
#include "node/store.h"
#include "store/file.h"

enum { TICK_MS = 200, DRAIN_MS = 10000, PEM_BYTES = 1 << 20, CACHE_BYTES = 96 << 20, SEALED_BYTES = 48 << 20, OTHER_FILES = 256, CONNECTIONS = 8192, CONNECTIONS_MOST = 65536,
       HEAD_SECONDS = 30, ANSWER_SECONDS = 120, LAW_TICKS = 5 };

typedef struct serve {
	cn_ctx *ctx;
	cn_site site;
	cn_server_options o;
	cn_server *server;
	int64_t connections, head_seconds, answer_seconds;
	char setup[CN_TOKEN_BYTES]; /* the one-time link while nobody administers the node; empty: somebody does, or it was shown */
	int seat_fd;
	bool moved; /* its store, to the one that was asked for */
} serve;

static cn_code number(const cn_ctx *ctx, const char *flag, int64_t lo, int64_t hi, int64_t otherwise, int64_t *ret, cn_err *err)
{
	const char *given = cn_flag_get(ctx, flag);
	if (!given) {
		*ret = otherwise;
		return CN_OK;
	}
	if (cn_int_parse(cn_str_z(given), lo, hi, ret, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "--%s is a whole number from %lld to %lld", flag, (long long)lo, (long long)hi);
	return CN_OK;
}

/* Beyond this machine only with TLS, ours or that of a proxy before us. */
static cn_code take_address(serve *s, cn_err *err)
{
	const char *cert = cn_flag_get(s->ctx, "tls-cert"), *key = cn_flag_get(s->ctx, "tls-key"), *listen = cn_flag_get(s->ctx, "listen");
	bool loopback;
	cn_str pem;
	s->o.listen = listen ? listen : "127.0.0.1:8080";
	CN_TRY(cn_listen_check(s->o.listen, &loopback, err));
	if (!cert != !key) {
		(void)CN_FAIL(err, CN_EINPUT, "TLS needs a certificate and its key");
		return cn_hint(err, "--tls-cert FILE --tls-key FILE");
	}
	if (!loopback && !cert && !cn_flag_on(s->ctx, "behind-proxy")) {
		(void)CN_FAIL(err, CN_EINPUT, "%.80s is not loopback: beyond this machine only with TLS", s->o.listen);
		return cn_hint(err, "--tls-cert FILE --tls-key FILE, or --behind-proxy when a proxy does TLS");
	}
	if (!cert)
		return CN_OK;
	CN_TRY(cn_file_read(s->ctx->a, cert, PEM_BYTES, &pem, err));
	s->o.cert_z = cn_cstr(s->ctx->a, pem);
	CN_TRY(cn_file_read(s->ctx->a, key, PEM_BYTES, &pem, err));
	s->o.key_z = cn_cstr(s->ctx->a, pem);
	return s->o.cert_z && s->o.key_z ? CN_OK : cn_arena_fail(s->ctx->a, err);
}

/* As many descriptors as the system gives; fewer connections if that is too few. */
static void take_files(serve *s)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return;
	rlim_t want = (rlim_t)s->connections + OTHER_FILES;
	r.rlim_cur = r.rlim_max == RLIM_INFINITY || want < r.rlim_max ? (want > r.rlim_cur ? want : r.rlim_cur) : r.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &r); /* what counts is asked for next */
	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < want)
		s->connections = r.rlim_cur > 2 * OTHER_FILES ? (int64_t)(r.rlim_cur - OTHER_FILES) : OTHER_FILES / 2;
}

static const char *absolute(cn_ctx *ctx, const char *path)
{
	char real[PATH_MAX];
	return realpath(path, real) ? cn_cstr(ctx->a, cn_str_z(real)) : path;
}

/* The first administrator: a link that whoever runs the machine reads from a file of the node, or on the terminal. No log gets it. */
static cn_code offer_setup(serve *s, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	bool vacant;
	CN_TRY(cn_people_vacant(s->site.people, &vacant, err));
	CN_TRY(cn_path(path, s->site.data_dir, "private/setup-link", err));
	if (!vacant)
		return cn_file_exists(path) ? cn_file_remove(NULL, path, err) : CN_OK;
	CN_TRY(cn_people_setup_link(s->site.people, cn_site_now_us(&s->site), s->setup, err));
	cn_str text = cn_strf(s->ctx->a, "/#/setup/%s\n", s->setup);
	return text.n ? cn_file_write(NULL, path, text, 0600, err) : cn_arena_fail(s->ctx->a, err);
}

static cn_code open_people(serve *s, cn_err *err)
{
	const char *pass = cn_flag_get(s->ctx, "passphrase-file");
	s->site.secure = s->o.cert_z || cn_flag_on(s->ctx, "behind-proxy");
	s->site.proxied = cn_flag_on(s->ctx, "behind-proxy");
	if (pass && !cn_file_exists(pass))
		return CN_FAIL(err, CN_ENOTFOUND, "--passphrase-file: there is no file %.200s", pass);
	s->site.passphrase_file = pass ? absolute(s->ctx, pass) : NULL;
	if (cn_flag_on(s->ctx, "public-only"))
		return CN_OK;
	if (cn_people_open(s->site.data_dir, CN_KEY_COST, &s->site.people, err) != CN_OK) {
		(void)cn_while(err, "who may sign in");
		return cn_hint(err, "concord serve --public-only");
	}
	CN_TRY(cn_seat_take(s->site.data_dir, &s->site.seat, &s->seat_fd, err));
	cn_scratch_clear(s->site.data_dir, s->site.seat);
	CN_TRY(cn_door_new(&s->site.door, err));
	CN_TRY(offer_setup(s, err));
	CN_TRY(cn_recorder_start(&s->site, &s->site.recorder, err));
	return cn_jobs_start(&s->site, &s->site.jobs, err);
}

static cn_code open_store(serve *s, cn_err *err)
{
	const char *url = cn_flag_get(s->ctx, "store");
	if (url)
		CN_TRY(cn_store_expect(s->ctx->a, s->site.data_dir, cn_str_z(url), &s->moved, err));
	return cn_store_watch_start(&s->site, &s->site.store, err);
}

static cn_code open_site(serve *s, cn_err *err)
{
	cn_ctx *ctx = s->ctx;
	cn_about about;
	cn_vkey key;
	char self[PATH_MAX];
	const char *now = getenv("CONCORD_NOW");
	CN_TRY(cn_sign_start(err));
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	CN_TRY(cn_vkey_make(about.origin, CN_NOTE_ED25519, &about.log_pub, &key, err));
	cn_vkey_text(&key, &b);
	s->site.name = about.name;
	s->site.origin = about.origin;
	s->site.vkey = cn_buf_copy(ctx->a, &b);
	s->site.data_dir = absolute(ctx, ctx->data_dir);
	s->site.norms_dir = absolute(ctx, ctx->norms_dir);
	s->site.now = now && now[0] ? now : NULL;
	s->site.quiet = ctx->quiet;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0)
		return CN_FAIL(err, CN_EIO, "this program does not find itself: is /proc there?");
	s->site.self = cn_cstr(ctx->a, (cn_str){ self, (size_t)n });
	const cn_shelf_options o = { .public_dir = cn_strf(ctx->a, "%s/log/public", s->site.data_dir).p, .origin = about.origin, .log_pub = about.log_pub, .cache_bytes = CACHE_BYTES };
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	const struct rlimit no_core = { 0, 0 };
	(void)setrlimit(RLIMIT_CORE, &no_core); /* memory holds passwords for moments */
	CN_TRY(cn_shelf_open(&o, &s->site.shelf, err));
	CN_TRY(cn_cache_new(CACHE_BYTES, &s->site.answers, err));
	CN_TRY(cn_cache_new(SEALED_BYTES, &s->site.sealed, err));
	CN_TRY(cn_journal_open(STDERR_FILENO, &s->site.journal, err));
	if (cn_witness_has_key(s->site.data_dir))
		CN_TRY(cn_witness_open(s->site.data_dir, &s->site.witness, err));
	cn_site_look_at_law(&s->site);
	CN_TRY(open_store(s, err));
	return open_people(s, err);
}

static void say(serve *s, const char *level, const char *event, const char *fmt, ...) CN_PRINTF(4, 5);
static void say(serve *s, const char *level, const char *event, const char *fmt, ...)
{
	CN_AUTO_BUF b;
	va_list ap;
	cn_buf_init(&b, 8192);
	va_start(ap, fmt);
	cn_buf_vprintf(&b, fmt, ap);
	va_end(ap);
	cn_journal_line(s->site.journal, level, event, cn_buf_str(&b));
	cn_journal_flush(s->site.journal);
}

/* Where a browser on this machine finds it; behind a proxy the address that people type is not known here. */
static cn_str address(const serve *s)
{
	cn_str host = cn_str_z(s->o.listen);
	if (s->site.proxied)
		return cn_str_z(cn_tr(s->ctx, "(address of this node)", "（本节点网址）"));
	while (host.n && host.p[host.n - 1] != ':')
		host.n--;
	return cn_strf(s->ctx->a, "%s://%.*s%u", s->o.cert_z ? "https" : "http", CN_FMT(host), (unsigned)cn_server_port(s->server));
}

/* Once, where a person looks. Standard output and error of a service are a log, which gets the name of the file instead. The line goes past
 * the journal and its buffer. */
static void show_setup(serve *s)
{
	int fd = isatty(STDOUT_FILENO) ? STDOUT_FILENO : isatty(STDERR_FILENO) ? STDERR_FILENO : -1;
	if (!s->setup[0])
		return;
	say(s, "info", "setup", "\"detail\":\"no administrator yet: the one-time link is in private/setup-link\"");
	if (fd >= 0)
		(void)dprintf(fd, cn_tr(s->ctx, "This node has no administrator yet. One-time link: %.*s/#/setup/%s\n", "本节点尚无管理员。一次性链接：%.*s/#/setup/%s\n"), CN_FMT(address(s)), s->setup);
	cn_wipe(s->setup, sizeof s->setup);
}

/* What is wrong with the log is said once when it begins and once when it ends. */
static void watch_log(serve *s, bool *well)
{
	cn_err err = { 0 };
	bool now = cn_shelf_look(s->site.shelf, &err) == CN_OK;
	if (now == *well)
		return;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_json_text(&b, cn_str_z(err.msg));
	if (now)
		say(s, "info", "log-good", "\"entries\":%llu", (unsigned long long)cn_shelf_size(s->site.shelf));
	else
		say(s, "error", "log-bad", "\"detail\":%.*s", CN_FMT(cn_buf_str(&b)));
	*well = now;
}

static bool asked_to_stop(const sigset_t *set, int ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000L };
	int sig = sigtimedwait(set, NULL, &t);
	return sig == SIGTERM || sig == SIGINT;
}

static void run(serve *s, const sigset_t *set)
{
	bool well = true, more = true;
	for (unsigned tick = 0; !asked_to_stop(set, more ? 0 : TICK_MS); tick++) {
		more = cn_shelf_index_some(s->site.shelf);
		cn_server_tick(s->server);
		watch_log(s, &well);
		cn_site_forget(&s->site);
		cn_journal_flush(s->site.journal);
		if (!more && tick % LAW_TICKS == 0)
			cn_site_look_at_law(&s->site);
	}
}

/* No new connections; those that are there get their answers, for a while. */
static void drain(serve *s, const sigset_t *set)
{
	atomic_store(&s->site.draining, true);
	say(s, "info", "stopping", "\"open_requests\":%llu", (unsigned long long)cn_server_open_requests(s->server));
	cn_server_quiesce(s->server);
	for (int waited = 0; waited < DRAIN_MS && cn_server_open_requests(s->server) > 0; waited += TICK_MS / 4) {
		if (asked_to_stop(set, TICK_MS / 4))
			break; /* a second signal does not wait */
		cn_server_tick(s->server);
	}
}

static cn_code start(serve *s, cn_err *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	s->o.threads = cpus < 2 ? 2 : cpus > 16 ? 16 : (unsigned)cpus;
	s->o.connections_most = (unsigned)s->connections;
	s->o.head_seconds = (unsigned)s->head_seconds;
	s->o.answer_seconds = (unsigned)s->answer_seconds;
	s->o.quick = cn_site_quick;
	s->o.slow = cn_site_slow;
	s->o.refuse = cn_site_refuse;
	s->o.body_most = cn_site_body_most;
	s->o.done = cn_site_done;
	s->o.ctx = &s->site;
	CN_TRY(cn_shelf_look(s->site.shelf, err)); /* a log that does not hold is not served from the first */
	CN_TRY(cn_server_start(&s->o, &s->server, err));
	s->site.server = s->server;
	return CN_OK;
}

static void close_site(cn_site *s)
{
	cn_jobs_stop(s->jobs);
	cn_recorder_stop(s->recorder);
	cn_store_watch_stop(s->store);
	cn_door_free(s->door);
	cn_people_close(s->people);
	cn_shelf_close(s->shelf);
	cn_witness_close(s->witness);
	cn_cache_free(s->answers);
	cn_cache_free(s->sealed);
	cn_journal_close(s->journal);
}

static cn_code serve_all(serve *s, cn_err *err)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &set, NULL); /* before there are threads: they inherit it */
	CN_TRY(open_site(s, err));
	(void)signal(SIGPIPE, SIG_IGN);
	CN_TRY(start(s, err));
	say(s, "info", "listening", "\"node\":\"%.*s\",\"port\":%u,\"tls\":%s,\"entries\":%llu,\"connections_most\":%u", CN_FMT(s->site.name), (unsigned)cn_server_port(s->server),
	    s->o.cert_z ? "true" : "false", (unsigned long long)cn_shelf_size(s->site.shelf), s->o.connections_most);
	if (s->moved)
		say(s, "info", "store-moved", "\"detail\":\"the views are in the database now: concord store show\"");
	show_setup(s);
	cn_recorder_wake(s->site.recorder); /* acts of an earlier run */
	run(s, &set);
	drain(s, &set);
	cn_server_stop(s->server);
	s->site.server = NULL;
	say(s, "info", "stopped", "\"bytes\":%llu", (unsigned long long)atomic_load(&s->site.counts.bytes));
	return CN_OK;
}

static cn_code run_serve(cn_ctx *ctx, cn_err *err)
{
	serve *s = cn_heap_take(sizeof *s);
	if (!s)
		return CN_NOMEM(err);
	memset(s, 0, sizeof *s);
	s->ctx = ctx;
	s->seat_fd = -1;
	cn_code rc = number(ctx, "connections", 16, CONNECTIONS_MOST, CONNECTIONS, &s->connections, err);
	if (rc == CN_OK)
		rc = number(ctx, "head-seconds", 1, 3600, HEAD_SECONDS, &s->head_seconds, err);
	if (rc == CN_OK)
		rc = number(ctx, "answer-seconds", 1, 3600, ANSWER_SECONDS, &s->answer_seconds, err);
	if (rc == CN_OK)
		rc = take_address(s, err);
	take_files(s);
	if (rc == CN_OK)
		rc = serve_all(s, err);
	close_site(&s->site);
	if (s->seat_fd >= 0)
		(void)close(s->seat_fd);
	cn_heap_give(s);
	return rc;
}

static const cn_flag flags[] = {
	{ "config", "FILE", "settings of this service, one \"name = value\" a line: these flags, data, norms, lang, quiet", "本服务的设置文件，每行一个“名称 = 值”：这些选项以及 data、norms、lang、quiet", false },
	{ "listen", "ADDR:PORT", "where to listen (127.0.0.1:8080); port 0: any", "监听地址（默认 127.0.0.1:8080）；端口 0 表示任意", false },
	{ "tls-cert", "FILE", "certificate chain, PEM", "证书链（PEM）", false },
	{ "tls-key", "FILE", "its private key, PEM", "证书私钥（PEM）", false },
	{ "behind-proxy", NULL, "listen beyond loopback without TLS: a proxy in front does it", "在回环地址之外监听而不用 TLS：由前置代理负责", false },
	{ "public-only", NULL, "nobody signs in: only what is everybody's is served", "无人登录：只提供公开内容", false },
	{ "passphrase-file", "FILE", "the passphrase of the node's keys, for the processes of commands that sign; this one never reads it", "节点密钥口令文件，供需签名的命令进程读取；本进程从不读取", false },
	{ "store", "URL", "where the node's views are to be: sqlite, or postgresql://USER@HOST/DATABASE, by which several servers can serve one folder", "节点视图应在的存储：sqlite，或 postgresql://USER@HOST/DATABASE（可供多个服务共用一个文件夹）", false },
	{ "connections", "N", "connections at most (8192)", "最多连接数（默认 8192）", false },
	{ "head-seconds", "N", "a request's head must be whole in this time (30)", "请求头须在此秒数内收齐（默认 30）", false },
	{ "answer-seconds", "N", "an answer must be taken in this time (120)", "答复须在此秒数内取完（默认 120）", false },
	{ NULL, NULL, NULL, NULL, false },
};

const cn_op cn_op_serve = { "serve", "", 0, 0, "serve this node over HTTP: its public log, records, proofs, the law library", "通过 HTTP 提供本节点：公开日志、记录、证明和文书库",
			    { "concord serve --data concord-data --listen 127.0.0.1:8080", NULL }, flags, run_serve, CN_NOT_SERVED };
