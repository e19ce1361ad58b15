/* View `act`: what people and parties did about duties: evidence, judgements, waivers, counter-claims, findings, and the acts upon those
 * (approvals, revocations). `act_now` says what stands; it holds due dates and no "now". */
#include "core/view.h"

static cn_sqlval field(const cn_record *r, const char *name)
{
	cn_str s = cn_get_text(r->body, name);
	return s.n > 0 ? CN_CELL_S(s) : CN_CELL_NONE;
}

static cn_sqlval either(cn_sqlval a, cn_sqlval b)
{
	return a.type == CN_CELL_NULL ? b : a;
}

static cn_sqlval ref_of(const cn_record *r, const char *role, const cn_sink *k)
{
	for (size_t i = 0; i < r->n_refs; i++)
		if (cn_eqz(r->refs[i].role, role))
			return CN_CELL_S(cn_digest_str(k->a, &r->refs[i].to));
	return CN_CELL_NONE;
}

static cn_code fold_upon(const cn_seen *s, const char *role, const char *decision, const cn_sink *k, cn_err *err)
{
	const cn_sqlval cells[] = { CN_CELL_S(cn_digest_str(k->a, &s->id)), CN_CELL_S(s->rec->kind), ref_of(s->rec, role, k),
				  field(s->rec, decision), field(s->rec, "role"), field(s->rec, "reason"), ref_of(s->rec, "by", k) };
	return k->put(k->ctx, "act_upon", cells, sizeof cells / sizeof *cells, err);
}

static cn_code fold(const cn_seen *s, const cn_sink *k, cn_err *err)
{
	static const char *const kinds[] = { "evidence/1", "judgement/1", "waiver/1", "counter/1", "finding/1", NULL };
	const cn_record *r = s->rec;
	if (!r)
		return CN_OK;
	if (cn_eqz(r->kind, "approval/1"))
		return fold_upon(s, "approves", "decision", k, err);
	if (cn_eqz(r->kind, "revoke/1"))
		return fold_upon(s, "record", "action", k, err);
	for (size_t i = 0; kinds[i]; i++) {
		if (!cn_eqz(r->kind, kinds[i]))
			continue;
		cn_sqlval document = CN_CELL_NONE;
		cn_str digest = cn_get_text(cn_get(r->body, "document"), "digest");
		if (digest.n > 0)
			document = CN_CELL_S(digest);
		const cn_sqlval cells[] = { CN_CELL_S(cn_digest_str(k->a, &s->id)),
					  CN_CELL_S(r->kind),
					  field(r, "system"),
					  field(r, "duty"),
					  field(r, "line"),
					  field(r, "fact"),
					  field(r, "market"),
					  either(field(r, "role"), field(r, "signer_role")),
					  either(field(r, "answer"), field(r, "finding")),
					  field(r, "issued"),
					  either(field(r, "until"), field(r, "expires")),
					  document,
					  either(field(r, "reason"), either(field(r, "claim"), either(field(r, "note"), field(r, "why")))),
					  ref_of(r, "amends", k),
					  CN_CELL_I(cn_eqz(r->kind, "waiver/1")) };
		return k->put(k->ctx, "act", cells, sizeof cells / sizeof *cells, err);
	}
	return CN_OK;
}

const cn_view cn_view_act = {
	.name = "act",
	.what = "evidence, judgements, waivers, counter-claims and findings, with what was decided upon them",
	.schema =
		"CREATE TABLE act (id TEXT PRIMARY KEY, kind TEXT NOT NULL, system TEXT, duty TEXT, line TEXT, fact TEXT, market TEXT, role TEXT,"
		" answer TEXT, issued TEXT, until TEXT, document TEXT, reason TEXT, amends TEXT, two_person INTEGER NOT NULL) STRICT;"
		"CREATE INDEX /* of free text */ act_duty ON act (system, duty); CREATE INDEX act_amends ON act (amends);"
		"CREATE TABLE act_upon (id TEXT PRIMARY KEY, kind TEXT NOT NULL, target TEXT, decision TEXT, role TEXT, reason TEXT, by TEXT) STRICT;"
		"CREATE INDEX act_upon_target ON act_upon (target);"
		/* approvals: counted, by another key; withdrawals and successors: counted, by the same author */
		"CREATE VIEW act_now AS SELECT a.*, c.author, c.seq, c.depth, c.key_id,"
		" (SELECT count(DISTINCT p.key_id) FROM act_upon u JOIN counted p ON p.id = u.id WHERE u.target = a.id AND u.kind = 'approval/1'"
		"  AND u.decision = 'approve' AND p.key_id <> c.key_id) AS approvals,"
		" (SELECT count(*) FROM act_upon u JOIN counted p ON p.id = u.id WHERE u.target = a.id AND u.kind = 'approval/1'"
		"  AND u.decision = 'refuse' AND p.key_id <> c.key_id) AS refusals,"
		" (CASE WHEN EXISTS (SELECT 1 FROM act_upon u JOIN counted p ON p.id = u.id WHERE u.target = a.id AND u.kind = 'revoke/1'"
		"  AND p.author = c.author) THEN 1 ELSE 0 END) AS withdrawn,"
		" (CASE WHEN EXISTS (SELECT 1 FROM act b JOIN counted p ON p.id = b.id WHERE b.amends = a.id AND p.author = c.author) THEN 1 ELSE 0 END) AS amended"
		" FROM act a JOIN counted c ON c.id = a.id;",
	.tables = "act act_upon",
	.derived = "act_now",
	.fold = fold,
};
