/* View `record`: every entry, what its record says, and what it refers to. Records that conflict are ordered by (depth, author, seq, id);
 * two ids at one (author, seq) are both here and show up in `equivocation`. */
#include "core/jcs.h"
#include "core/view.h"

static cn_str digest_cell(const cn_sink *k, const cn_digest *d)
{
	return cn_digest_zero(d) ? (cn_str){ NULL, 0 } : cn_digest_str(k->a, d);
}

static cn_sqlval text_or_null(cn_str s)
{
	return s.n > 0 ? CN_CELL_S(s) : CN_CELL_NONE;
}

static cn_code put_record(const cn_seen *s, cn_str id, const cn_sink *k, cn_err *err)
{
	const cn_record *r = s->rec;
	CN_AUTO_BUF body;
	cn_buf_init(&body, CN_PAYLOAD_BYTES_MAX);
	CN_TRY(cn_jcs(k->a, r->body, &body, err));
	const cn_sqlval cells[] = { CN_CELL_S(id), CN_CELL_S(r->kind), CN_CELL_S(r->author), CN_CELL_I(r->seq), CN_CELL_I(r->time_us),
				  CN_CELL_S(cn_str_z(cn_tlp_text(r->tlp))), text_or_null(r->after.origin),
				  r->after.origin.n ? CN_CELL_I((int64_t)r->after.size) : CN_CELL_NONE, CN_CELL_S(cn_buf_str(&body)) };
	CN_TRY(k->put(k->ctx, "record", cells, sizeof cells / sizeof *cells, err));
	for (size_t i = 0; i < r->n_refs; i++) {
		const cn_sqlval ref[] = { CN_CELL_S(id), CN_CELL_I((int64_t)i), CN_CELL_S(r->refs[i].role),
					CN_CELL_S(cn_digest_str(k->a, &r->refs[i].to)) };
		CN_TRY(k->put(k->ctx, "ref", ref, sizeof ref / sizeof *ref, err));
	}
	return CN_OK;
}

static cn_code fold(const cn_seen *s, const cn_sink *k, cn_err *err)
{
	cn_str id = cn_digest_str(k->a, &s->id);
	const cn_sqlval entry[] = { CN_CELL_S(id), CN_CELL_S(s->origin), CN_CELL_I((int64_t)s->index), CN_CELL_S(s->state),
				  text_or_null(digest_cell(k, &s->key_id)), CN_CELL_I(s->sealed) };
	CN_TRY(k->put(k->ctx, "entry", entry, sizeof entry / sizeof *entry, err));
	return s->rec ? put_record(s, id, k, err) : CN_OK;
}

const cn_view cn_view_record = {
	.name = "record",
	.what = "every entry, its record and its refs",
	.schema =
		"CREATE TABLE entry (id TEXT NOT NULL, origin TEXT NOT NULL, idx INTEGER NOT NULL, state TEXT NOT NULL, key_id TEXT,"
		" sealed INTEGER NOT NULL, PRIMARY KEY (origin, idx, id)) STRICT;"
		"CREATE INDEX entry_id ON entry (id); CREATE INDEX entry_key ON entry (origin, key_id);"
		"CREATE TABLE record (id TEXT PRIMARY KEY, kind TEXT NOT NULL, author TEXT NOT NULL, seq INTEGER NOT NULL,"
		" time_us INTEGER NOT NULL, tlp TEXT NOT NULL, after_origin TEXT, after_size INTEGER, body TEXT NOT NULL) STRICT;"
		"CREATE INDEX record_kind ON record (kind); CREATE INDEX record_author ON record (author, seq);"
		"CREATE TABLE ref (id TEXT NOT NULL, n INTEGER NOT NULL, role TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (id, n)) STRICT;"
		"CREATE INDEX ref_target ON ref (target, role);"
		"CREATE VIEW equivocation AS SELECT author, seq, min(id) AS id_a, max(id) AS id_b, count(*) AS n FROM record"
		" GROUP BY author, seq HAVING count(*) > 1;"
		"CREATE VIEW counted AS SELECT r.*, d.depth, (SELECT min(e.key_id) FROM entry e WHERE e.id = r.id AND e.state = 'counted')"
		" AS key_id FROM record r JOIN depth d ON d.id = r.id WHERE EXISTS (SELECT 1 FROM entry e WHERE e.id = r.id AND e.state = 'counted');",
	.tables = "entry record ref",
	.derived = "equivocation counted",
	.fold = fold,
};
