/* The level data: what the content says was read is read again, counted again, and with the same law at hand derived and judged again, by
 * the steps that made it. */
#include <sys/stat.h>

#include "node/check.h"
#include "report/errors.h"
#include "store/file.h"

/* The limits that the content was held against: what was counted then is counted again, whatever the policy file says now. */
static cn_code limits_of(cn_ctx *ctx, const cn_val *content, cn_limit **ret, size_t *ret_n, cn_err *err)
{
	const cn_val *list = cn_get(content, "measurements");
	cn_limit *l = CN_NEW(ctx->a, cn_limit, list && list->type == CN_LIST ? list->n : 0);
	if (!l)
		return cn_arena_fail(ctx->a, err);
	*ret_n = 0;
	CN_EACH (m, list)
		l[(*ret_n)++] = cn_limit_of(m);
	*ret = l;
	return CN_OK;
}

/* Every file that was read now is the one that was read then. */
static bool same_inputs(const cn_val *then, const cn_val *now)
{
	CN_EACH (x, now) {
		bool found = false;
		CN_EACH (y, then)
			found = found || (cn_eq(cn_get_text(x, "file"), cn_get_text(y, "file")) && cn_eq(cn_get_text(x, "sha256"), cn_get_text(y, "sha256")));
		if (!found)
			return false;
	}
	return true;
}

static cn_code manifest_same(cn_ctx *ctx, const cn_val *content, const char *manifest, bool *ret, cn_err *err)
{
	cn_str bytes;
	cn_digest want, d;
	CN_TRY(cn_file_read(ctx->a, manifest, CN_JSON_BYTES_MAX, &bytes, err));
	d = cn_sha256(bytes);
	*ret = cn_digest_parse(cn_get_text(cn_get(content, "system"), "manifest"), &want) && cn_digest_eq(&want, &d);
	return CN_OK;
}

/* Counting again. *ret_why says what is wrong with the files; empty: they were counted. */
static cn_code count_again(cn_ctx *ctx, const cn_val *content, const char *manifest, const cn_norms *norms, cn_measured *ret, cn_err *ret_why,
			   cn_err *err)
{
	cn_system *s;
	cn_limit *limit;
	size_t n_limit;
	cn_ctx then = *ctx;
	CN_TRY(cn_load_system(ctx, norms, manifest, NULL, NULL, &s, err));
	CN_TRY(limits_of(ctx, content, &limit, &n_limit, err));
	(void)!cn_time_parse(cn_get_text(content, "made_at"), &then.now_us, NULL); /* certificates are judged as of then */
	return cn_measure_system(&then, s, limit, n_limit, ret, ret_why) == CN_ENOMEM ? CN_NOMEM(err) : CN_OK;
}

/* ---- the findings again ---- */

static const cn_record *assessment_of(const cn_checked *c)
{
	for (size_t i = 0; i < c->n_held; i++)
		if (cn_eqz(c->held[i]->rec.kind, "assessment/1"))
			return &c->held[i]->rec;
	return NULL;
}

static cn_str named_in(const cn_checked *c, const char *kind, const char *blob)
{
	for (size_t i = 0; i < c->n_held; i++)
		if (cn_eqz(c->held[i]->rec.kind, kind))
			return cn_get_text(cn_get(c->held[i]->rec.body, blob), "digest");
	return CN_S("");
}

static bool is_blob(const cn_step_blob *b, cn_str digest)
{
	cn_digest d;
	return digest.n == 0 || (cn_digest_parse(digest, &d) && cn_digest_eq(&d, &b->digest)); /* nobody signed one: nothing to compare */
}

static const char *const registers[] = { "risks", "promises", "reviews" };
enum { REGISTERS = 3 };

static bool is_one(cn_str key, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cn_eqz(key, list[i]))
			return true;
	return false;
}

static bool names_record(const cn_val *row)
{
	return cn_get(row, "record") || cn_get(cn_get(row, "last_review"), "record");
}

/* The registers of the content come from records, and the assessment names none of them: there were too many to name. */
static bool register_uncited(const cn_val *content, const cn_record *a)
{
	bool named = false;
	for (size_t i = 0; i < REGISTERS; i++)
		CN_EACH (row, cn_get(content, registers[i]))
			named = named || names_record(row);
	for (size_t i = 0; a && i < a->n_refs; i++)
		if (cn_is_of_register(&a->refs[i]))
			return false;
	return named;
}

/* What of the content follows from law, facts, evidence and registers. The rest is the node's name, file names, and what was compared before. */
static const char *content_differs(cn_ctx *ctx, const cn_val *then, const cn_val *now, bool with_registers)
{
	static const char *const rest[] = { "node", "inputs", "command", "counts", "measurements" };
	CN_EACH (x, now) {
		bool skip = is_one(x->key, rest, sizeof rest / sizeof *rest) || (!with_registers && is_one(x->key, registers, REGISTERS));
		if (!skip && !cn_same_tree(x, cn_get_s(then, x->key)))
			return cn_cstr(ctx->a, x->key);
	}
	return now->n == then->n ? NULL : "content";
}

static void not_again(cn_ctx *ctx, cn_checked *c, const char *en, const char *zh)
{
	cn_checked_line(ctx, c, "findings", "note", cn_strf(ctx->a, "the findings were not derived again: %s", en), cn_strf(ctx->a, "未重新推导各项结论：%s", zh));
}

static bool same_policy(const cn_val *content, const cn_system *s)
{
	cn_str want = CN_S("");
	CN_EACH (x, cn_get(content, "inputs"))
		if (cn_is_text(cn_get(x, "what"), "policy"))
			want = cn_get_text(x, "sha256");
	cn_digest d = cn_sha256(s->policy_bytes), said;
	return want.n ? s->policy_bytes.n && cn_digest_parse(want, &said) && cn_digest_eq(&d, &said) : s->policy_bytes.n == 0;
}

static cn_code compare_again(cn_ctx *ctx, const cn_val *content, const cn_run *r, cn_checked *c)
{
	bool uncited = register_uncited(content, assessment_of(c));
	const char *at = content_differs(ctx, content, r->judged.tree, !uncited);
	if (!at && !is_blob(&r->derived.blob[0], named_in(c, "duties/1", "list")))
		at = "duties/1";
	if (!at && !is_blob(&r->judged.blob[1], named_in(c, "assessment/1", "findings")))
		at = "assessment/1";
	if (uncited)
		cn_checked_line(ctx, c, "registers", "note", CN_S("risks, promises and reviews were not compared: they rest on more records than the assessment could name"),
				CN_S("未比对风险、承诺与审查：其所依据的记录多于评估所能列出的数目"));
	c->judged_again = !at;
	cn_checked_line(ctx, c, "findings", at ? "fails" : "holds",
			at ? cn_strf(ctx->a, "law, manifest and records give other findings than the dossier: %s", at)
			   : CN_S("law, manifest and records give the same answers and findings"),
			at ? cn_strf(ctx->a, "由法律、清单与记录得出的结论与卷宗不同：%s", at) : CN_S("由法律、清单与记录得出相同的适用性与结论"));
	return CN_OK;
}

/* The steps derive and judge as on the day of the dossier. `home` may be NULL: it rests on no record of a node. */
static cn_code steps_again(cn_ctx *ctx, const cn_val *content, const char *manifest, const cn_norms *norms, cn_home *home, cn_checked *c, cn_err *err)
{
	cn_run r = { .norms = *norms };
	cn_ctx then = *ctx;
	const cn_record *a = assessment_of(c);
	bool all;
	CN_TRY(cn_load_system_then(ctx, norms, manifest, home, a ? a->refs : NULL, a ? a->n_refs : 0, &r.system, &all, err));
	if (!all) {
		not_again(ctx, c, "a record that they rest on was erased, or its key counts no more", "其所依据的记录已删除，或其密钥已失效");
		return CN_OK;
	}
	if (!same_policy(content, r.system)) {
		not_again(ctx, c, "the policy there is another one", "该处的政策不是同一份");
		return CN_OK;
	}
	if (cn_time_parse(cn_get_text(content, "made_at"), &then.now_us, NULL) != CN_OK)
		return CN_OK; /* the page would not have been drawn from it */
	CN_EACH (d, cn_get(content, "as_of"))
		if (r.n_day < CN_DAYS_MAX && cn_date_parse(d->s, &r.day[r.n_day].as_of, NULL) == CN_OK)
			r.n_day++;
	r.known = r.system->known;
	r.known.measurements = cn_get(content, "measurements");
	r.measured.counts = cn_get(content, "counts");
	CN_TRY(cn_run_derive(&then, &r, true, err));
	CN_TRY(cn_run_judge(&then, &r, cn_get_text(cn_get(content, "node"), "name"), err));
	return compare_again(ctx, content, &r, c);
}

static size_t cites(const cn_record *a)
{
	size_t n = 0;
	for (size_t i = 0; a && i < a->n_refs; i++)
		n += !cn_is_part(&a->refs[i]);
	return n;
}

static cn_code judge_again(cn_ctx *ctx, const cn_val *content, const char *manifest, const cn_norms *norms, cn_checked *c, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	const cn_record *a = assessment_of(c);
	if (cn_other_step(c, &cn_step_derive) || cn_other_step(c, &cn_step_judge))
		return CN_OK; /* cn_check_steps says so */
	if (!cn_eq(norms->digest, cn_get_text(cn_get(content, "library"), "digest"))) {
		not_again(ctx, c, "the library of law here is another one", "此处的法律文库不是同一份");
		return CN_OK;
	}
	if (cites(a) >= CN_CITED_MAX) {
		not_again(ctx, c, "they rest on more records than the assessment could name", "其所依据的记录多于评估所能列出的数目");
		return CN_OK;
	}
	if (cites(a) > 0) {
		bool own = cn_home_exists(ctx->data_dir) && cn_home_open(ctx->a, ctx->data_dir, false, &home, NULL) == CN_OK &&
			   cn_eq(cn_home_name(home), a->author);
		if (!own) {
			not_again(ctx, c, "they rest on records that only their author has", "其所依据的记录仅其作者持有");
			return CN_OK;
		}
	}
	return steps_again(ctx, content, manifest, norms, home, c, err);
}

/* ---- files ---- */

static cn_code recount(cn_ctx *ctx, const cn_val *content, const char *manifest, cn_checked *c, cn_err *err)
{
	cn_measured now = { 0 };
	cn_norms norms;
	cn_err why = { 0 };
	bool same;
	CN_TRY(manifest_same(ctx, content, manifest, &same, err));
	if (!same) {
		cn_checked_line(ctx, c, "data", "fails", CN_S("the manifest there is another one"), CN_S("该处的清单不是同一份"));
		return CN_OK;
	}
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(count_again(ctx, content, manifest, &norms, &now, &why, err));
	switch (why.code) {
	case CN_OK:
		break;
	case CN_EIO:
	case CN_ENOTFOUND:
	case CN_EABSENT:
		cn_checked_line(ctx, c, "data", "absent", cn_strf(ctx->a, "cannot recompute: %s", why.msg),
				cn_strf(ctx->a, "无法重算：%.*s", CN_FMT(cn_error_text(ctx->a, &why, CN_S("zh")))));
		return CN_OK;
	case CN_ESTATE:
	case CN_EUNSUPPORTED:
	case CN_EINTERNAL:
		*err = why;
		return why.code;
	default: /* it could be counted then */
		cn_checked_line(ctx, c, "data", "fails", cn_strf(ctx->a, "the files are not those that were counted: %s", why.msg),
				cn_strf(ctx->a, "文件并非当时计数的文件：%.*s", CN_FMT(cn_error_text(ctx->a, &why, CN_S("zh")))));
		return CN_OK;
	}
	bool files = same_inputs(cn_get(content, "inputs"), now.inputs);
	same = files && cn_same_tree(cn_get(content, "counts"), now.counts);
	cn_checked_line(ctx, c, "data", same ? "holds" : "fails",
			same ? CN_S("the same files give the same counts") : files ? CN_S("the files give other counts") : CN_S("the files are not those that were counted"),
			same ? CN_S("相同文件得出相同计数") : files ? CN_S("文件得出的计数不同") : CN_S("文件并非当时计数的文件"));
	return judge_again(ctx, content, manifest, &norms, c, err);
}

/* --from names the manifest, or the folder in which it has the name that the content gives it. */
static cn_str manifest_at(cn_ctx *ctx, const cn_val *content, const char *from)
{
	struct stat st;
	if (stat(from, &st) == 0 && !S_ISDIR(st.st_mode))
		return cn_str_z(from);
	cn_str name = CN_S("system.yaml");
	CN_EACH (x, cn_get(content, "inputs"))
		if (cn_is_text(cn_get(x, "what"), "manifest") && cn_get_text(x, "file").n)
			name = cn_get_text(x, "file");
	for (size_t i = name.n; i-- > 0;)
		if (name.p[i] == '/')
			name = cn_sub(name, i + 1, name.n);
	return cn_strf(ctx->a, "%s/%.*s", from, CN_FMT(name));
}

cn_code cn_check_data(cn_ctx *ctx, const cn_val *content, const char *from, cn_checked *c, cn_err *err)
{
	const char *manifest = cn_cstr(ctx->a, manifest_at(ctx, content, from));
	if (!manifest || !cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	if (!cn_file_exists(manifest)) {
		cn_checked_line(ctx, c, "data", "absent", cn_strf(ctx->a, "cannot recompute: %s is absent", manifest),
				cn_strf(ctx->a, "无法重算：缺少 %s", manifest));
		return CN_OK;
	}
	return recount(ctx, content, manifest, c, err);
}
