/* What the exports of a dossier share. Numbers leave with interval, cases and source in every format, so the sentence for it is
 * made here. */
#include "report/export/card.h"

#include "core/hash.h"

card card_of(cn_arena *a, const cn_val *tree)
{
	const cn_val *content = cn_get(tree, "content");
	return (card){ .a = a,
		       .tree = tree,
		       .content = content,
		       .system = cn_get(content, "system"),
		       .source = cn_get(tree, "source"),
		       .signature = cn_get(tree, "signed"),
		       .lang = cn_lang_of(cn_get_text(tree, "lang")) };
}

/* Results are checked as far as they are read here; what else stands in the file is left behind. */
static cn_val *measured_only(cn_arena *a, const cn_val *results)
{
	static const char *const keys[] = { "plan", "plan_digest", "inputs", "counts", "measurements" };
	cn_val *m = cn_map(a);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (cn_get(results, keys[i]))
			cn_put(a, m, keys[i], cn_val_copy(a, cn_get(results, keys[i])));
	return m;
}

cn_code cn_export_tree(cn_arena *a, const cn_val *root, cn_str file, cn_str sha256, const cn_val *signature, cn_str program,
		       cn_str lang, const cn_val **ret, cn_err *err)
{
	cn_val *tree = cn_map(a), *source = cn_map(a);
	const cn_val *content = cn_get(root, "content");
	bool results = cn_is_text(cn_get(root, "concord"), "lab-results/1");
	cn_put(a, tree, "lang", cn_text(a, lang));
	cn_put(a, tree, "program", cn_text(a, program));
	cn_put(a, source, "kind", cn_text(a, cn_get_text(root, "concord")));
	cn_put(a, source, "file", cn_text(a, file));
	cn_put(a, source, "sha256", cn_text(a, sha256));
	cn_put(a, tree, "source", source);
	if (signature)
		cn_put(a, tree, "signed", cn_val_copy(a, signature));
	cn_put(a, tree, "content", results ? measured_only(a, root) : cn_val_copy(a, content));
	*ret = tree;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_str keep(const card *c, const cn_buf *b)
{
	return b->failed ? CN_S("") : cn_str_copy(c->a, cn_trim(cn_buf_str(b)));
}

cn_str card_plain(const card *c, cn_str s)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_escape_terminal(&b, s);
	return keep(c, &b);
}

cn_str card_t(const card *c, const cn_val *text)
{
	return card_plain(c, cn_text_in(text, c->lang));
}

cn_str card_word(const card *c, const char *list, cn_str token)
{
	return card_plain(c, cn_word(list, token, c->lang));
}

cn_str card_msg_n(const card *c, cn_msg m, const cn_arg *args, size_t n)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_msg_put(&b, c->lang, m, args, n, cn_escape_terminal);
	return keep(c, &b);
}

cn_str card_list(const card *c, cn_str before, cn_str more)
{
	if (before.n == 0 || more.n == 0)
		return before.n ? before : more;
	return CARD_MSG(c, M_t_two, A_S(before), A_S(more));
}

cn_str card_words(const card *c, const char *list, const cn_val *tokens)
{
	cn_str all = { 0 };
	CN_EACH(v, tokens)
		if (v->type == CN_TEXT)
			all = card_list(c, all, card_word(c, list, v->s));
	return all;
}

cn_str card_id(const card *c)
{
	return card_plain(c, c->system ? cn_get_text(c->system, "id") : cn_get_text(c->content, "plan"));
}

cn_str card_name(const card *c)
{
	cn_str name = card_t(c, cn_get(c->system, "name"));
	return name.n ? name : card_id(c);
}

/* ---- measurements ---- */

bool card_has_value(const cn_val *m)
{
	double x;
	return !cn_get_bool(m, "undefined", false) && cn_real_parse(cn_get_text(m, "value"), &x, NULL) == CN_OK;
}

cn_str card_title(const card *c, const cn_val *m)
{
	cn_str title = card_list(c, card_t(c, cn_get(m, "name")), card_t(c, cn_get(m, "attribute_name")));
	return card_list(c, title, card_t(c, cn_get(m, "comparison")));
}

cn_str card_real(const card *c, cn_str real, const cn_val *m)
{
	CN_AUTO_BUF b;
	cn_scale s = cn_scale_of(m);
	s.by = 1; /* no axis says here that it is in points */
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_real_put(&b, real, s, cn_escape_terminal);
	return keep(c, &b);
}

static cn_str level_text(const card *c, const cn_val *m)
{
	double level;
	char z[CN_REAL_BYTES];
	if (cn_real_parse(cn_get_text(m, "level"), &level, NULL) != CN_OK)
		return CARD_MSG0(c, M_not_stated);
	cn_real_text(level * 100, z);
	return cn_strf(c->a, "%s %%", z);
}

cn_str card_range(const card *c, const cn_val *m)
{
	cn_str lo = cn_get_text(m, "lo"), hi = cn_get_text(m, "hi");
	if (lo.n && hi.n)
		return CARD_MSG(c, M_range_to, A_S(card_real(c, lo, m)), A_S(card_real(c, hi, m)));
	if (lo.n || hi.n)
		return CARD_MSG(c, lo.n ? M_range_from : M_range_up_to, A_S(card_real(c, lo.n ? lo : hi, m)));
	return CARD_MSG0(c, M_not_stated);
}

cn_str card_interval(const card *c, const cn_val *m)
{
	if (!card_has_value(m) || !(cn_get(m, "lo") || cn_get(m, "hi")))
		return CARD_MSG0(c, M_not_stated);
	return CARD_MSG(c, M_card_interval, A_S(card_range(c, m)), A_S(level_text(c, m)));
}

cn_str card_verdict(const card *c, const cn_val *m)
{
	cn_str verdict = cn_get_text(m, "verdict");
	return card_word(c, "measured", verdict.n ? verdict : CN_S("none"));
}

cn_str card_limit(const card *c, const cn_val *m)
{
	const cn_val *l = cn_get(m, "limit");
	cn_arg op = A_W("op", cn_get_text(l, "op")), value = A_S(cn_get_text(l, "value"));
	cn_str owner = cn_get_text(l, "owner"), from = card_word(c, "limit_from", cn_get_text(l, "from"));
	if (cn_get_text(l, "value").n == 0)
		return (cn_str){ 0 };
	if (owner.n == 0)
		return card_list(c, CARD_MSG(c, M_limit_is, op, value), from);
	const cn_val *name = cn_party_name(c->content, owner);
	return CARD_MSG(c, M_limit_set_by, op, value, name ? A_T(name) : A_S(owner));
}

cn_str card_source(const card *c, const cn_val *m)
{
	const cn_val *source = cn_get(m, "source");
	cn_str all = card_list(c, card_plain(c, cn_get_text(source, "file")), card_plain(c, cn_get_text(source, "sha256")));
	return all.n ? all : CARD_MSG0(c, M_not_stated);
}

cn_str card_measured(const card *c, const cn_val *m)
{
	cn_str value = card_has_value(m) ? card_plain(c, cn_get_text(m, "value")) : CARD_MSG0(c, M_undefined);
	return CARD_MSG(c, M_bom_measured, A_S(card_title(c, m)), A_S(value), A_S(card_interval(c, m)), A_N(cn_get_int(m, "behind", cn_get_int(m, "n", 0))),
			A_S(card_verdict(c, m)), A_S(card_source(c, m)));
}

const cn_val *card_counts(const card *c, const cn_val *m)
{
	return cn_get(cn_find(cn_get(c->content, "counts"), "id", cn_get_text(m, "counts")), "tree");
}

/* ---- inputs and findings ---- */

const cn_val *card_input(const card *c, const char *what)
{
	return cn_find(cn_get(c->content, "inputs"), "what", cn_str_z(what));
}

cn_str card_hex(cn_str digest)
{
	cn_digest d;
	return cn_digest_parse(digest, &d) ? cn_sub(digest, strlen("sha256:"), 64) : (cn_str){ 0 };
}

bool card_reaches(const cn_val *finding, size_t date)
{
	cn_dated at = cn_finding_at(finding, date);
	return at.counts || at.later;
}

cn_str card_status(const card *c, const cn_val *finding, size_t date)
{
	cn_dated at = cn_finding_at(finding, date);
	cn_str word = card_word(c, "status", cn_str_z(cn_state_token(at.state)));
	if (!at.later)
		return word;
	cn_str from = cn_get_text(at.entry, "from");
	return CARD_MSG(c, M_card_later, A_S(from.n ? CARD_MSG(c, M_applies_from, A_D(from)) : CARD_MSG0(c, M_applies_later)),
			A_S(word));
}

cn_code card_write(const card *c, const char *name, const cn_val *v, const cn_export_out *out, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	if (!cn_arena_ok(c->a))
		return cn_arena_fail(c->a, err);
	cn_json_write(&b, v, 2);
	cn_buf_putc(&b, '\n');
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the %s passes %zu bytes", name, b.cap);
	return out->put(out->ctx, "", cn_buf_str(&b), err);
}
