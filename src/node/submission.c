/* What a node signs of an assessment, and the files it leaves. A pipeline without keys stops half-way: record.json and blobs/, which
 * `concord submit` takes up on the machine that has the keys. */
#include "node/run.h"

#include "core/jcs.h"
#include "core/kind.h"
#include "report/report.h"
#include "store/file.h"

enum { BLOBS_MAX = 64, RECORD_JSON_BYTES_MAX = 16 << 20 };

/* Once each: measurements of the same groups name the same counts. */
static cn_code keep_blob(cn_submission *s, cn_str bytes, const cn_digest *digest, cn_err *err)
{
	for (size_t i = 0; i < s->n_blob; i++)
		if (cn_digest_eq(&s->blob[i].digest, digest))
			return CN_OK;
	if (s->n_blob >= BLOBS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "an assessment keeps at most %d files", BLOBS_MAX);
	s->blob[s->n_blob++] = (cn_bytes_out){ .bytes = bytes, .digest = *digest };
	return CN_OK;
}

static void add_record(cn_ctx *ctx, cn_submission *s, const char *kind, cn_val *body)
{
	cn_val *m = cn_push(ctx->a, s->records, cn_map(ctx->a));
	cn_put(ctx->a, m, "kind", cn_textz(ctx->a, kind));
	cn_put(ctx->a, m, "body", body);
}

static void copy_keys(cn_arena *a, cn_val *to, const cn_val *from, const char *const *keys)
{
	for (; *keys; keys++)
		if (cn_get(from, *keys))
			cn_put(a, to, *keys, cn_val_copy(a, cn_get(from, *keys)));
}

/* ---- bodies ---- */

static cn_code system_record(cn_ctx *ctx, const cn_run *r, cn_submission *s, cn_err *err)
{
	static const char *const keys[] = { "id", "name", "version", "stage", "purposes", NULL };
	cn_arena *a = ctx->a;
	const cn_val *sys = cn_get(s->content, "system");
	cn_val *body = cn_map(a);
	cn_digest digest = cn_sha256(r->system->manifest_bytes);
	copy_keys(a, body, sys, keys);
	cn_val *markets = cn_put(a, body, "markets", cn_list(a));
	for (size_t i = 0; i < r->system->profile->n_market; i++)
		cn_push(a, markets, cn_text(a, r->system->profile->market[i].code));
	const char *name = cn_cstr(a, cn_base_name(cn_str_z(r->system->path)));
	if (!name)
		return cn_arena_fail(a, err);
	CN_TRY(keep_blob(s, r->system->manifest_bytes, &digest, err));
	cn_put(a, body, "manifest", cn_blob_ref(a, &digest, r->system->manifest_bytes.n, "application/yaml", cn_str_z(name)));
	if (r->system->profile->out_of_scope)
		cn_put(a, body, "out_of_scope", cn_bool(a, true));
	add_record(ctx, s, "system/1", body);
	return CN_OK;
}

cn_str cn_program(void)
{
	return CN_S("concord " CN_VERSION);
}

/* What a step gave: its record, and the blobs that the record names. */
static cn_code add_step(cn_ctx *ctx, cn_submission *s, const cn_step *step, const cn_step_out *out, cn_err *err)
{
	for (size_t i = 0; i < out->n_blob; i++)
		CN_TRY(keep_blob(s, out->blob[i].bytes, &out->blob[i].digest, err));
	add_record(ctx, s, step->makes, out->body);
	return CN_OK;
}

static cn_code submission_init(cn_ctx *ctx, cn_submission *s, cn_err *err)
{
	*s = (cn_submission){ .records = cn_list(ctx->a), .blob = CN_NEW(ctx->a, cn_bytes_out, BLOBS_MAX) };
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

cn_code cn_submission_make(cn_ctx *ctx, const cn_run *r, cn_submission *ret, cn_err *err)
{
	CN_TRY(submission_init(ctx, ret, err));
	ret->content = r->judged.tree;
	ret->refs = r->system->ref;
	ret->n_refs = r->system->n_ref;
	CN_TRY(system_record(ctx, r, ret, err));
	for (size_t i = 0; i < r->measured.n_made; i++)
		CN_TRY(add_step(ctx, ret, &cn_step_measure, &r->measured.made[i], err));
	CN_TRY(add_step(ctx, ret, &cn_step_derive, &r->derived, err));
	CN_TRY(add_step(ctx, ret, &cn_step_judge, &r->judged, err));
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

/* ---- unsigned, on disk ---- */

static cn_code write_blobs(cn_ctx *ctx, const cn_submission *s, const char *dir, cn_err *err)
{
	const char *blobs = cn_strf(ctx->a, "%s/blobs", dir).p;
	CN_TRY(cn_dir_make(NULL, blobs, 0755, err));
	for (size_t i = 0; i < s->n_blob; i++) {
		char z[CN_DIGEST_TEXT_BYTES];
		cn_digest_text(&s->blob[i].digest, z);
		CN_TRY(cn_file_write(NULL, cn_strf(ctx->a, "%s/%s", blobs, z + 7).p, s->blob[i].bytes, 0644, err));
	}
	return CN_OK;
}

static cn_code write_json(cn_ctx *ctx, const cn_val *v, const char *path, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_JSON_BYTES_MAX);
	cn_json_write(&b, v, 0);
	cn_buf_putc(&b, '\n');
	if (b.failed)
		return CN_NOMEM(err);
	(void)ctx;
	return cn_file_write(NULL, path, cn_buf_str(&b), 0644, err);
}

cn_code cn_submission_write(cn_ctx *ctx, const cn_submission *s, const char *dir, cn_err *err)
{
	cn_arena *a = ctx->a;
	CN_TRY(cn_dir_make(NULL, dir, 0755, err));
	CN_TRY(write_blobs(ctx, s, dir, err));
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "submission/1"));
	cn_put(a, m, "records", cn_val_copy(a, s->records));
	cn_val *refs = cn_put(a, m, "refs", cn_list(a));
	for (size_t i = 0; i < s->n_refs; i++) {
		cn_val *v = cn_push(a, refs, cn_map(a));
		cn_put(a, v, "role", cn_text(a, s->refs[i].role));
		cn_put(a, v, "to", cn_text(a, cn_digest_str(a, &s->refs[i].to)));
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	return write_json(ctx, m, cn_strf(a, "%s/record.json", dir).p, err);
}

static cn_code read_blob(cn_ctx *ctx, cn_submission *s, const char *dir, cn_str name, cn_err *err)
{
	cn_digest want;
	if (!cn_digest_parse_hex(name, &want) || s->n_blob >= BLOBS_MAX)
		return CN_FAIL(err, CN_EINPUT, "%s/blobs/%.*s is not a file of a submission", dir, CN_FMT(cn_sub(name, 0, 80)));
	cn_bytes_out *b = &s->blob[s->n_blob++];
	CN_TRY(cn_file_read(ctx->a, cn_strf(ctx->a, "%s/blobs/%.*s", dir, CN_FMT(name)).p, CN_JSON_BYTES_MAX, &b->bytes, err));
	b->digest = cn_sha256(b->bytes);
	if (!cn_digest_eq(&b->digest, &want))
		return CN_FAIL(err, CN_EFORGED, "%s/blobs/%.*s was changed: its digest is another", dir, CN_FMT(name));
	return CN_OK;
}

const cn_bytes_out *cn_submission_blob(const cn_submission *s, cn_str digest)
{
	cn_digest d;
	if (!cn_digest_parse(digest, &d))
		return NULL;
	for (size_t i = 0; i < s->n_blob; i++)
		if (cn_digest_eq(&s->blob[i].digest, &d))
			return &s->blob[i];
	return NULL;
}

static cn_code read_refs(cn_ctx *ctx, const cn_val *list, cn_submission *s, cn_err *err)
{
	size_t n = list && list->type == CN_LIST ? list->n : 0;
	if (n > CN_CITED_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a submission cites more than %d records", CN_CITED_MAX);
	cn_ref *r = CN_NEW(ctx->a, cn_ref, n);
	if (!r)
		return cn_arena_fail(ctx->a, err);
	CN_EACH (v, list) {
		r[s->n_refs].role = cn_get_text(v, "role");
		if (!cn_digest_parse(cn_get_text(v, "to"), &r[s->n_refs++].to))
			return CN_FAIL(err, CN_EINPUT, "record.json: a ref is not sha256:<64 hex digits>");
	}
	s->refs = r;
	return CN_OK;
}

cn_code cn_submission_read(cn_ctx *ctx, const char *dir, cn_submission *ret, cn_err *err)
{
	cn_str text;
	const cn_val *m, *names;
	const char *path = cn_strf(ctx->a, "%s/record.json", dir).p;
	CN_TRY(submission_init(ctx, ret, err));
	cn_code rc = cn_file_read(ctx->a, path, RECORD_JSON_BYTES_MAX, &text, err);
	if (rc == CN_ENOTFOUND)
		(void)cn_hint(err, "concord assess FILE --unsigned --out %s", dir);
	CN_TRY(rc);
	if (cn_json_parse(ctx->a, text, CN_JSON_DEPTH_MAX, &m, err) != CN_OK)
		return cn_while(err, "%s", path);
	if (!cn_is_text(cn_get(m, "concord"), "submission/1"))
		return CN_FAIL(err, CN_EINPUT, "%s is not a submission (submission/1)", path);
	CN_TRY(cn_dir_list(ctx->a, cn_strf(ctx->a, "%s/blobs", dir).p, &names, err));
	CN_EACH (name, names)
		CN_TRY(read_blob(ctx, ret, dir, name->s, err));
	CN_TRY(read_refs(ctx, cn_get(m, "refs"), ret, err));
	const cn_val *records = cn_get(m, "records"), *last = records && records->type == CN_LIST ? records->last : NULL;
	if (!cn_is_text(cn_get(last, "kind"), "assessment/1"))
		return CN_FAIL(err, CN_EINPUT, "%s does not end in an assessment", path);
	ret->records = cn_val_copy(ctx->a, records);
	const cn_bytes_out *content = cn_submission_blob(ret, cn_get_text(cn_get(cn_get(last, "body"), "content"), "digest"));
	if (!content)
		return CN_FAIL(err, CN_EABSENT, "%s: the content that the assessment names is not in blobs/", dir);
	return cn_json_parse(ctx->a, content->bytes, CN_JSON_DEPTH_MAX, &ret->content, err);
}

/* ---- signed ---- */

static const char *role_of(cn_str kind)
{
	return cn_eqz(kind, "system/1") ? "system" : cn_eqz(kind, "duties/1") ? "duties" : "measurement";
}

/* A submission is foreign: every record is checked before the first is signed, so that a refused one leaves nothing behind. */
cn_code cn_submission_check(const cn_submission *s, cn_err *err)
{
	const cn_val *records = s->records;
	static const char *const allowed[] = { "system/1", "measurement/1", "duties/1", "assessment/1", NULL };
	CN_EACH (rec, records) {
		cn_str kind = cn_get_text(rec, "kind");
		const char *const *k = allowed;
		while (*k && !cn_eqz(kind, *k))
			k++;
		if (!*k)
			return CN_FAIL(err, CN_EINPUT, "a submission cannot hold a record of kind \"%.*s\"", CN_FMT(cn_sub(kind, 0, 40)));
		if (cn_eqz(kind, "assessment/1") == (rec->next != NULL))
			return CN_FAIL(err, CN_EINPUT, "a submission holds one assessment, as its last record");
		const cn_val *body = cn_get(rec, "body");
		if (!body || body->type != CN_MAP)
			return CN_FAIL(err, CN_EINPUT, "a record of kind %.*s has no body", CN_FMT(kind));
		if (cn_fields_check(cn_kind_find(kind)->fields, body, "body", err) != CN_OK)
			return cn_while(err, "a record of kind %.*s", CN_FMT(kind));
		if (cn_get(body, "keys"))
			return CN_FAIL(err, CN_EINPUT, "a submission does not say which keys the node has: the node that signs it does");
	}
	return CN_OK;
}

static cn_code sign_one(cn_ctx *ctx, cn_home *home, const cn_val *rec, cn_ref *ref, size_t *n_ref, cn_signed *ret, cn_err *err)
{
	cn_str kind = cn_get_text(rec, "kind");
	bool last = cn_eqz(kind, "assessment/1");
	cn_draft d = { .kind = cn_cstr(ctx->a, kind), .body = cn_get(rec, "body"), .refs = last ? ref : NULL, .n_refs = last ? *n_ref : 0 };
	if (!d.kind)
		return cn_arena_fail(ctx->a, err);
	if (!last && *n_ref && cn_eqz(ref[0].role, "system"))
		d.refs = ref, d.n_refs = 1; /* duties and measurements say which profile they are about */
	CN_TRY(cn_home_append(home, ctx->a, &d, ctx->now_us, ret, err));
	if (!last && *n_ref < CN_REFS_MAX)
		ref[(*n_ref)++] = (cn_ref){ .role = cn_str_z(role_of(kind)), .to = ret->id };
	return CN_OK;
}

static cn_val *record_val(cn_ctx *ctx, const cn_signed *s, cn_err *err)
{
	const cn_val *env;
	if (cn_json_parse(ctx->a, s->envelope, CN_JSON_DEPTH_MAX, &env, err) != CN_OK)
		return NULL;
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "seq", cn_int(ctx->a, s->rec.seq));
	cn_put(ctx->a, m, "id", cn_text(ctx->a, cn_digest_str(ctx->a, &s->id)));
	cn_put(ctx->a, m, "kind", cn_text(ctx->a, s->rec.kind));
	cn_put(ctx->a, m, "envelope", cn_val_copy(ctx->a, env));
	return m;
}

static cn_code put_proofs(cn_ctx *ctx, cn_home *home, cn_val *dossier, cn_err *err)
{
	cn_val *proofs = cn_put(ctx->a, dossier, "proofs", cn_list(ctx->a));
	CN_EACH (r, cn_get(dossier, "records")) {
		cn_str proof;
		int64_t seq = cn_get_int(r, "seq", 0);
		CN_TRY(cn_home_prove(home, ctx->a, (uint64_t)seq, &proof, err));
		cn_val *m = cn_push(ctx->a, proofs, cn_map(ctx->a));
		cn_put(ctx->a, m, "seq", cn_int(ctx->a, seq));
		cn_put(ctx->a, m, "proof", cn_text(ctx->a, proof));
	}
	return CN_OK;
}

/* The log's key and the one that signed: a dossier names no other. */
static cn_val *keys_used(cn_ctx *ctx, cn_home *home, const cn_signed *s)
{
	static const char *const keys[] = { "role", "name", "key", "fingerprint", NULL };
	cn_val *list = cn_list(ctx->a);
	cn_str signer = cn_digest_str(ctx->a, &s->env.sig[0].keyid);
	CN_EACH (k, cn_home_keys(home, ctx->a))
		if (cn_is_text(cn_get(k, "role"), "log") || cn_eq(cn_get_text(k, "fingerprint"), signer))
			copy_keys(ctx->a, cn_push(ctx->a, list, cn_map(ctx->a)), k, keys);
	return list;
}

/* ---- the keys of the node ---- */

cn_val *cn_key_records_said(cn_arena *a, const cn_val *key_records)
{
	cn_hash h;
	cn_hash_init(&h);
	CN_EACH (r, key_records) {
		cn_hash_puts(&h, cn_get_text(r, "id"));
		cn_hash_puts(&h, CN_S("\n"));
	}
	cn_digest d = cn_hash_done(&h);
	cn_val *m = cn_map(a);
	cn_put(a, m, "records", cn_int(a, (int64_t)key_records->n));
	cn_put(a, m, "digest", cn_text(a, cn_digest_str(a, &d)));
	return m;
}

/* The assessment says which key records there are, so that none can be left out of its dossier. Nothing comes between it and them: this
 * process holds the log. */
static cn_code say_keys(cn_ctx *ctx, cn_home *home, const cn_val *rec, const cn_val **ret_rec, cn_val **ret_keys, cn_err *err)
{
	cn_val *keys, *m = cn_val_copy(ctx->a, rec);
	CN_TRY(cn_home_key_records(home, ctx->a, &keys, err));
	if (keys->n > CN_KEY_RECORDS_MAX) {
		*ret_keys = NULL;
		*ret_rec = rec;
		return CN_OK;
	}
	cn_val *body = (cn_val *)(uintptr_t)cn_get(m, "body"); /* of the copy just made */
	cn_put(ctx->a, body, "keys", cn_key_records_said(ctx->a, keys));
	*ret_keys = keys;
	*ret_rec = m;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code put_key_records(cn_ctx *ctx, cn_home *home, cn_val *keys, cn_val *dossier, cn_err *err)
{
	for (cn_val *r = keys ? keys->first : NULL; r; r = r->next) {
		cn_str proof;
		CN_TRY(cn_home_prove(home, ctx->a, (uint64_t)cn_get_int(r, "seq", 0), &proof, err));
		cn_put(ctx->a, r, "proof", cn_text(ctx->a, proof));
	}
	if (keys)
		cn_put(ctx->a, dossier, "key_records", keys);
	return CN_OK;
}

cn_code cn_submission_sign(cn_ctx *ctx, cn_home *home, const cn_submission *s, const cn_val **ret_dossier, uint64_t *ret_seq, cn_err *err)
{
	cn_arena *a = ctx->a;
	cn_ref *ref = CN_NEW(a, cn_ref, CN_REFS_MAX);
	cn_signed *sig = CN_NEW(a, cn_signed, 1);
	cn_val *dossier = cn_map(a);
	if (!ref || !sig)
		return cn_arena_fail(a, err);
	CN_TRY(cn_submission_check(s, err));
	for (size_t i = 0; i < s->n_blob; i++) { /* first the blobs: a record never names what is not kept */
		cn_digest d;
		CN_TRY(cn_home_blob_put(home, s->blob[i].bytes, &d, err));
	}
	cn_put(a, dossier, "concord", cn_textz(a, "dossier/1"));
	cn_put(a, dossier, "content", cn_val_copy(a, s->content));
	cn_val *records = cn_put(a, dossier, "records", cn_list(a));
	cn_val *keys = NULL;
	size_t n_ref = 0;
	CN_EACH (drafted, s->records) {
		const cn_val *rec = drafted;
		if (!drafted->next) {
			for (size_t i = 0; i < s->n_refs && n_ref < CN_REFS_MAX; i++)
				ref[n_ref++] = s->refs[i];
			CN_TRY(say_keys(ctx, home, drafted, &rec, &keys, err));
		}
		CN_TRY(sign_one(ctx, home, rec, ref, &n_ref, sig, err));
		cn_val *v = record_val(ctx, sig, err);
		if (!cn_push(a, records, v))
			return cn_arena_ok(a) ? err->code : cn_arena_fail(a, err);
	}
	*ret_seq = (uint64_t)sig->rec.seq;
	CN_TRY(put_proofs(ctx, home, dossier, err));
	cn_put(a, dossier, "keys", keys_used(ctx, home, sig));
	CN_TRY(put_key_records(ctx, home, keys, dossier, err));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret_dossier = dossier;
	return CN_OK;
}

/* ---- files of a dossier ---- */

/* One record as it was signed, by its number. The strict envelope is its own canonical form. */
static cn_code write_envelope(cn_ctx *ctx, const char *dir, const char *folder, const cn_val *row, cn_err *err)
{
	cn_str bytes;
	CN_TRY(cn_canonical(ctx, cn_get(row, "envelope"), &bytes, err));
	return cn_file_write(NULL, cn_strf(ctx->a, "%s/%s/%lld.json", dir, folder, (long long)cn_get_int(row, "seq", 0)).p, bytes, 0644, err);
}

static cn_code write_proof(cn_ctx *ctx, const char *dir, const char *folder, const cn_val *row, cn_err *err)
{
	return cn_file_write(NULL, cn_strf(ctx->a, "%s/%s/%lld.tlog-proof", dir, folder, (long long)cn_get_int(row, "seq", 0)).p,
			     cn_get_text(row, "proof"), 0644, err);
}

static cn_code write_records(cn_ctx *ctx, const cn_val *dossier, const char *dir, cn_err *err)
{
	static const char *const folders[] = { "records", "proofs", "keys" };
	for (size_t i = 0; i < 3; i++)
		CN_TRY(cn_dir_make(NULL, cn_strf(ctx->a, "%s/%s", dir, folders[i]).p, 0755, err));
	CN_EACH (r, cn_get(dossier, "records"))
		CN_TRY(write_envelope(ctx, dir, "records", r, err));
	CN_EACH (p, cn_get(dossier, "proofs"))
		CN_TRY(write_proof(ctx, dir, "proofs", p, err));
	CN_EACH (k, cn_get(dossier, "key_records")) {
		CN_TRY(write_envelope(ctx, dir, "keys", k, err));
		CN_TRY(write_proof(ctx, dir, "keys", k, err));
	}
	return CN_OK;
}

/* A name that only this program gives: `<number>.json`, `<number>.tlog-proof`, 64 hex digits, each perhaps with the tail of a temporary file. */
static bool is_our_name(cn_str name)
{
	size_t n = 0;
	while (n < name.n && ((name.p[n] >= '0' && name.p[n] <= '9') || (name.p[n] >= 'a' && name.p[n] <= 'f')))
		n++;
	cn_str tail = cn_sub(name, n, name.n);
	if (n == 0)
		return false;
	if (cn_starts(tail, ".json") || cn_starts(tail, ".tlog-proof"))
		tail = cn_sub(tail, tail.p[1] == 'j' ? 5 : 11, tail.n);
	else if (n != 64)
		return false;
	return tail.n == 0 || cn_starts(tail, ".tmp-");
}

/* Is it a file of this dossier.   keys: of its folder keys/ */
static bool is_kept(const cn_val *dossier, const cn_submission *s, bool keys, cn_str name)
{
	char z[CN_DIGEST_TEXT_BYTES];
	for (size_t i = 0; i < s->n_blob; i++) {
		cn_digest_text(&s->blob[i].digest, z);
		if (cn_eqz(name, z + 7))
			return true;
	}
	CN_EACH (r, cn_get(dossier, keys ? "key_records" : "records")) {
		char json[64], proof[64];
		(void)snprintf(json, sizeof json, "%lld.json", (long long)cn_get_int(r, "seq", 0));
		(void)snprintf(proof, sizeof proof, "%lld.tlog-proof", (long long)cn_get_int(r, "seq", 0));
		if (cn_eqz(name, json) || cn_eqz(name, proof))
			return true;
	}
	return false;
}

/* What an earlier or a cut-off assessment left in the folder goes last: until the new page stands, the old one is whole but for it. */
static cn_code clear_folder(cn_ctx *ctx, const cn_val *dossier, const cn_submission *s, const char *dir, cn_err *err)
{
	static const char *const folders[] = { "records", "proofs", "keys", "blobs" };
	bool submitted = cn_file_exists(cn_strf(ctx->a, "%s/record.json", dir).p); /* its blobs stay: they say what was submitted */
	for (size_t i = 0; i < (submitted ? 3 : 4); i++) {
		const char *folder = cn_strf(ctx->a, "%s/%s", dir, folders[i]).p;
		const cn_val *names;
		if (!folder || cn_dir_list(ctx->a, folder, &names, NULL) != CN_OK)
			continue;
		CN_EACH (n, names)
			if (is_our_name(n->s) && !is_kept(dossier, s, i == 2, n->s))
				CN_TRY(cn_file_remove(NULL, cn_strf(ctx->a, "%s/%.*s", folder, CN_FMT(n->s)).p, err));
	}
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

cn_code cn_dossier_write(cn_ctx *ctx, const cn_val *dossier, const cn_submission *s, const char *dir, cn_err *err)
{
	CN_AUTO_BUF html;
	cn_buf_init(&html, CN_REPORT_BYTES_MAX);
	CN_TRY(cn_report_html(dossier, &html, err)); /* before anything is written */
	CN_TRY(cn_dir_make(NULL, dir, 0755, err));
	CN_TRY(write_blobs(ctx, s, dir, err));
	CN_TRY(write_records(ctx, dossier, dir, err));
	CN_TRY(write_json(ctx, dossier, cn_strf(ctx->a, "%s/dossier.json", dir).p, err));
	CN_TRY(cn_file_write(NULL, cn_strf(ctx->a, "%s/dossier.html", dir).p, cn_buf_str(&html), 0644, err));
	return clear_folder(ctx, dossier, s, dir, err);
}
