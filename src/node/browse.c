/* What the commands over the library share. */
#include "node/browse.h"

#include "report/report.h"

/* ---- arguments ----------------------------------------------------------------------------------------------------------- */

/* "AI Act/art_50.1": the instrument by any of its names. */
static const cn_provision *provision_of(cn_ctx *ctx, const cn_library *lib, cn_str name)
{
	const cn_provision *p = cn_library_provision(lib, name);
	for (size_t i = name.n; !p && i > 0; i--) {
		const cn_instrument *x = name.p[i - 1] == '/' ? cn_library_named(lib, cn_sub(name, 0, i - 1)) : NULL;
		if (x)
			p = cn_library_provision(lib, cn_strf(ctx->a, "%.*s/%.*s", CN_FMT(x->id), CN_FMT(cn_sub(name, i, name.n))));
	}
	return p;
}

cn_code cn_norm_named(cn_ctx *ctx, const cn_library *lib, const char *verb, cn_str name, const cn_instrument **ret_instrument,
		      const cn_provision **ret_provision, cn_err *err)
{
	*ret_provision = NULL;
	*ret_instrument = cn_library_named(lib, name);
	if (!*ret_instrument)
		*ret_provision = provision_of(ctx, lib, name);
	if (*ret_instrument || *ret_provision)
		return CN_OK;
	(void)CN_FAIL(err, CN_ENOTFOUND, "the library has no instrument or provision \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	cn_str near = cn_library_near(lib, name);
	return near.n ? cn_hint(err, "concord norm %s %.*s", verb, CN_FMT(near)) : cn_hint(err, "concord norm list");
}

cn_code cn_norm_narrowed(cn_ctx *ctx, const cn_library *lib, cn_browse *ret, cn_err *err)
{
	cn_browse b = { 0 };
	cn_err not_group = { 0 };
	CN_TRY(cn_flag_date(ctx, "as-of", 0, &b.as_of, err));
	if (cn_flag_listed(ctx, lib, "market", "groups", &not_group) != CN_OK)
		CN_TRY(cn_flag_listed(ctx, lib, "market", "places", err));
	CN_TRY(cn_flag_listed(ctx, lib, "theme", "themes", err));
	CN_TRY(cn_flag_listed(ctx, lib, "stage", "stages", err));
	CN_TRY(cn_flag_listed(ctx, lib, "force", "force", err));
	b.market = cn_str_z(cn_flag_get(ctx, "market"));
	b.theme = cn_str_z(cn_flag_get(ctx, "theme"));
	b.stage = cn_str_z(cn_flag_get(ctx, "stage"));
	b.force = cn_str_z(cn_flag_get(ctx, "force"));
	*ret = b;
	return CN_OK;
}

/* ---- words ------------------------------------------------------------------------------------------------------------------ */

void cn_norm_span(const cn_provision *p, cn_date *ret_from, cn_date *ret_until)
{
	*ret_from = *ret_until = CN_DATE_NONE;
	bool open = p->n_period == 0;
	for (size_t i = 0; i < p->n_period; i++) {
		cn_date from = p->period[i].from, until = p->period[i].until;
		if (i == 0 || (*ret_from != CN_DATE_NONE && (from == CN_DATE_NONE || from < *ret_from)))
			*ret_from = from;
		open |= until == CN_DATE_NONE;
		if (!open && (*ret_until == CN_DATE_NONE || until > *ret_until))
			*ret_until = until;
	}
	if (open)
		*ret_until = CN_DATE_NONE;
}

const char *cn_norm_span_text(const cn_ctx *ctx, const cn_provision *p)
{
	cn_date from, until;
	cn_norm_span(p, &from, &until);
	cn_str f = cn_str_z(cn_day_text(ctx, from)), u = cn_str_z(cn_day_text(ctx, until));
	if (from == CN_DATE_NONE && until == CN_DATE_NONE)
		return "";
	if (until == CN_DATE_NONE)
		return cn_strf(ctx->a, cn_tr(ctx, "from %.*s", "自 %.*s"), CN_FMT(f)).p;
	if (from == CN_DATE_NONE)
		return cn_strf(ctx->a, cn_tr(ctx, "until %.*s", "至 %.*s"), CN_FMT(u)).p;
	return cn_strf(ctx->a, cn_tr(ctx, "from %.*s until %.*s", "自 %.*s 至 %.*s"), CN_FMT(f), CN_FMT(u)).p;
}

cn_str cn_member_word(const cn_ctx *ctx, const cn_library *lib, const char *list, cn_str id)
{
	cn_str w = cn_eqz(ctx->lang, "en") ? id : cn_in_lang(ctx, cn_library_label(lib, list, id));
	return w.n ? w : id;
}

cn_str cn_join_words(cn_ctx *ctx, const cn_library *lib, const char *list, cn_texts t)
{
	cn_str all = CN_S("");
	for (size_t i = 0; i < t.n; i++)
		all = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(all), i ? cn_tr(ctx, ", ", "、") : "", CN_FMT(cn_member_word(ctx, lib, list, t.item[i])));
	return all;
}

cn_str cn_span_words(cn_ctx *ctx, cn_str duration)
{
	static const struct {
		char sign;
		const char *en, *zh;
	} unit[] = { { 'Y', "year", "年" }, { 'M', "month", "个月" }, { 'W', "week", "周" }, { 'D', "day", "天" } };
	cn_str n = duration.n > 2 && duration.p[0] == 'P' ? cn_sub(duration, 1, duration.n - 2) : CN_S("");
	for (size_t i = 0; n.n && i < sizeof unit / sizeof unit[0]; i++)
		if (duration.p[duration.n - 1] == unit[i].sign)
			return cn_strf(ctx->a, "%.*s %s%s", CN_FMT(n), cn_tr(ctx, unit[i].en, unit[i].zh),
				       cn_eqz(n, "1") ? "" : cn_tr(ctx, "s", ""));
	return duration;
}

cn_str cn_parameter_text(cn_ctx *ctx, const cn_library *lib, const cn_parameter *p)
{
	if (!cn_eqz(ctx->lang, "en"))
		return cn_strf(ctx->a, "%.*s%s%.*s%s%.*s", CN_FMT(cn_word_for(ctx, "op", p->op)), p->op.n ? " " : "", CN_FMT(p->value), p->unit.n ? " " : "",
			       CN_FMT(cn_member_word(ctx, lib, "units", p->unit)));
	return cn_strf(ctx->a, "%.*s%s%.*s%s%.*s", CN_FMT(p->op), p->op.n ? " " : "", CN_FMT(p->value), p->unit.n ? " " : "", CN_FMT(p->unit));
}

const char *cn_status_mark(const cn_ctx *ctx, const cn_library *lib, const cn_instrument *x)
{
	if (cn_eqz(x->status, "in-force"))
		return "";
	return cn_strf(ctx->a, " [%.*s]", CN_FMT(cn_member_word(ctx, lib, "status", x->status))).p;
}

cn_str cn_key_word(const cn_ctx *ctx, cn_str key, const char *const (*row)[2], size_t n)
{
	for (size_t i = 0; i < n && cn_eqz(ctx->lang, "zh"); i++)
		if (cn_eqz(key, row[i][0]))
			return cn_str_z(row[i][1]);
	return key;
}

cn_str cn_date_what(const cn_ctx *ctx, cn_str what)
{
	static const char *const row[][2] = { { "adopted", "通过" }, { "entry-into-force", "生效" }, { "applies", "适用" }, { "amended", "修订" },
					      { "repealed", "废止" }, { "expires", "届满" }, { "expired", "已失效" }, { "replaced", "被取代" },
					      { "draft", "草案" } };
	return cn_key_word(ctx, what, row, sizeof row / sizeof row[0]);
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------------------- */

static void put_list(cn_arena *a, cn_val *m, const char *key, cn_texts t)
{
	cn_val *list = cn_put(a, m, key, cn_list(a));
	for (size_t i = 0; i < t.n; i++)
		cn_push(a, list, cn_text(a, t.item[i]));
}

static void put_day(cn_ctx *ctx, cn_val *m, const char *key, cn_date d)
{
	if (d != CN_DATE_NONE)
		cn_put(ctx->a, m, key, cn_textz(ctx->a, cn_day_text(ctx, d)));
}

cn_val *cn_provision_val(cn_ctx *ctx, const cn_provision *p)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_date from, until;
	cn_norm_span(p, &from, &until);
	cn_put(a, m, "id", cn_text(a, p->full));
	cn_put(a, m, "instrument", cn_text(a, p->instrument->id));
	cn_put(a, m, "heading", cn_words_val(a, p->heading));
	cn_put(a, m, "deontic", cn_textz(a, cn_deontic_text(p->deontic)));
	if (p->act.n)
		cn_put(a, m, "act", cn_text(a, p->act));
	if (p->object.n)
		cn_put(a, m, "object", cn_text(a, p->object));
	put_list(a, m, "roles", p->roles);
	cn_put(a, m, "force", cn_textz(a, cn_force_text(p->force)));
	cn_put(a, m, "status", cn_text(a, p->instrument->status));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(p->confidence)));
	put_day(ctx, m, "from", from);
	put_day(ctx, m, "until", until);
	return m;
}

cn_val *cn_instrument_val(cn_ctx *ctx, const cn_instrument *x)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, x->id));
	cn_put(a, m, "title", cn_words_val(a, x->title));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(x->force)));
	cn_put(a, m, "status", cn_text(a, x->status));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(x->confidence)));
	put_list(a, m, "jurisdictions", x->jurisdictions);
	return m;
}

static void put_parameter(cn_arena *a, cn_val *m, const char *key, const cn_parameter *p)
{
	if (!p)
		return;
	cn_val *v = cn_put(a, m, key, cn_map(a));
	cn_put(a, v, "op", cn_text(a, p->op));
	cn_put(a, v, "value", cn_text(a, p->value));
	cn_put(a, v, "unit", cn_text(a, p->unit));
}

cn_val *cn_alike_val(cn_ctx *ctx, const cn_alike *e)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	cn_put(a, m, "a", cn_provision_val(ctx, e->a));
	cn_put(a, m, "b", cn_provision_val(ctx, e->b));
	cn_put(a, m, "same_act", cn_bool(a, e->same_act));
	if (e->rel.n) {
		cn_put(a, m, "rel", cn_text(a, e->rel));
		cn_put(a, m, "disputed", cn_bool(a, e->disputed));
		cn_put(a, m, "strength", cn_int(a, e->strength));
	}
	if (e->gap.en.n || e->gap.zh.n)
		cn_put(a, m, "gap", cn_words_val(a, e->gap));
	cn_val *list = cn_put(a, m, "parameters", cn_list(a));
	for (size_t i = 0; i < e->n_parameter; i++) {
		const cn_parameter_pair *p = &e->parameter[i];
		cn_val *v = cn_push(a, list, cn_map(a));
		cn_put(a, v, "name", cn_text(a, (p->a ? p->a : p->b)->name));
		put_parameter(a, v, "a", p->a);
		put_parameter(a, v, "b", p->b);
		cn_put(a, v, "same", cn_bool(a, p->same));
	}
	return m;
}
