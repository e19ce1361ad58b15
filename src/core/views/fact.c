/* View `fact`: every fact that was declared, and by `fact_now` the one that stands: the last by (depth, author, seq, id). Facts of which two
 * counted records that do not amend each other say different things are marked disputed. */
#include "core/jcs.h"
#include "core/view.h"

static cn_sqlval field(const cn_val *f, const char *name)
{
	cn_str s = cn_get_text(f, name);
	return s.n > 0 ? CN_CELL_S(s) : CN_CELL_NONE;
}

static cn_code fold(const cn_seen *s, const cn_sink *k, cn_err *err)
{
	int64_t n = 0;
	cn_str id = cn_digest_str(k->a, &s->id);
	const cn_val *facts = s->rec ? cn_get(s->rec->body, "facts") : NULL;
	if (!facts || facts->type != CN_LIST)
		return CN_OK;
	CN_EACH(f, facts) {
		const cn_val *value = cn_get(f, "value");
		if (f->type != CN_MAP || !value)
			continue; /* an unchecked body from elsewhere: nothing is claimed */
		CN_AUTO_BUF json;
		cn_buf_init(&json, CN_PAYLOAD_BYTES_MAX);
		CN_TRY(cn_jcs(k->a, value, &json, err));
		const cn_sqlval cells[] = { CN_CELL_S(id), CN_CELL_I(n++), field(s->rec->body, "system"), field(f, "fact"), field(f, "market"),
					  CN_CELL_S(cn_buf_str(&json)), CN_CELL_I(cn_get_bool(f, "complete", false)), field(f, "by"),
					  field(f, "on"), field(f, "source"), field(f, "until") };
		CN_TRY(k->put(k->ctx, "fact", cells, sizeof cells / sizeof *cells, err));
	}
	return CN_OK;
}

const cn_view cn_view_fact = {
	.name = "fact",
	.what = "facts declared, and which of them stand",
	.schema =
		"CREATE TABLE fact (id TEXT NOT NULL, n INTEGER NOT NULL, system TEXT, fact TEXT, market TEXT, value TEXT NOT NULL,"
		" complete INTEGER NOT NULL, by_whom TEXT, on_date TEXT, source TEXT, until TEXT, PRIMARY KEY (id, n)) STRICT;"
		"CREATE INDEX /* of free text */ fact_name ON fact (system, fact, market);"
		"CREATE VIEW fact_said AS SELECT f.*, c.author, c.seq, c.depth, row_number() OVER (PARTITION BY f.system, f.fact, f.market"
		" ORDER BY c.depth DESC, c.author DESC, c.seq DESC, c.id DESC, f.n DESC) AS rank FROM fact f JOIN counted c ON c.id = f.id"
		" WHERE NOT EXISTS (SELECT 1 FROM ref x JOIN counted p ON p.id = x.id WHERE x.target = f.id AND p.author = c.author"
		"  AND ((x.role = 'amends' AND p.kind = 'facts/1' AND EXISTS (SELECT 1 FROM fact g WHERE g.id = x.id AND g.system IS NOT DISTINCT FROM f.system"
		"   AND g.fact IS NOT DISTINCT FROM f.fact AND g.market IS NOT DISTINCT FROM f.market)) OR (x.role = 'record' AND p.kind = 'revoke/1')));"
		/* disputed: of what was said of it there is something by another author and of another value (all, less by this author, less of this value, and
		 * what was taken off twice) */
		"CREATE VIEW fact_now AS SELECT id, n, system, fact, market, value, complete, by_whom, on_date, source, until, author, seq, depth, rank,"
		" CASE WHEN n_all - n_author - n_value + n_both > 0 THEN 1 ELSE 0 END AS disputed FROM (SELECT f.*,"
		" count(*) OVER (PARTITION BY system, fact, market) AS n_all, count(*) OVER (PARTITION BY system, fact, market, author) AS n_author,"
		" count(*) OVER (PARTITION BY system, fact, market, value) AS n_value, count(*) OVER (PARTITION BY system, fact, market, author, value) AS n_both"
		" FROM fact_said f) AS said WHERE rank = 1;",
	.tables = "fact",
	.derived = "fact_said fact_now",
	.kind = "facts/1",
	.fold = fold,
};
