/* Lookups in a dossier tree. Lists are short (hundreds), so a walk is enough. */
#include "report/model.h"

static const char *const tokens[CN_STATES] = { "satisfied", "not_satisfied", "unknown", "waived", "not_applicable" };
static const char *const classes[CN_STATES] = { "sa", "fa", "un", "wa", "na" };

const char *cn_state_token(cn_state s)
{
	return tokens[s];
}

const char *cn_state_class(cn_state s)
{
	return classes[s];
}

cn_state cn_state_of(cn_str token)
{
	static const struct {
		const char *token;
		cn_state state;
	} rows[] = {
		{ "satisfied", CN_SATISFIED },  { "pass", CN_SATISFIED },         { "meets", CN_SATISFIED },
		{ "present", CN_SATISFIED },    { "not_satisfied", CN_FAILED },   { "fails", CN_FAILED },
		{ "waived", CN_WAIVED },        { "does_not", CN_NOT_APPLICABLE }, { "not_applicable", CN_NOT_APPLICABLE },
		{ "none", CN_NOT_APPLICABLE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (cn_eqz(token, rows[i].token))
			return rows[i].state;
	return CN_UNDECIDED;
}

cn_dated cn_finding_at(const cn_val *finding, size_t date)
{
	cn_dated at = { cn_at(cn_get(finding, "by_date"), date), CN_NOT_APPLICABLE, false, false };
	if (!at.entry)
		return at;
	at.later = cn_get_bool(at.entry, "later", false);
	cn_str as_if = cn_get_text(at.entry, "finding_if");
	at.state = cn_state_of(at.later && as_if.n > 0 ? as_if : cn_get_text(at.entry, "finding"));
	at.counts = !at.later && at.state != CN_NOT_APPLICABLE;
	return at;
}

static bool any_state(const cn_val *finding, cn_state s, bool also_later)
{
	for (size_t i = 0; i < cn_list_n(cn_get(finding, "by_date")); i++) {
		cn_dated at = cn_finding_at(finding, i);
		if (at.state == s && (at.counts || (also_later && at.later)))
			return true;
	}
	return false;
}

bool cn_finding_fails(const cn_val *finding)
{
	return any_state(finding, CN_FAILED, true);
}

bool cn_finding_open(const cn_val *finding)
{
	return any_state(finding, CN_UNDECIDED, true);
}

cn_str cn_finding_from(const cn_val *finding)
{
	CN_EACH(e, cn_get(finding, "by_date"))
		if (cn_get_bool(e, "later", false) && cn_get_text(e, "from").n > 0)
			return cn_get_text(e, "from");
	return (cn_str){ 0 };
}

cn_str cn_locator(cn_str id)
{
	cn_str head, rest;
	return cn_split(id, '/', &head, &rest) ? rest : id;
}

const cn_val *cn_find(const cn_val *list, const char *key, cn_str value)
{
	CN_EACH(v, list)
		if (cn_eq(cn_get_text(v, key), value))
			return v;
	return NULL;
}

const cn_val *cn_market_name(const cn_val *content, cn_str code)
{
	return cn_get(cn_find(cn_get(content, "markets"), "market", code), "name");
}

const cn_val *cn_party_name(const cn_val *content, cn_str party)
{
	return cn_get(cn_find(cn_get(cn_get(content, "system"), "actors"), "party", party), "name");
}

const cn_val *cn_question_text(const cn_val *content, cn_str fact)
{
	const cn_val *q = cn_find(cn_get(content, "questions"), "fact", fact);
	return cn_get(q ? q : cn_find(cn_get(content, "facts"), "fact", fact), "question");
}

size_t cn_list_n(const cn_val *list)
{
	return list && (list->type == CN_LIST || list->type == CN_MAP) ? list->n : 0;
}

void cn_count_states(const cn_val *counts, size_t out[CN_STATES])
{
	for (int s = 0; s < CN_STATES; s++) {
		int64_t n = cn_get_int(counts, tokens[s], 0);
		out[s] = n > 0 ? (size_t)n : 0;
	}
}

const cn_val *cn_assessment(const cn_val *root)
{
	CN_EACH(r, cn_get(root, "records"))
		if (cn_starts(cn_get_text(r, "kind"), "assessment/"))
			return r;
	return NULL;
}
