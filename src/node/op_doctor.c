/* doctor: what stands between this machine and a node that works. Each check is a function that says one thing; it changes nothing.
 */
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <linux/seccomp.h>
#include <unistd.h>

#include "ext/tls_pair.h"
#include "node/backup.h"
#include "node/load.h"
#include "node/say.h"
#include "node/store.h"
#include "report/errors.h"
#include "store/file.h"

enum {
	PEM_BYTES = 1 << 20,
	FREE_LOW = 1 << 30,
	FREE_BAD = 64 << 20,
	MEMORY_LEAST = 1 << 30,
	DAYS_TO_RENEW = 21,
	FILES_LEAST = 1024
};

typedef enum health { WELL, WARNING, BAD, NOT_SEEN } health;
static const char *const health_id[] = { "well", "warning", "bad", "not_seen" };

/* What one check found; `act` is empty when there is nothing to do. */
typedef struct found {
	health is;
	cn_str says, act;
} found;

typedef struct check {
	const char *id, *en, *zh;
	void (*look)(cn_ctx *ctx, found *f);
} check;

static void say(cn_ctx *ctx, found *f, health is, const char *act, const char *fmt, ...) CN_PRINTF(5, 6);
static void say(cn_ctx *ctx, found *f, health is, const char *act, const char *fmt, ...)
{
	CN_AUTO_BUF b;
	va_list ap;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	va_start(ap, fmt);
	cn_buf_vprintf(&b, fmt, ap);
	va_end(ap);
	*f = (found){ is, cn_buf_copy(ctx->a, &b), cn_str_z(act ? act : "") };
}

/* Whatever went wrong, in the person's language. */
static void say_error(cn_ctx *ctx, found *f, health is, const cn_err *err, const char *act)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_error_put(&b, err, ctx->lang);
	*f = (found){ is, cn_buf_copy(ctx->a, &b), cn_str_z(act ? act : "") };
}

/* ---- the machine ---- */

static bool seccomp_there(void)
{
	uint32_t kill = SECCOMP_RET_KILL_PROCESS;
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &kill) == 0;
}

static void look_at_kernel(cn_ctx *ctx, found *f)
{
	long landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	bool filter = seccomp_there();
	if (filter && landlock > 0)
		say(ctx, f, WELL, NULL,
		    cn_tr(ctx, "seccomp filters and Landlock (ABI %ld): foreign models and files run locked down",
			  "有 seccomp 过滤器与 Landlock（ABI %ld）：外来模型与文件在受限进程中运行"),
		    landlock);
	else if (filter)
		say(ctx, f, WARNING,
		    cn_tr(ctx, "boot with Landlock (lsm=landlock,...) if models given as programs are to be measured",
			  "若要测量以程序形式给出的模型，请启用 Landlock（lsm=landlock,...）"),
		    cn_tr(ctx, "no Landlock: models given as programs are refused", "没有 Landlock：以程序形式给出的模型将被拒绝"));
	else
		say(ctx, f, WARNING,
		    cn_tr(ctx, "use a kernel, or a container, that lets seccomp filters be set",
			  "请使用允许设置 seccomp 过滤器的内核或容器"),
		    cn_tr(ctx, "no seccomp filters: models are not run, and `serve` answers only from files",
			  "没有 seccomp 过滤器：不运行模型，serve 只能由文件作答"));
}

static void look_at_memory(cn_ctx *ctx, found *f)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE), cpus = sysconf(_SC_NPROCESSORS_ONLN);
	if (pages <= 0 || page <= 0) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "the system does not say how much memory there is", "系统未说明内存大小"));
		return;
	}
	uint64_t bytes = (uint64_t)pages * (uint64_t)page;
	bool low = bytes < MEMORY_LEAST;
	say(ctx, f, low ? WARNING : WELL,
	    low ? cn_tr(ctx, "give it 2 GB: large tables and the whole law library need it", "请给予 2 GB：大表格与整个文书库需要")
		: NULL,
	    cn_tr(ctx, "%llu MiB, %ld processors", "%llu MiB 内存，%ld 个处理器"), (unsigned long long)(bytes >> 20), cpus);
}

static void look_at_limits(cn_ctx *ctx, found *f)
{
	struct rlimit files, core;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || getrlimit(RLIMIT_CORE, &core) != 0) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "limits cannot be read", "无法读取限额"));
		return;
	}
	if (core.rlim_cur != 0) {
		say(ctx, f, WARNING, "ulimit -c 0 (LimitCORE=0)",
		    cn_tr(ctx, "a crash may leave a core file, and keys may stand in it", "崩溃可能留下含有密钥的核心转储文件"));
		return;
	}
	bool few = files.rlim_max < FILES_LEAST;
	say(ctx, f, few ? WARNING : WELL, few ? "ulimit -Hn 65536 (LimitNOFILE=65536)" : NULL,
	    cn_tr(ctx, "%llu open files at most", "最多打开 %llu 个文件"), (unsigned long long)files.rlim_max);
}

static void look_at_clock(cn_ctx *ctx, found *f)
{
	CN_AUTO_HOME home = NULL;
	char when[CN_TIME_BYTES], last[CN_TIME_BYTES];
	cn_time_text(ctx->now_us, when);
	int64_t newest = INT64_MIN;
	if (cn_home_exists(ctx->data_dir) && cn_home_open(ctx->a, ctx->data_dir, false, &home, NULL) == CN_OK) {
		for (uint64_t i = cn_home_size(home); i-- > 0 && newest == INT64_MIN;) {
			cn_signed s;
			if (cn_home_record(home, ctx->a, i, &s, NULL) == CN_OK)
				newest = s.rec.time_us;
		}
	}
	if (newest > ctx->now_us) {
		cn_time_text(newest, last);
		say(ctx, f, BAD,
		    cn_tr(ctx, "set the clock (chrony, systemd-timesyncd) before anything is signed",
			  "请先校准时钟（chrony、systemd-timesyncd）再签署"),
		    cn_tr(ctx, "the clock says %s, and the newest record is of %s", "时钟为 %s，而最新记录的时间是 %s"), when,
		    last);
		return;
	}
	say(ctx, f, WELL, NULL, cn_tr(ctx, "%s, not before the newest record", "%s，不早于最新记录"), when);
}

/* ---- the folder ---- */

static void look_at_disk(cn_ctx *ctx, found *f)
{
	struct statvfs v;
	const char *dir = cn_home_exists(ctx->data_dir) ? ctx->data_dir : ".";
	if (statvfs(dir, &v) != 0) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "the disk of %s does not say how full it is", "无法得知 %s 所在磁盘的余量"),
		    dir);
		return;
	}
	uint64_t bytes = (uint64_t)v.f_bavail * v.f_frsize;
	bool inodes = v.f_files != 0 && v.f_favail < 1000;
	if (v.f_flag & ST_RDONLY)
		say(ctx, f, BAD, cn_tr(ctx, "mount it writable", "请以可写方式挂载"),
		    cn_tr(ctx, "%s is on a disk that is mounted read-only", "%s 所在磁盘为只读"), dir);
	else if (bytes < FREE_BAD || inodes)
		say(ctx, f, BAD, cn_tr(ctx, "make room: nothing can be signed on a full disk", "请腾出空间：磁盘已满时无法签署"),
		    cn_tr(ctx, "%llu MiB and %llu files are free", "剩余 %llu MiB、%llu 个文件"), (unsigned long long)(bytes >> 20),
		    (unsigned long long)v.f_favail);
	else
		say(ctx, f, bytes < FREE_LOW ? WARNING : WELL,
		    bytes < FREE_LOW ? cn_tr(ctx, "make room soon", "请尽快腾出空间") : NULL,
		    cn_tr(ctx, "%llu MiB free", "剩余 %llu MiB"), (unsigned long long)(bytes >> 20));
}

static void look_at_node(cn_ctx *ctx, found *f)
{
	cn_err err = { 0 };
	cn_about about;
	struct stat st;
	if (!cn_home_exists(ctx->data_dir)) {
		const char *act = cn_strf(ctx->a, "concord init %s --name registry.example", ctx->data_dir).p;
		say(ctx, f, ctx->data_given ? BAD : WARNING, act, cn_tr(ctx, "no node in %s", "%s 中没有节点"), ctx->data_dir);
		return;
	}
	if (cn_home_describe(ctx->a, ctx->data_dir, &about, &err) != CN_OK) {
		say_error(ctx, f, BAD, &err, NULL);
		return;
	}
	if (stat(ctx->data_dir, &st) == 0 && (st.st_mode & 077) != 0)
		say(ctx, f, WARNING, cn_strf(ctx->a, "chmod 700 %s", ctx->data_dir).p,
		    cn_tr(ctx, "%s can be read by others on this machine (mode %03o)", "本机其他用户可读取 %s（权限 %03o）"),
		    ctx->data_dir, (unsigned)st.st_mode & 0777);
	else if (access(ctx->data_dir, W_OK) != 0)
		say(ctx, f, WARNING, cn_tr(ctx, "run it as the node's own user", "请以节点自己的用户运行"),
		    cn_tr(ctx, "%s cannot be written by this user", "当前用户不能写入 %s"), ctx->data_dir);
	else
		say(ctx, f, WELL, NULL, cn_tr(ctx, "%.*s in %s", "%.*s，位于 %s"), CN_FMT(about.name), ctx->data_dir);
}

/* One key file: who may read it, and whether it asks for a passphrase. */
static cn_code look_at_key(cn_ctx *ctx, const char *name, bool *open_mode, bool *plain, cn_err *err)
{
	struct stat st;
	cn_str file;
	cn_key_info about;
	const char *path = cn_strf(ctx->a, "%s/keys/%s", ctx->data_dir, name).p;
	if (!path)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_file_read(ctx->a, path, CN_KEY_FILE_BYTES_MAX, &file, err));
	CN_TRY(cn_key_peek(file, &about, err));
	*open_mode = *open_mode || (stat(path, &st) == 0 && (st.st_mode & 077) != 0);
	*plain = *plain || !about.sealed;
	return CN_OK;
}

static void look_at_keys(cn_ctx *ctx, found *f)
{
	cn_err err = { 0 };
	bool open_mode = false, plain = false;
	if (!cn_home_exists(ctx->data_dir)) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "no node", "没有节点"));
		return;
	}
	if (look_at_key(ctx, "record.key", &open_mode, &plain, &err) != CN_OK ||
	    look_at_key(ctx, "log.key", &open_mode, &plain, &err) != CN_OK) {
		say_error(ctx, f, BAD, &err, cn_tr(ctx, "put keys/ back from its copy", "请从副本恢复 keys/"));
		return;
	}
	if (open_mode)
		say(ctx, f, BAD, cn_strf(ctx->a, "chmod -R go= %s/keys", ctx->data_dir).p,
		    cn_tr(ctx, "others on this machine may read a private key", "本机其他用户可读取私钥"));
	else if (plain)
		say(ctx, f, WARNING,
		    cn_tr(ctx, "for more than a trial: a new node with a passphrase", "若非试用：请建立设有口令的新节点"),
		    cn_tr(ctx, "the keys have no passphrase: who copies the folder signs as this node",
			  "密钥未设口令：复制该文件夹者即可以本节点名义签署"));
	else
		say(ctx, f, WELL, NULL, cn_tr(ctx, "both are there, under a passphrase", "两把密钥俱在，并受口令保护"));
}

/* Opening it reads every entry and hashes it to the signed root. */
static void look_at_log(cn_ctx *ctx, found *f)
{
	CN_AUTO_HOME home = NULL;
	cn_err err = { 0 };
	cn_str note;
	if (!cn_home_exists(ctx->data_dir)) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "no node", "没有节点"));
		return;
	}
	cn_code rc = cn_home_open(ctx->a, ctx->data_dir, false, &home, &err);
	if (rc == CN_OK)
		rc = cn_home_checkpoint(home, ctx->a, &note, &err);
	if (rc != CN_OK) {
		say_error(ctx, f, BAD, &err,
			  cn_tr(ctx, "see docs/operating.md, \"Restore\"", "参见 docs/operating.md 的“Restore”"));
		return;
	}
	say(ctx, f, WELL, NULL, cn_tr(ctx, "%llu entries, hashed to the signed root", "%llu 条，与已签名的根一致"),
	    (unsigned long long)cn_home_size(home));
}

/* Where the views are, and what is known there of the log. */
static void look_at_store(cn_ctx *ctx, found *f)
{
	cn_err err = { 0 };
	cn_val *m;
	if (!cn_home_exists(ctx->data_dir)) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "no node", "没有节点"));
		return;
	}
	if (cn_backup_check(ctx->a, ctx->data_dir, &err) != CN_OK) {
		say_error(ctx, f, WARNING, &err, "concord store resume");
		return;
	}
	if (cn_store_show(ctx->a, ctx->data_dir, &m, &err) != CN_OK) {
		say_error(ctx, f, BAD, &err, cn_tr(ctx, "see docs/operating.md, \"Several servers\" and \"Restore\"", "参见 docs/operating.md 的“Several servers”与“Restore”"));
		return;
	}
	cn_str where = cn_get_text(m, "store");
	say(ctx, f, WELL, NULL, cn_tr(ctx, "%.*s, %lld of %lld entries in the views", "%.*s，视图中有 %lld / %lld 条"), CN_FMT(where), (long long)cn_get_int(m, "folded", 0),
	    (long long)cn_get_int(m, "entries", 0));
}

static void look_at_law(cn_ctx *ctx, found *f)
{
	cn_norms norms;
	cn_err err = { 0 };
	if (cn_load_norms(ctx, &norms, &err) != CN_OK) {
		say_error(ctx, f, BAD, &err, "concord norm check");
		return;
	}
	say(ctx, f, WELL, NULL, cn_tr(ctx, "%zu instruments in %s, %.*s", "%zu 部文书，位于 %s，%.*s"), cn_library_count(norms.lib),
	    ctx->norms_dir, CN_FMT(norms.digest));
}

/* ---- the service ---- */

static cn_code look_at_pair(cn_ctx *ctx, const char *cert, const char *key, cn_tls_pair *ret, cn_err *err)
{
	cn_str chain, pem;
	CN_TRY(cn_file_read(ctx->a, cert, PEM_BYTES, &chain, err));
	CN_TRY(cn_file_read(ctx->a, key, PEM_BYTES, &pem, err));
	return cn_tls_pair_look(chain, pem, ret, err);
}

static void look_at_tls(cn_ctx *ctx, found *f)
{
	const char *cert = cn_flag_get(ctx, "tls-cert"), *key = cn_flag_get(ctx, "tls-key");
	cn_tls_pair pair = { 0 };
	cn_err err = { 0 };
	char until[CN_TIME_BYTES];
	if (!cert || !key) {
		say(ctx, f, NOT_SEEN, NULL, cn_tr(ctx, "no certificate is set", "未设置证书"));
		return;
	}
	if (look_at_pair(ctx, cert, key, &pair, &err) != CN_OK) {
		say_error(ctx, f, BAD, &err, "tls-cert, tls-key");
		return;
	}
	cn_time_text(pair.until_us, until);
	int64_t left = (pair.until_us - ctx->now_us) / 86400000000;
	if (ctx->now_us > pair.until_us || ctx->now_us < pair.from_us)
		say(ctx, f, BAD, cn_tr(ctx, "renew it", "请更新证书"),
		    cn_tr(ctx, "the certificate is not valid today (it ends %s)", "证书今日无效（截止 %s）"), until);
	else
		say(ctx, f, left < DAYS_TO_RENEW ? WARNING : WELL,
		    left < DAYS_TO_RENEW ? cn_tr(ctx, "renew it", "请更新证书") : NULL,
		    cn_tr(ctx, "valid until %s, %lld days", "有效至 %s，还有 %lld 天"), until, (long long)left);
}

static const check checks[] = {
	{ "kernel", "kernel", "内核", look_at_kernel }, { "memory", "memory", "内存", look_at_memory },
	{ "limits", "limits", "限额", look_at_limits }, { "disk", "disk", "磁盘", look_at_disk },
	{ "node", "node", "节点", look_at_node },	{ "keys", "keys", "密钥", look_at_keys },
	{ "log", "log", "日志", look_at_log },		{ "store", "store", "存储", look_at_store },
	{ "clock", "clock", "时钟", look_at_clock },	{ "law", "law", "文书", look_at_law },
	{ "tls", "TLS", "TLS", look_at_tls },
};

static void print(cn_ctx *ctx, const check *c, const found *f)
{
	static const char *const ascii[] = { "+", "~", "x", "-" }, *const glyph[] = { "✓", "!", "✗", "-" };
	cn_buf_printf(ctx->out, "%s %-8s %.*s\n", (ctx->utf8 ? glyph : ascii)[f->is], cn_tr(ctx, c->en, c->zh), CN_FMT(f->says));
	if (f->act.n)
		cn_buf_printf(ctx->out, "           %s: %.*s\n", cn_tr(ctx, "do", "处理"), CN_FMT(f->act));
}

static cn_code run_doctor(cn_ctx *ctx, cn_err *err)
{
	unsigned of[4] = { 0 };
	cn_val *list = cn_list(ctx->a);
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		found f = { 0 };
		checks[i].look(ctx, &f);
		of[f.is]++;
		if (!ctx->json && !(ctx->quiet && f.is != BAD && f.is != WARNING))
			print(ctx, &checks[i], &f);
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
		cn_put(ctx->a, m, "check", cn_textz(ctx->a, checks[i].id));
		cn_put(ctx->a, m, "is", cn_textz(ctx->a, health_id[f.is]));
		cn_put(ctx->a, m, "says", cn_text(ctx->a, f.says));
		if (f.act.n)
			cn_put(ctx->a, m, "do", cn_text(ctx->a, f.act));
	}
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	ctx->verdict = of[BAD] ? 1 : 0;
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "bad", cn_int(ctx->a, of[BAD]));
		cn_put(ctx->a, m, "warnings", cn_int(ctx->a, of[WARNING]));
		cn_put(ctx->a, m, "checks", list);
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "%u bad, %u to be looked at, %u not seen\n", "%u 项有问题，%u 项需留意，%u 项未检查\n"),
		      of[BAD], of[WARNING], of[NOT_SEEN]);
	return CN_OK;
}

static const cn_flag flags[] = {
	{ "config", "FILE", "the settings of the service, as `serve` would read them", "服务的设置文件（与 serve 读取的相同）",
	  false },
	{ NULL, NULL, NULL, NULL, false },
};

const cn_op cn_op_doctor = { "doctor",
			     "",
			     0,
			     0,
			     "say what on this machine or in the node's folder would stop the node, and what to do",
			     "检查本机与节点文件夹，指出妨碍节点运行之处及处理办法",
			     { "concord doctor --data concord-data", NULL },
			     flags,
			     run_doctor,
			     CN_NOT_SERVED };
