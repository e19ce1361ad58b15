/* A manifest by questions. What a person does not know stays out: a missing fact is unknown, never "no". */
#include "ext/yaml.h"
#include "node/ask.h"
#include "node/question.h"
#include "report/errors.h"

enum { ASKED_MAX = 64 };

typedef struct dialogue {
	cn_ctx *ctx;
	const cn_norms *norms;
	const cn_profile *profile;
	cn_str party;
	const cn_fact *asked[ASKED_MAX];
	cn_str asked_market[ASKED_MAX];
	const cn_val *answer[ASKED_MAX]; /* NULL: not known */
	size_t n_asked;
	cn_buf *yaml;
} dialogue;

static cn_code prompt(cn_ctx *ctx, const char *en, const char *zh, const char *otherwise, cn_str *ret, cn_err *err)
{
	(void)fprintf(stderr, "%s%s%s%s: ", cn_tr(ctx, en, zh), otherwise ? " [" : "", otherwise ? otherwise : "", otherwise ? "]" : "");
	if (!cn_read_line(ctx, ret))
		return CN_FAIL(err, CN_EINPUT, "the answers ended before the system had a name, an actor and a market");
	if (!ret->n && otherwise)
		*ret = cn_str_z(otherwise);
	return CN_OK;
}

static void put_list(cn_buf *b, const char *key, cn_str commas)
{
	cn_buf_printf(b, "%s: [", key);
	for (unsigned i = 0; commas.n; i++) {
		cn_str part;
		(void)cn_split(commas, ',', &part, &commas);
		cn_buf_putz(b, i ? ", " : "");
		cn_put_quoted(b, cn_trim(part));
	}
	cn_buf_putz(b, "]\n");
}

static void put_actors(cn_buf *b, cn_str roles, cn_str party, cn_str place)
{
	cn_buf_putz(b, "actors:\n");
	while (roles.n) {
		cn_str role;
		(void)cn_split(roles, ',', &role, &roles);
		cn_buf_putz(b, "- {role: ");
		cn_put_quoted(b, cn_trim(role));
		cn_buf_putz(b, ", party: ");
		cn_put_quoted(b, party);
		cn_buf_putz(b, ", place: ");
		cn_put_quoted(b, place);
		cn_buf_putz(b, "}\n");
	}
}

static cn_code ask_head(dialogue *d, cn_err *err)
{
	cn_str id, name, party, place, roles, markets, purposes, stage;
	cn_ctx *c = d->ctx;
	CN_TRY(prompt(c, "a short id for the system", "系统的简短标识", "my-system", &id, err));
	CN_TRY(prompt(c, "its name", "系统名称", NULL, &name, err));
	CN_TRY(prompt(c, "your organisation, as an id", "贵机构的标识", "my-organisation", &party, err));
	CN_TRY(prompt(c, "where it is established (country code)", "贵机构所在地（国家代码）", "unknown", &place, err));
	CN_TRY(prompt(c, "your roles: provider, deployer, importer, ...", "贵机构的角色：provider、deployer、importer 等", "provider, deployer", &roles, err));
	CN_TRY(prompt(c, "where it is offered (codes, separated by commas)", "在哪些市场提供（代码，以逗号分隔）", NULL, &markets, err));
	CN_TRY(prompt(c, "what it is for", "用途", "unknown", &purposes, err));
	CN_TRY(prompt(c, "its stage: research, design, development, deployment, use", "所处阶段：research、design、development、deployment、use",
		      "development", &stage, err));
	cn_buf_putz(d->yaml, "concord: system/1\nid: ");
	cn_put_quoted(d->yaml, id);
	cn_buf_putz(d->yaml, "\nname: {en: ");
	cn_put_quoted(d->yaml, name.n ? name : id);
	cn_buf_putz(d->yaml, ", zh: ");
	cn_put_quoted(d->yaml, name.n ? name : id);
	cn_buf_putz(d->yaml, "}\n");
	put_actors(d->yaml, roles, party, place);
	put_list(d->yaml, "markets", markets);
	if (!cn_eqz(purposes, "unknown"))
		put_list(d->yaml, "purposes", purposes);
	cn_buf_printf(d->yaml, "stage: %.*s\n", CN_FMT(stage));
	d->party = party;
	const cn_val *tree;
	CN_TRY(cn_yaml_parse(c->a, cn_str_copy(c->a, cn_buf_str(d->yaml)), CN_S("your answers"), &tree, err));
	return cn_profile_read(c->a, d->norms->lib, tree, CN_S("your answers"), &d->profile, NULL, err);
}

static bool was_asked(const dialogue *d, const cn_question *q)
{
	for (size_t i = 0; i < d->n_asked; i++)
		if (d->asked[i] == q->fact && cn_eq(d->asked_market[i], q->market))
			return true;
	return false;
}

static const cn_question *next_question(const dialogue *d, const cn_question *q, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!was_asked(d, &q[i]) && !q[i].fact->builtin)
			return &q[i];
	return NULL;
}

static bool same_fact(const dialogue *d, size_t i, size_t k)
{
	return d->answer[i] && d->answer[k] && d->asked[i] == d->asked[k];
}

/* One key a fact: what is said per market becomes a list under it. */
static void put_facts(dialogue *d)
{
	bool any = false;
	for (size_t i = 0; i < d->n_asked; i++) {
		bool first = d->answer[i] != NULL, more = false;
		for (size_t k = 0; k < d->n_asked; k++) {
			first = first && !(k < i && same_fact(d, i, k));
			more = more || (k > i && same_fact(d, i, k));
		}
		if (!first)
			continue;
		cn_buf_printf(d->yaml, "%s  %.*s:%s", any ? "" : "facts:\n", CN_FMT(d->asked[i]->id), more ? "\n" : " ");
		any = true;
		for (size_t k = i; k < d->n_asked; k++)
			if (same_fact(d, i, k)) {
				cn_buf_putz(d->yaml, more ? "  - " : "");
				cn_put_statement(d->ctx, d->yaml, d->answer[k], d->party, d->asked_market[k]);
				cn_buf_putc(d->yaml, '\n');
			}
	}
}

/* One question until it has an answer that fits its type. *ret_more is false when the person stops. */
static cn_code ask_one(dialogue *d, const cn_question *q, bool *ret_more, cn_err *err)
{
	cn_show_question(d->ctx, q);
	for (;;) {
		cn_str s;
		*ret_more = cn_read_line(d->ctx, &s) && !cn_eqz(s, "q");
		if (!*ret_more || !s.n || cn_eqz(s, "?"))
			return CN_OK;
		cn_val *v = cn_typed_value(d->ctx, q->fact, s);
		cn_provenance from = { .by = d->party, .until = CN_DATE_NONE };
		cn_err why = { 0 };
		const cn_profile *next;
		cn_code rc = cn_profile_with_fact(d->ctx->a, d->norms->lib, d->profile, q->fact->id, q->market, v, &from, &next, &why);
		if (rc == CN_OK) {
			d->profile = next;
			d->answer[d->n_asked - 1] = v;
			return CN_OK;
		}
		if (rc != CN_EINPUT) {
			*err = why;
			return rc;
		}
		(void)fprintf(stderr, "%.*s%s", CN_FMT(cn_error_text(d->ctx->a, &why, d->ctx->lang)), cn_tr(d->ctx, ": ", "："));
	}
}

cn_code cn_ask_system(cn_ctx *ctx, const cn_norms *norms, cn_buf *ret_yaml, cn_err *err)
{
	dialogue d = { .ctx = ctx, .norms = norms, .yaml = ret_yaml };
	bool more = true;
	CN_TRY(ask_head(&d, err));
	while (more && d.n_asked < ASKED_MAX && !d.profile->out_of_scope) {
		const cn_answers *answers;
		cn_question *q;
		size_t n;
		CN_TRY(cn_norm_apply(ctx->a, norms->lib, d.profile, cn_time_date(ctx->now_us), false, &answers, err));
		CN_TRY(cn_norm_questions(ctx->a, norms->lib, answers, &q, &n, err));
		const cn_question *next = next_question(&d, q, n);
		if (!next)
			break;
		d.asked[d.n_asked] = next->fact;
		d.asked_market[d.n_asked++] = next->market;
		CN_TRY(ask_one(&d, next, &more, err));
	}
	put_facts(&d);
	(void)fprintf(stderr, "\n");
	return ret_yaml->failed ? CN_NOMEM(err) : CN_OK;
}
