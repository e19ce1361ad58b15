/* The report of one file of content for people: what it is, what it says of itself layer by layer, what each law makes of it. */
#include "node/media_say.h"
#include "node/say.h"
#include "report/errors.h"

enum { FIELD_BYTES_SHOWN = 120, FIELDS_SHOWN = 8 };

static const char *kind_name(const cn_ctx *ctx, cn_media_kind k)
{
	static const struct {
		const char *en, *zh;
	} NAME[] = {
		[CN_PART_C2PA] = { "Content credentials (C2PA)", "内容凭证（C2PA）" },
		[CN_PART_XMP] = { "XMP", "XMP" },
		[CN_PART_EXIF] = { "EXIF", "EXIF" },
		[CN_PART_IPTC] = { "IPTC", "IPTC" },
		[CN_PART_AIGC] = { "AIGC label", "AIGC 标识" },
		[CN_PART_TAG] = { "Field", "字段" },
		[CN_PART_BODY] = { "Text", "正文" },
	};
	return cn_tr(ctx, NAME[k].en, NAME[k].zh);
}

const char *cn_media_says_ai(const cn_ctx *ctx, cn_tri t)
{
	return t == CN_TRUE ? cn_tr(ctx, "says: made or changed by AI", "表明：由人工智能生成或修改")
			    : t == CN_FALSE ? cn_tr(ctx, "says: made otherwise", "表明：以其他方式制作") : "";
}

static void say_file(cn_ctx *ctx, cn_str name, size_t bytes, const cn_media_file *f)
{
	cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(name));
	cn_str size = f->width && f->height ? cn_strf(ctx->a, ", %u x %u", f->width, f->height) : CN_S("");
	if (f->duration_us >= 0)
		size = cn_strf(ctx->a, "%.*s, %.1f s", CN_FMT(size), (double)f->duration_us / 1e6);
	if (bytes == 0)
		cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "empty: there is nothing in it", "空文件：没有内容"));
	else if (f->format == CN_MEDIA_OTHER)
		cn_para(ctx, 2, 2, "%s, %zu %s",
			f->n_part > 0 ? cn_tr(ctx, "a manifest store in a file of its own", "独立文件中的清单存储区") : cn_tr(ctx, "a format that is not read here", "此处不支持的格式"),
			bytes, cn_tr(ctx, "bytes", "字节"));
	else
		cn_para(ctx, 2, 2, "%s%.*s, %zu %s", cn_media_format_type(f->format), CN_FMT(size), bytes, cn_tr(ctx, "bytes", "字节"));
	if (!f->trouble)
		return;
	cn_str what = cn_phrase_text(ctx->a, cn_str_z(f->trouble), ctx->lang);
	cn_para(ctx, 2, 4, cn_tr(ctx, "Damaged at byte %zu: %.*s. What may stand behind it was not seen.", "第 %zu 字节处损坏：%.*s。其后的内容未能读取。"), f->trouble_at,
		CN_FMT(what));
}

/* ---- credentials ---------------------------------------------------------------------------------------------------------- */

static const char *state_says(const cn_ctx *ctx, cn_c2pa_state s)
{
	switch (s) {
	case CN_C2PA_TRUSTED:
		return cn_tr(ctx, "they hold, and the signer is on a list that was given", "有效，且签署者在所给信任名单上");
	case CN_C2PA_VALID:
		return cn_tr(ctx, "they hold; the signer is on no list that was given", "有效；签署者不在所给的任何信任名单上");
	case CN_C2PA_WELL_FORMED:
		return cn_tr(ctx, "nothing is wrong, but not everything could be checked", "未发现错误，但未能全部检验");
	default:
		return cn_tr(ctx, "they do not hold", "无效");
	}
}

static void say_pair(cn_ctx *ctx, const char *name, cn_str value)
{
	if (value.n)
		cn_para(ctx, 2, 4, "%s: %.*s", name, CN_FMT(value));
}

static void say_credentials(cn_ctx *ctx, const cn_media_answer *m)
{
	const cn_c2pa_report *c = &m->credentials;
	char time_text[CN_TIME_BYTES];
	if (m->n_store > 1) {
		cn_title(ctx, "Content credentials", "内容凭证");
		cn_para(ctx, 2, 4, cn_tr(ctx, "%zu stores: of several none counts (C2PA 2.2, 15.5.2.1)", "%zu 个存储区：多于一个时均不作数（C2PA 2.2 第15.5.2.1条）"), m->n_store);
	}
	if (!m->has_store)
		return;
	cn_title(ctx, "Content credentials", "内容凭证");
	cn_para(ctx, 2, 4, "%s: %s", cn_c2pa_state_text(c->state), state_says(ctx, c->state));
	say_pair(ctx, cn_tr(ctx, "made by", "生成工具"), c->generator);
	cn_str by = c->issuer.n ? cn_strf(ctx->a, "%.*s (%.*s)", CN_FMT(c->signer), CN_FMT(c->issuer)) : c->signer;
	say_pair(ctx, cn_tr(ctx, "signed by", "签署者"), by);
	if (c->signed_us != INT64_MIN) {
		cn_time_text(c->signed_us, time_text);
		say_pair(ctx, cn_tr(ctx, "signed at, by a time stamp that holds", "签署时间（有效时间戳）"), cn_str_z(time_text));
	}
	say_pair(ctx, cn_tr(ctx, "source", "来源类型"), c->source_type);
	for (const cn_c2pa_note *n = c->notes; n; n = n->next)
		if (cn_c2pa_code_weight(n->code) == CN_C2PA_FAILURE && !n->known)
			cn_para(ctx, 2, 4, "%s %s%s%.*s", ctx->utf8 ? "✗" : "x", cn_c2pa_code_name(n->code, c->rules), n->why.n ? ": " : "",
				CN_FMT(cn_phrase_text(ctx->a, n->why, ctx->lang)));
	for (const cn_c2pa_gap *g = c->unchecked; g; g = g->next)
		cn_para(ctx, 2, 4, "? %.*s", CN_FMT(cn_phrase_text(ctx->a, g->what, ctx->lang)));
}

/* ---- layers --------------------------------------------------------------------------------------------------------------- */

static void say_layer(cn_ctx *ctx, const cn_media_layer *l)
{
	const char *ai = cn_media_says_ai(ctx, l->says_ai);
	cn_str where = l->n_range ? cn_strf(ctx->a, cn_tr(ctx, " at byte %zu", "，第 %zu 字节"), l->range[0].at) : CN_S("");
	cn_str key = l->kind == CN_PART_AIGC ? CN_S("") : l->key;
	cn_para(ctx, 2, 4, "%s%s%.*s  %s%.*s%s%s", kind_name(ctx, l->kind), key.n ? " " : "", CN_FMT(key), l->carrier ? l->carrier : "", CN_FMT(where),
		ai[0] ? "  " : "", ai);
	for (size_t i = 0; i < l->n_field && i < FIELDS_SHOWN; i++) {
		cn_str v = cn_sub(l->field[i].value, 0, FIELD_BYTES_SHOWN);
		while (v.n > 0 && !cn_utf8_ok(v)) /* not in the middle of a character */
			v.n--;
		cn_para(ctx, 4, 6, "%.*s: %.*s%s", CN_FMT(l->field[i].name), CN_FMT(v), v.n < l->field[i].value.n ? "..." : "");
	}
	if (l->n_field > FIELDS_SHOWN)
		cn_para(ctx, 4, 6, cn_tr(ctx, "and %zu more: --json", "另有 %zu 项：--json"), l->n_field - FIELDS_SHOWN);
	for (size_t i = 0; i < l->n_remark; i++)
		cn_para(ctx, 4, 6, "! %s", cn_tr(ctx, l->remark[i].en, l->remark[i].zh));
}

static void say_layers(cn_ctx *ctx, const cn_media_layers *l)
{
	cn_title(ctx, "What it says of itself", "文件自身的说明");
	if (l->n_layer == 0)
		cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "Nothing.", "无。"));
	for (size_t i = 0; i < l->n_layer; i++)
		say_layer(ctx, &l->layer[i]);
	if (l->invisible.zero_width + l->invisible.bidi + l->invisible.tags + l->invisible.selectors > 0) {
		cn_para(ctx, 2, 4,
			cn_tr(ctx, "Invisible characters: %zu of zero width, %zu that turn the direction, %zu tags, %zu variation selectors",
			      "不可见字符：零宽 %zu 个，方向控制 %zu 个，标签 %zu 个，变体选择符 %zu 个"),
			l->invisible.zero_width, l->invisible.bidi, l->invisible.tags, l->invisible.selectors);
		if (l->invisible.hidden.n)
			cn_para(ctx, 4, 6, "%s: \"%.*s\"", cn_tr(ctx, "they spell", "所拼写的文字"), CN_FMT(cn_sub(l->invisible.hidden, 0, 400)));
	}
	if (l->n_contradiction)
		cn_title(ctx, "Contradictions", "相互矛盾之处");
	for (size_t i = 0; i < l->n_contradiction; i++)
		cn_para(ctx, 2, 4, "%s", cn_tr(ctx, l->contradiction[i].en, l->contradiction[i].zh));
}

/* ---- law -------------------------------------------------------------------------------------------------------------------- */

static const char *mark_of(const cn_ctx *ctx, cn_content_answer x)
{
	switch (x) {
	case CN_CONTENT_MET:
		return ctx->utf8 ? "✓" : "+";
	case CN_CONTENT_NOT_MET:
		return ctx->utf8 ? "✗" : "x";
	case CN_CONTENT_UNKNOWN:
		return "?";
	default:
		return ctx->utf8 ? "·" : "-";
	}
}

/* What an unknown answer hangs on, in the words of the facts. */
static cn_str missing(cn_ctx *ctx, const cn_media_set *s, const cn_content_verdict *v)
{
	cn_str all = CN_S("");
	for (size_t i = 0; i < v->n_missing; i++) {
		const cn_fact *f = cn_content_rules_fact(s->ask.rules, v->missing[i]);
		cn_str q = f ? cn_in_lang(ctx, f->question) : v->missing[i];
		q.n -= cn_ends(q, ":") ? 1 : cn_ends(q, "：") ? strlen("：") : 0; /* a name that a value follows elsewhere */
		all = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(all), i ? cn_tr(ctx, "; ", "；") : "", CN_FMT(q));
	}
	return all;
}

void cn_media_say_verdict(cn_ctx *ctx, const cn_media_set *s, const cn_content_verdict *v)
{
	const cn_provision *p = v->rule->provision;
	cn_str heading = cn_in_lang(ctx, p->heading), answer = cn_in_lang(ctx, cn_content_answer_words(ctx->a, v->answer));
	cn_str more = CN_S("");
	bool decides = v->confidence == CN_READ;
	if (v->answer == CN_CONTENT_NOT_YET && v->from != CN_DATE_NONE)
		more = cn_strf(ctx->a, " (%s %s)", cn_tr(ctx, "from", "自"), cn_day_text(ctx, v->from));
	else if (v->would_be != v->answer)
		more = cn_strf(ctx->a, " (%s: %.*s)", cn_tr(ctx, "it would be", "若可作判断则为"), CN_FMT(cn_in_lang(ctx, cn_content_answer_words(ctx->a, v->would_be))));
	cn_para(ctx, 2, 4, "%s %.*s  %.*s: %.*s%.*s%s", mark_of(ctx, v->answer), CN_FMT(p->full), CN_FMT(heading), CN_FMT(answer), CN_FMT(more),
		cn_confidence_mark(ctx, v->confidence));
	bool open = v->answer == CN_CONTENT_UNKNOWN && v->n_missing > 0;
	if (cn_flag_on(ctx, "all") ? v->why.en.n > 0 : decides && !open && v->answer != CN_CONTENT_NOT_YET)
		cn_para(ctx, 4, 4, "%.*s", CN_FMT(cn_in_lang(ctx, v->why)));
	else if (decides && open)
		cn_para(ctx, 4, 4, "%s: %.*s", cn_tr(ctx, "not known", "不明"), CN_FMT(missing(ctx, s, v)));
}

/* Does it ask anything of this file, as far as can be seen? */
static bool asks(const cn_content_verdict *v)
{
	return v->would_be != CN_CONTENT_NOT_ASKED && v->answer != CN_CONTENT_NOT_ASKED && v->answer != CN_CONTENT_NO_LONGER;
}

static void say_market(cn_ctx *ctx, const cn_media_set *s, const cn_media_answer *m, cn_str market, cn_date day)
{
	size_t left = 0, n = 0;
	cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(market));
	for (size_t i = 0; i < m->n_verdict; i++) {
		if (!cn_eq(m->verdict[i].market, market))
			continue;
		n++;
		if (asks(&m->verdict[i]))
			cn_media_say_verdict(ctx, s, &m->verdict[i]);
		else
			left++;
	}
	if (!cn_content_covers(s->ask.rules, market, day))
		cn_para(ctx, 2, 4, "%s", cn_tr(ctx, "Not covered by the rules that are here: nothing is said of its law.", "现有规则未涵盖：不对其法律作任何判断。"));
	else if (left == n)
		cn_para(ctx, 2, 4, "%s", cn_tr(ctx, "Nothing is asked of a file like this.", "对此类文件无要求。"));
	else if (left)
		cn_para(ctx, 2, 4, cn_tr(ctx, "%zu more ask nothing of a file like this.", "另有 %zu 项对此类文件无要求。"), left);
}

static void say_law(cn_ctx *ctx, const cn_media_set *s, const cn_media_answer *m)
{
	cn_date day = cn_time_date(s->ask.at_us);
	if (s->ask.n_market == 0)
		return;
	cn_buf_printf(ctx->out, "\n%s %s\n", cn_tr(ctx, "What the law asks of such a file, as of", "法律对此类文件的要求，截至"), cn_day_text(ctx, day));
	size_t n = cn_content_rules_count(s->ask.rules);
	cn_buf_printf(ctx->out, n == 1 ? cn_tr(ctx, "  by %zu rule, %.*s\n", "  依据 %zu 条规则，%.*s\n") : cn_tr(ctx, "  by %zu rules, %.*s\n", "  依据 %zu 条规则，%.*s\n"), n,
		      CN_FMT(cn_content_rules_digest(s->ask.rules)));
	for (size_t i = 0; i < s->ask.n_market; i++)
		say_market(ctx, s, m, s->ask.market[i], day);
}

/* ---- what would change it ---------------------------------------------------------------------------------------------------- */

static cn_str codes(cn_ctx *ctx, const cn_val *list)
{
	cn_str all = CN_S("");
	CN_EACH (c, list)
		all = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(all), all.n ? ", " : "", CN_FMT(c->s));
	return all;
}

/* Each provision whose answer differs; one that a side has no rule for has none there. */
static void say_changes(cn_ctx *ctx, cn_str what, const cn_val *changes)
{
	CN_EACH (x, changes) {
		cn_str before = cn_get_text(cn_get(x, "before"), "answer"), after = cn_get_text(cn_get(x, "after"), "answer");
		cn_str none = cn_str_z(cn_tr(ctx, "no rule", "无规则"));
		if (!cn_eq(before, after))
			cn_para(ctx, 2, 4, "%.*s: %.*s %.*s -> %.*s", CN_FMT(what), CN_FMT(cn_get_text(x, "provision")), CN_FMT(before.n ? before : none),
				CN_FMT(after.n ? after : none));
	}
}

static void say_drift(cn_ctx *ctx, const cn_val *drift)
{
	if (!cn_first(cn_get(drift, "credentials")) && !cn_first(cn_get(drift, "rules")) && !cn_first(cn_get(drift, "law")))
		return;
	cn_title(ctx, "What would change these answers", "何种情况会改变以上结论");
	CN_EACH (c, cn_get(drift, "credentials")) {
		cn_str why = codes(ctx, cn_get(c, "failure"));
		cn_para(ctx, 2, 4, "--rules %.*s: %.*s%s%.*s", CN_FMT(cn_get_text(c, "rules")), CN_FMT(cn_get_text(c, "state")), why.n ? ", " : "", CN_FMT(why));
	}
	CN_EACH (r, cn_get(drift, "rules"))
		say_changes(ctx, cn_str_z(cn_tr(ctx, "by the library's own rules", "按规范库自带规则")), cn_get(r, "changes"));
	CN_EACH (d, cn_get(drift, "law"))
		say_changes(ctx, cn_strf(ctx->a, "--at %.*s", CN_FMT(cn_get_text(d, "date"))), cn_get(d, "changes"));
}

void cn_media_say(cn_ctx *ctx, const cn_media_set *s, cn_str name, size_t bytes, const cn_media_answer *m, const cn_val *report)
{
	size_t n;
	const cn_words *limits = cn_media_limits(&n);
	say_file(ctx, name, bytes, &m->file);
	say_credentials(ctx, m);
	say_layers(ctx, &m->layers);
	say_law(ctx, s, m);
	say_drift(ctx, cn_get(report, "would_change"));
	cn_title(ctx, "What no look at a file can tell", "仅看文件无法得知的");
	for (size_t i = 0; i < n; i++)
		cn_para(ctx, 2, 2, "%.*s", CN_FMT(cn_in_lang(ctx, limits[i])));
}
