/* log witness: asks witnesses to cosign this log's checkpoint (C2SP tlog-witness, the log's side). The log is read, not locked, while a
 * witness takes its time; it is opened for writing only to put the answer below the checkpoint. */
#include "core/witness.h"
#include "net/net.h"
#include "node/backup.h"
#include "node/cosigners.h"
#include "node/home.h"
#include "node/node.h"

enum { ROUNDS = 4, WAIT_MS = 15000, TRIES = 2, ANSWER_BYTES = 1 << 20, SAID = 160 };

/* Puts the answer below the checkpoint. *ret false: the log has grown meanwhile, ask again. */
static cn_code take(cn_ctx *ctx, cn_cosigner *c, const cn_vkey *key, cn_str lines, uint64_t size, bool *ret, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_str note, origin, number, rest;
	uint64_t now;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_checkpoint(home, ctx->a, &note, err));
	(void)cn_split(note, '\n', &origin, &rest);
	(void)cn_split(rest, '\n', &number, &rest);
	c->size = size;
	*ret = cn_tree_size_parse(number, &now) && now == size;
	if (*ret)
		CN_TRY(cn_home_take_cosign(home, ctx->a, lines, key, err));
	return cn_cosigners_put(ctx->a, ctx->data_dir, c, err);
}

/* 409: the size it says it has seen, with which to ask again; the same size that was sent means that it saw another root. It is not kept: unsigned,
 * it would let a witness that lies stop this log from being written to. */
static cn_code conflict(cn_cosigner *c, cn_str said, uint64_t sent, cn_err *err)
{
	uint64_t size;
	if (!cn_ends(said, "\n") || !cn_tree_size_parse(cn_sub(said, 0, said.n - 1), &size) || size == sent)
		return CN_FAIL(err, CN_EFORGED, "%.*s has cosigned another history of this log", CN_FMT(c->url));
	c->size = size;
	return CN_OK;
}

static cn_code refused(const cn_cosigner *c, unsigned status, cn_str said, cn_err *err)
{
	if (status == 404) {
		(void)CN_FAIL(err, CN_EINPUT, "%.*s does not watch this log", CN_FMT(c->url));
		return cn_hint(err, "its operator: concord witness add ORIGIN VKEY (concord key list shows this log's key)");
	}
	return CN_FAIL(err, CN_EINPUT, "%.*s answers with status %u: %.*s", CN_FMT(c->url), status, CN_FMT(cn_trim(cn_sub(said, 0, SAID))));
}

static cn_code body_for(cn_ctx *ctx, uint64_t old, cn_str *ret, cn_add_checkpoint *ret_q, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_home_ask_cosign(home, ctx->a, old, ret, err));
	return cn_add_checkpoint_parse(ctx->a, *ret, ret_q, err);
}

/* keep = false: what it has seen is all that is asked; the cosignature is left. */
static cn_code ask(cn_ctx *ctx, cn_cosigner *c, bool keep, cn_err *err)
{
	const cn_http how = { .total_ms = WAIT_MS, .tries = TRIES, .answer_max = ANSWER_BYTES };
	cn_vkey key;
	const char *url = cn_strf(ctx->a, "%.*s/add-checkpoint", CN_FMT(c->url)).p;
	if (!url)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_vkey_parse(c->vkey, &key, err));
	for (unsigned i = 0; i < ROUNDS; i++) {
		cn_add_checkpoint q;
		cn_str body;
		unsigned status = 0;
		bool taken = false;
		CN_AUTO_BUF out;
		cn_buf_init(&out, ANSWER_BYTES + 1);
		CN_TRY(body_for(ctx, c->size, &body, &q, err));
		CN_TRY(cn_http_post_text(&how, url, body, &out, &status, err));
		if (status == 200 && !keep)
			return CN_OK; /* it has seen no more than this log has, and no other */
		if (status == 200)
			CN_TRY(take(ctx, c, &key, cn_buf_copy(ctx->a, &out), q.head.size, &taken, err));
		else if (status == 409)
			CN_TRY(conflict(c, cn_buf_str(&out), q.old, err));
		else
			return refused(c, status, cn_buf_str(&out), err);
		if (taken)
			return CN_OK;
	}
	return CN_FAIL(err, CN_ESTATE, "the log grows faster than %.*s answers: ask again", CN_FMT(c->url));
}

/* The one that is named, with its key if that is new; or all that are known. */
static cn_code choose(cn_ctx *ctx, cn_cosigner **ret, size_t *ret_n, cn_err *err)
{
	const char *vkey = cn_flag_get(ctx, "vkey");
	cn_vkey v;
	CN_TRY(cn_cosigners_read(ctx->a, ctx->data_dir, ret, ret_n, err));
	if (!ctx->args.n_arg)
		return CN_OK;
	cn_str url = cn_str_z(ctx->args.arg[0]);
	while (cn_ends(url, "/"))
		url.n--;
	CN_TRY(cn_http_url_check(url, err));
	cn_cosigner *one = NULL;
	for (size_t i = 0; i < *ret_n; i++)
		one = cn_eq((*ret)[i].url, url) ? &(*ret)[i] : one;
	for (size_t i = 0; i < *ret_n && !one && vkey; i++)
		if (cn_eq((*ret)[i].vkey, cn_str_z(vkey))) { /* it has moved: what it has seen stays known */
			one = &(*ret)[i];
			one->url = url;
		}
	if (!one && !vkey) {
		(void)CN_FAIL(err, CN_EINPUT, "a new witness is named with its verifier key");
		return cn_hint(err, "--vkey VKEY; its operator finds it by: concord witness list");
	}
	if (!one) {
		one = &(*ret)[0];
		*one = (cn_cosigner){ .url = url };
	}
	one->vkey = vkey ? cn_str_z(vkey) : one->vkey;
	CN_TRY(cn_vkey_parse(one->vkey, &v, err));
	if (v.type != CN_NOTE_COSIGNATURE)
		return CN_FAIL(err, CN_EINPUT, "this is the key of a log (type 01), not of a witness (type 04)");
	*ret = one;
	*ret_n = 1;
	return CN_OK;
}

static void say(cn_ctx *ctx, cn_val *list, const cn_cosigner *c, const cn_err *why)
{
	cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
	cn_put(ctx->a, m, "url", cn_text(ctx->a, c->url));
	cn_put(ctx->a, m, "vkey", cn_text(ctx->a, c->vkey));
	cn_put(ctx->a, m, "cosigned", cn_bool(ctx->a, !why));
	cn_put(ctx->a, m, "size", cn_int(ctx->a, (int64_t)c->size));
	if (why)
		cn_put(ctx->a, m, "error", cn_textz(ctx->a, why->msg));
	if (ctx->json)
		return;
	if (why)
		cn_buf_printf(ctx->out, "%.*s  %s: %s\n", CN_FMT(c->url), cn_tr(ctx, "did not cosign", "未联署"), why->msg);
	else
		cn_buf_printf(ctx->out, cn_tr(ctx, "%.*s  cosigned %llu entries\n", "%.*s  已联署 %llu 条\n"), CN_FMT(c->url), (unsigned long long)c->size);
}

static cn_code run_log_witness(cn_ctx *ctx, cn_err *err)
{
	cn_about about;
	cn_cosigner *c;
	size_t n, failed = 0;
	cn_val *list = cn_list(ctx->a);
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_TRY(choose(ctx, &c, &n, err));
	for (size_t i = 0; i < n; i++) {
		cn_err why = { 0 };
		cn_code rc = ask(ctx, &c[i], true, &why);
		if (rc != CN_OK && ++failed == n) { /* not one of them: then it is a failure */
			if (err)
				*err = why;
			return rc;
		}
		say(ctx, list, &c[i], rc == CN_OK ? NULL : &why);
	}
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	if (!n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "no witness is known yet: concord log witness URL --vkey VKEY", "尚无已知的见证方：concord log witness URL --vkey VKEY"));
	return CN_OK;
}

static const cn_flag flags[] = { { "vkey", "VKEY", "the witness's verifier key, the first time", "见证方的验证密钥（首次须给出）", false }, { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_log_witness = { "log witness", "[URL]", 0, 1, "have a witness cosign the log's checkpoint, or all that are known", "请见证方联署日志检查点；不指明则请全部已知者",
				  { "concord log witness", NULL }, flags, run_log_witness };

/* ---- a copy of a node goes on ---- */

/* Every witness that is known is asked; one that cannot be reached says nothing, one that has seen more or something else ends it. */
static cn_code ask_all(cn_ctx *ctx, size_t *ret_n, cn_err *err)
{
	cn_cosigner *c;
	size_t n;
	*ret_n = 0;
	CN_TRY(cn_cosigners_read(ctx->a, ctx->data_dir, &c, &n, err));
	for (size_t i = 0; i < n; i++) {
		cn_code rc = ask(ctx, &c[i], false, err);
		if (rc == CN_ESTATE || rc == CN_EFORGED || rc == CN_ENOMEM)
			return rc;
		*ret_n += rc == CN_OK;
	}
	return CN_OK;
}

static cn_code run_resume(cn_ctx *ctx, cn_err *err)
{
	const char *given = cn_flag_get(ctx, "last-size");
	cn_about about;
	int64_t last = -1;
	size_t witnesses;
	uint64_t records;
	if (given && cn_int_parse(cn_str_z(given), 0, CN_INT_MAX, &last, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "--last-size is a number of entries");
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_TRY(ask_all(ctx, &witnesses, err));
	CN_TRY(cn_backup_resume(ctx->a, ctx->data_dir, witnesses > 0, last, &records, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "entries", cn_int(ctx->a, (int64_t)records));
		cn_put(ctx->a, m, "witnesses", cn_int(ctx->a, (int64_t)witnesses));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "the node goes on after %llu entries; %zu witnesses agree\n", "节点从第 %llu 条之后继续；%zu 个见证方一致\n"), (unsigned long long)records, witnesses);
	return CN_OK;
}

static const cn_flag resume_flags[] = { { "last-size", "N", "the largest size of this log that anybody has seen signed", "任何人见到过的、本日志已签署的最大条数", false }, { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_store_resume = { "store resume", "", 0, 0, "go on from a copy of a node, when witnesses, the store or you say how far its log had got", "从节点副本继续：须由见证方、存储或您说明日志曾到达何处",
				   { "concord store resume --help", NULL }, resume_flags, run_resume, CN_NOT_SERVED };
