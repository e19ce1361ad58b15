/* The dossier as a model card: Markdown under a metadata block that Hugging Face reads (hub-docs, modelcard.md). Only what the
 * dossier has: where a card usually says more, it says "not stated". The block has no licence, since nothing in a dossier is one. */
#include "report/export/markdown.h"

/* ---- the metadata block ---- */

/* A number that YAML 1.1 reads as one too: with a point, and a sign in the exponent. */
static void yaml_real(md *m, cn_str real)
{
	double x;
	char z[CN_REAL_BYTES];
	cn_str head, power;
	if (cn_real_parse(real, &x, NULL) != CN_OK)
		return;
	cn_real_text(x, z);
	bool has = cn_split(cn_str_z(z), 'e', &head, &power);
	cn_buf_put(m->o, head);
	if (has)
		cn_buf_printf(m->o, "%se%s%.*s", memchr(head.p, '.', head.n) ? "" : ".0", cn_starts(power, "-") ? "" : "+",
			      CN_FMT(power));
}

/* Names of data sets are letters, digits, dots, dashes and underscores. */
static cn_str dataset_type(md *m, cn_str file)
{
	char *p = CN_NEW(m->c.a, char, file.n + 1);
	for (size_t i = 0; p && i < file.n; i++) {
		char c = file.p[i];
		bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("._-", c);
		p[i] = fits ? c : '-';
	}
	return p && file.n ? (cn_str){ p, file.n } : CN_S("unknown");
}

/* A table of decisions with what was predicted is a task that has a name there; for the rest there is none. */
static cn_str task_of(const md *m, const cn_val *measurement)
{
	bool decides = cn_get_bool(cn_get(card_counts(&m->c, measurement), "has"), "prediction", false);
	return decides ? CN_S("tabular-classification") : CN_S("other");
}

static bool same_result(const md *m, const cn_val *x, const cn_val *y)
{
	const cn_val *a = cn_get(x, "source"), *b = cn_get(y, "source");
	return cn_eq(task_of(m, x), task_of(m, y)) && cn_eq(cn_get_text(a, "file"), cn_get_text(b, "file")) &&
	       cn_eq(cn_get_text(a, "sha256"), cn_get_text(b, "sha256"));
}

static void put_metric(md *m, const cn_val *x)
{
	const card *c = &m->c;
	md_raw(m, "    - type: ");
	md_yaml(m, cn_get_text(x, "metric"));
	md_raw(m, "\n      name: ");
	md_yaml(m, CARD_MSG(c, M_card_metric, A_S(card_title(c, x)), A_S(card_interval(c, x)), A_N(cn_get_int(x, "behind", cn_get_int(x, "n", 0))),
			    A_S(card_verdict(c, x))));
	md_raw(m, "\n      value: ");
	yaml_real(m, cn_get_text(x, "value"));
	md_raw(m, "\n");
}

static void put_result(md *m, const cn_val *first)
{
	cn_str file = cn_get_text(cn_get(first, "source"), "file");
	md_raw(m, "  - task:\n      type: ");
	md_yaml(m, task_of(m, first));
	md_raw(m, "\n    dataset:\n      type: ");
	md_yaml(m, dataset_type(m, file));
	md_raw(m, "\n      name: ");
	md_yaml(m, card_source(&m->c, first));
	md_raw(m, "\n    metrics:\n");
	for (const cn_val *x = first; x; x = x->next)
		if (card_has_value(x) && same_result(m, first, x))
			put_metric(m, x);
}

static void put_index(md *m)
{
	const cn_val *list = cn_get(m->c.content, "measurements");
	bool any = false;
	CN_EACH(x, list) {
		bool seen = !card_has_value(x);
		for (const cn_val *y = cn_first(list); y != x && !seen; y = y->next)
			seen = card_has_value(y) && same_result(m, x, y);
		if (seen)
			continue;
		if (!any) {
			md_raw(m, "model-index:\n- name: ");
			md_yaml(m, card_id(&m->c));
			md_raw(m, "\n  results:\n");
		}
		any = true;
		put_result(m, x);
	}
}

static void put_tag(md *m, cn_str tag)
{
	md_raw(m, "- ");
	md_yaml(m, tag);
	md_raw(m, "\n");
}

static void put_metadata(md *m)
{
	const cn_val *list = cn_get(m->c.content, "measurements");
	md_raw(m, "---\ntags:\n- concord\n");
	CN_EACH(p, cn_get(m->c.system, "purposes"))
		if (p->type == CN_TEXT && p->s.n)
			put_tag(m, p->s);
	CN_EACH(x, list)
		if (cn_get_text(x, "property").n && cn_find(list, "property", cn_get_text(x, "property")) == x)
			put_tag(m, cn_get_text(x, "property"));
	put_index(m);
	md_raw(m, "---\n");
}

/* ---- what it is ---- */

static void put_top(md *m)
{
	const card *c = &m->c;
	cn_str made_at = cn_get_text(c->content, "made_at");
	md_head(m, "#", card_name(c));
	md_text(m, CARD_MSG(c, M_card_made, A_S(cn_get_text(c->source, "file")), A_S(cn_get_text(c->source, "sha256"))));
	md_raw(m, "\n");
	if (made_at.n) {
		md_text(m, CARD_MSG(c, M_card_made_at, A_S(made_at)));
		md_raw(m, "\n");
	}
	if (c->signature)
		md_text(m, CARD_MSG(c, M_card_signed, A_S(cn_get_text(c->signature, "author")),
				    A_N(cn_get_int(c->signature, "seq", 0)), A_S(cn_get_text(c->signature, "key"))));
	else
		md_text(m, CARD_MSG0(c, M_card_unsigned));
	md_raw(m, "\n");
}

static cn_str actors_text(const card *c)
{
	cn_str all = { 0 };
	CN_EACH(x, cn_get(c->system, "actors")) {
		const cn_val *name = cn_get(x, "name");
		cn_arg who = name ? A_T(name) : A_S(cn_get_text(x, "party"));
		all = card_list(c, all, CARD_MSG(c, M_actor, A_W("role", cn_get_text(x, "role")), who));
	}
	return all;
}

static cn_str markets_text(const card *c)
{
	cn_str all = { 0 };
	CN_EACH(x, cn_get(c->content, "markets"))
		all = card_list(c, all, card_t(c, cn_get(x, "name")));
	return all;
}

static void put_use(md *m)
{
	const card *c = &m->c;
	md_head(m, "##", CARD_MSG0(c, M_card_use));
	md_item(m, CARD_MSG0(c, M_system_id), card_id(c));
	md_item(m, CARD_MSG0(c, M_card_description), card_t(c, cn_get(c->system, "description")));
	md_item(m, CARD_MSG0(c, M_card_purposes), card_words(c, "purpose", cn_get(c->system, "purposes")));
	md_item(m, CARD_MSG0(c, M_card_version), card_plain(c, cn_get_text(c->system, "version")));
	md_item(m, CARD_MSG0(c, M_stage), card_word(c, "stage", cn_get_text(c->system, "stage")));
	md_item(m, CARD_MSG0(c, M_card_markets), markets_text(c));
	md_item(m, CARD_MSG0(c, M_card_actors), actors_text(c));
	md_head(m, "##", CARD_MSG0(c, M_card_out));
	md_text(m, CARD_MSG0(c, cn_get_bool(c->content, "out_of_scope", false) ? M_out_of_scope : M_card_out_lead));
	md_raw(m, "\n");
}

/* ---- what was measured ---- */

static void put_measured(md *m, const cn_val *list)
{
	static const cn_msg heads[] = { M_what, M_value, M_interval, M_n, M_limit, M_verdict, M_source };
	const card *c = &m->c;
	md_table(m, heads, sizeof heads / sizeof heads[0]);
	CN_EACH(x, list) {
		cn_str limit = card_limit(c, x);
		md_cell(m, CARD_MSG(c, M_actor, A_W("property", cn_get_text(x, "property")), A_S(card_title(c, x))));
		md_cell(m, card_has_value(x) ? card_real(c, cn_get_text(x, "value"), x) : CARD_MSG0(c, M_undefined_short));
		md_cell(m, card_interval(c, x));
		md_cell(m, cn_strf(c->a, "%lld", (long long)cn_get_int(x, "behind", cn_get_int(x, "n", 0))));
		md_cell(m, limit.n ? limit : card_word(c, "measured", CN_S("none")));
		md_cell(m, card_verdict(c, x));
		md_cell(m, card_source(c, x));
		md_row_end(m);
	}
}

static void put_groups(md *m, const cn_val *list)
{
	static const cn_msg heads[] = { M_what, M_group, M_x_of_n, M_rate, M_interval, M_source };
	const card *c = &m->c;
	bool any = false;
	CN_EACH(x, list)
		CN_EACH(g, cn_get(x, "groups")) {
			if (cn_get_text(g, "rate").n == 0)
				continue;
			if (!any) {
				md_head(m, "###", CARD_MSG0(c, M_rates_by_group));
				md_table(m, heads, sizeof heads / sizeof heads[0]);
			}
			any = true;
			md_cell(m, card_list(c, card_t(c, cn_get(x, "name")), card_t(c, cn_get(g, "of"))));
			md_cell(m, card_t(c, cn_get(g, "name")));
			md_cell(m, cn_get(g, "x") ? cn_strf(c->a, "%lld / %lld", (long long)cn_get_int(g, "x", 0),
							    (long long)(cn_get_int(g, "n", 0) - cn_get_int(g, "unknown", 0)))
						  : cn_strf(c->a, "%lld", (long long)cn_get_int(g, "n", 0)));
			md_cell(m, card_real(c, cn_get_text(g, "rate"), g));
			md_cell(m, card_range(c, g));
			md_cell(m, card_source(c, x));
			md_row_end(m);
		}
}

/* What a measurement means and does not mean, each sentence once. */
static void put_notes(md *m, const cn_val *list, const char *key)
{
	CN_EACH(x, list) {
		cn_str said = card_t(&m->c, cn_get(x, key));
		bool before = said.n == 0;
		for (const cn_val *y = cn_first(list); y != x && !before; y = y->next)
			before =
			    cn_eq(cn_get_text(x, "metric"), cn_get_text(y, "metric")) && cn_eq(card_t(&m->c, cn_get(y, key)), said);
		if (!before)
			md_item(m, card_t(&m->c, cn_get(x, "name")), said);
	}
}

static void put_measurements(md *m)
{
	const card *c = &m->c;
	const cn_val *list = cn_get(c->content, "measurements");
	md_head(m, "##", CARD_MSG0(c, M_card_measurements));
	if (cn_list_n(list) == 0) {
		md_text(m, CARD_MSG0(c, M_card_nothing_measured));
		md_raw(m, "\n");
		return;
	}
	md_text(m, CARD_MSG0(c, M_card_measurements_lead));
	md_raw(m, "\n\n");
	put_measured(m, list);
	md_raw(m, "\n");
	put_notes(m, list, "meaning");
	put_notes(m, list, "caption");
	put_groups(m, list);
}

/* ---- what is not known ---- */

static void put_undecided(md *m)
{
	const card *c = &m->c;
	CN_EACH(x, cn_get(c->content, "measurements")) {
		cn_str title = card_title(c, x);
		int64_t needed = cn_get_int(x, "needed_n", 0), n = cn_get_int(x, "n", 0);
		if (!card_has_value(x))
			md_item(m, CARD_MSG0(c, M_card_no_number), title);
		else if (cn_is_text(cn_get(x, "verdict"), "not_enough_data"))
			md_item(m, CARD_MSG0(c, M_card_too_few),
				needed > 0 ? CARD_MSG(c, M_actor, A_S(title), A_S(CARD_MSG(c, M_needed_n, A_N(needed), A_N(n))))
					   : title);
	}
}

static bool same_coverage(const md *m, const cn_val *x, const cn_val *y)
{
	return cn_eq(cn_get_text(x, "market"), cn_get_text(y, "market")) &&
	       cn_eq(cn_get_text(x, "level"), cn_get_text(y, "level")) &&
	       cn_eq(card_t(&m->c, cn_get(x, "note")), card_t(&m->c, cn_get(y, "note")));
}

/* Issues of one market that share level and note are one item. */
static void put_coverage(md *m, const cn_val *list)
{
	const card *c = &m->c;
	CN_EACH(x, list) {
		const cn_val *name = cn_market_name(c->content, cn_get_text(x, "market"));
		cn_str themes = { 0 }, note = card_t(c, cn_get(x, "note"));
		bool seen = cn_is_text(cn_get(x, "level"), "complete");
		for (const cn_val *y = cn_first(list); y != x && !seen; y = y->next)
			seen = same_coverage(m, x, y);
		for (const cn_val *y = seen ? NULL : x; y; y = y->next)
			if (same_coverage(m, x, y))
				themes = card_list(c, themes, card_word(c, "theme", cn_get_text(y, "theme")));
		if (seen)
			continue;
		cn_str what = CARD_MSG(c, M_card_not_covered, name ? A_T(name) : A_S(cn_get_text(x, "market")),
				       A_W("coverage", cn_get_text(x, "level")), A_S(themes));
		md_item(m, CARD_MSG0(c, M_card_not_entered), note.n ? CARD_MSG(c, M_role_of, A_S(what), A_S(note)) : what);
	}
}

static void put_unknown(md *m)
{
	const card *c = &m->c;
	size_t second = cn_list_n(cn_get(c->content, "secondary"));
	md_head(m, "##", CARD_MSG0(c, M_card_unknown));
	put_undecided(m);
	CN_EACH(q, cn_get(c->content, "questions"))
		md_item(m, CARD_MSG0(c, M_card_open),
			CARD_MSG(c, M_role_of, A_T(cn_get(q, "question")),
				 A_S(CARD_MSG(c, M_decides, A_N(cn_get_int(q, "decides", 0))))));
	if (second)
		md_item(m, CARD_MSG0(c, M_card_second_hand), CARD_MSG(c, M_t_secondary, A_N(second)));
	put_coverage(m, cn_get(c->content, "coverage"));
	md_item(m, CARD_MSG0(c, M_card_no_place), CARD_MSG0(c, M_card_no_place_what));
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	md m = { card_of(a, tree), &b };
	put_metadata(&m);
	put_top(&m);
	put_use(&m);
	put_measurements(&m);
	put_unknown(&m);
	model_card_law(&m);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the %s passes %zu bytes", "model card", b.cap);
	return out->put(out->ctx, "", cn_buf_str(&b), err);
}

const cn_export cn_export_model_card = { "model-card",
					 ".md",
					 "Markdown with a Hugging Face metadata block: use, measurements, law, risks",
					 "Markdown，含 Hugging Face 元数据块：用途、测量、法律、风险",
					 run,
					 CN_EXPORT_DOSSIER };
