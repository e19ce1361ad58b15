/* lab list, lab show: what can be measured, by which formula, checked against what. */
#include "adapter/adapter.h"
#include "assess/say.h"
#include "lab/procedure.h"
#include "node/say.h"
#include "node/node.h"

static cn_val *metric_tree(cn_ctx *ctx, const cn_metric_row *m)
{
	cn_arena *a = ctx->a;
	cn_val *v = cn_map(a);
	cn_put(a, v, "name", cn_textz(a, m->name));
	cn_val *title = cn_put(a, v, "title", cn_map(a));
	cn_put(a, title, "en", cn_textz(a, m->title_en));
	cn_put(a, title, "zh", cn_textz(a, m->title_zh));
	cn_put(a, v, "property", cn_textz(a, m->property));
	cn_put(a, v, "unit", cn_textz(a, m->unit));
	cn_put(a, v, "formula", cn_textz(a, m->formula));
	cn_put(a, v, "reference", cn_textz(a, m->reference));
	cn_put(a, v, "interval", cn_textz(a, m->interval));
	cn_put(a, v, "assumptions", cn_textz(a, m->assumptions));
	if (m->procedure)
		cn_put(a, v, "procedure", cn_textz(a, m->procedure));
	if (m->meaning_en) {
		cn_val *meaning = cn_put(a, v, "meaning", cn_map(a));
		cn_put(a, meaning, "en", cn_textz(a, m->meaning_en));
		cn_put(a, meaning, "zh", cn_textz(a, m->meaning_zh));
		cn_put(a, v, "use", cn_textz(a, m->use));
		cn_put(a, v, "misuse", cn_textz(a, m->misuse));
	}
	return v;
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	size_t n = cn_metric_count();
	if (ctx->json) {
		cn_val *list = cn_list(ctx->a);
		for (size_t i = 0; i < n; i++)
			cn_push(ctx->a, list, metric_tree(ctx, cn_metric_at(i)));
		return cn_answer_json(ctx, list, err);
	}
	cn_buf_printf(ctx->out, "%zu %s\n\n", n, cn_tr(ctx, "metrics", "项指标"));
	for (size_t i = 0; i < n; i++) {
		const cn_metric_row *m = cn_metric_at(i);
		cn_buf_printf(ctx->out, "%s   (%s, %s)\n  %s\n  %s: %s\n", m->name, m->property, m->unit, cn_tr(ctx, m->title_en, m->title_zh),
			      cn_tr(ctx, "checked against", "核对来源"), m->reference);
	}
	return CN_OK;
}

const cn_op cn_op_lab_list = { "lab list", "", 0, 0, "what can be measured, and what each metric was checked against", "可测量的指标及其核对来源",
			       { "concord lab list", "concord lab list --json" }, NULL, run_list, CN_SERVED_LAW };

static void field(cn_ctx *ctx, const char *en, const char *zh, const char *text)
{
	if (text && *text)
		cn_buf_printf(ctx->out, "%s: %s\n", cn_tr(ctx, en, zh), text);
}

/* What a metric says of itself, in the reader's language. */
static void said(cn_ctx *ctx, const char *en, const char *zh, const char *text)
{
	if (text && *text)
		cn_buf_printf(ctx->out, "%s: %.*s\n", cn_tr(ctx, en, zh), CN_FMT(cn_eqz(ctx->lang, "zh") ? say_zh(ctx->a, cn_str_z(text)) : cn_str_z(text)));
}

/* Where a text stands last in another; SIZE_MAX: nowhere. */
static size_t last_of(cn_str s, const char *part)
{
	size_t n = strlen(part);
	for (size_t i = s.n; i-- > 0;)
		if (s.n - i >= n && memcmp(s.p + i, part, n) == 0)
			return i;
	return SIZE_MAX;
}

/* "NAME  RANGE, DEFAULT if absent: TEXT", "NAME  TEXT, DEFAULT if absent", or "NAME  TEXT". */
static void option(cn_ctx *ctx, cn_str line)
{
	size_t gap = last_of(cn_sub(line, 0, 24), "  ");
	cn_str name = cn_sub(line, 0, gap == SIZE_MAX ? 0 : gap), rest = gap == SIZE_MAX ? line : cn_sub(line, gap + 2, line.n), text = rest, head = { 0 };
	if (!cn_eqz(ctx->lang, "zh")) {
		cn_buf_printf(ctx->out, "  %.*s\n", CN_FMT(line));
		return;
	}
	size_t absent = last_of(rest, " if absent");
	if (absent != SIZE_MAX && (absent + strlen(" if absent") == rest.n || cn_starts(cn_sub(rest, absent, rest.n), " if absent: "))) {
		head = cn_sub(rest, 0, absent);
		text = cn_sub(rest, absent + strlen(" if absent: "), rest.n);
	}
	size_t comma = last_of(head, ", ");
	cn_str range = comma == SIZE_MAX ? head : cn_sub(head, 0, comma), value = comma == SIZE_MAX ? CN_S("") : cn_sub(head, comma + 2, head.n);
	cn_buf_printf(ctx->out, "  %.*s  ", CN_FMT(name));
	if (value.n) {
		cn_str first = say_zh(ctx->a, range);
		cn_buf_printf(ctx->out, "%.*s，默认 %.*s%s", CN_FMT(first), CN_FMT(value), text.n ? "：" : "");
	} else {
		text = rest;
	}
	cn_str said_zh = text.n ? say_zh(ctx->a, text) : CN_S("");
	cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(said_zh));
}

static cn_code run_show(cn_ctx *ctx, cn_err *err)
{
	const cn_metric_row *m;
	CN_TRY(cn_metric_need(cn_str_z(ctx->args.arg[0]), &m, err));
	if (ctx->json)
		return cn_answer_json(ctx, metric_tree(ctx, m), err);
	cn_buf_printf(ctx->out, "%s\n%s\n\n", m->name, cn_tr(ctx, m->title_en, m->title_zh));
	if (m->meaning_en)
		cn_buf_printf(ctx->out, "%s\n\n", cn_tr(ctx, m->meaning_en, m->meaning_zh));
	cn_str property = cn_word_for(ctx, "property", cn_str_z(m->property));
	cn_buf_printf(ctx->out, "%s: %.*s\n", cn_tr(ctx, "Property", "性质"), CN_FMT(property));
	said(ctx, "Unit", "单位", m->unit);
	field(ctx, "Definition", "定义", m->formula);
	field(ctx, "Checked against", "核对来源", m->reference);
	said(ctx, "Interval", "区间", m->interval);
	said(ctx, "Takes for granted", "前提", m->assumptions);
	said(ctx, "Use it", "适用", m->use);
	said(ctx, "It does not say", "不能说明", m->misuse);
	const cn_procedure *p;
	if (!m->procedure)
		return CN_OK;
	CN_TRY(cn_procedure_need(cn_str_z(m->procedure), &p, err));
	cn_buf_printf(ctx->out, "%s: %s (%s)\n", cn_tr(ctx, "Taken by", "取得方式"), p->name, cn_tr(ctx, p->title_en, p->title_zh));
	if (*p->options)
		cn_buf_printf(ctx->out, "%s:\n", cn_tr(ctx, "Options", "选项"));
	for (cn_str rest = cn_str_z(p->options), line; rest.n;) {
		(void)cn_split(rest, '\n', &line, &rest);
		option(ctx, line);
	}
	return CN_OK;
}

const cn_op cn_op_lab_show = { "lab show", "METRIC", 1, 1, "one metric: what it means, how it is defined, when to use it and when not", "说明一项指标：含义、定义、适用与不适用",
			       { "concord lab show selection_rate_ratio", "concord lab show missing_rate_difference --json" }, NULL, run_show, CN_SERVED_LAW };

static cn_code run_adapters(cn_ctx *ctx, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	for (size_t i = 0; i < cn_adapter_count(); i++) {
		const cn_adapter_row *x = cn_adapter_at(i);
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a)), *title = cn_put(ctx->a, m, "title", cn_map(ctx->a));
		cn_put(ctx->a, m, "name", cn_textz(ctx->a, x->name));
		cn_put(ctx->a, title, "en", cn_textz(ctx->a, x->title_en));
		cn_put(ctx->a, title, "zh", cn_textz(ctx->a, x->title_zh));
		cn_put(ctx->a, m, "formats", cn_textz(ctx->a, x->formats));
		cn_put(ctx->a, m, "asks", cn_bool(ctx->a, !x->asks_nothing));
		if (!ctx->json)
			cn_buf_printf(ctx->out, "%s   %s\n  %s\n", x->name, cn_tr(ctx, x->title_en, x->title_zh), x->formats);
	}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

const cn_op cn_op_lab_adapters = { "lab adapters", "", 0, 0, "which kinds of model can be measured, and in which files", "可测量哪些种类的模型，以及何种文件",
				   { "concord lab adapters", "concord lab adapters --json" }, NULL, run_adapters, CN_SERVED_LAW };
