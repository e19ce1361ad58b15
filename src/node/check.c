/* Verification of a dossier: proof, counts, data. What is absent is said to be absent; it is never a pass and never a failure. */
#include "node/check.h"

#include "core/dsse.h"
#include "core/proof.h"
#include "core/sign.h"
#include "store/file.h"

void cn_checked_init(cn_ctx *ctx, cn_checked *c)
{
	*c = (cn_checked){ .lines = cn_list(ctx->a) };
}

void cn_checked_line(cn_ctx *ctx, cn_checked *c, const char *what, const char *result, cn_str en, cn_str zh)
{
	cn_val *m = cn_push(ctx->a, c->lines, cn_map(ctx->a));
	cn_put(ctx->a, m, "what", cn_textz(ctx->a, what));
	cn_put(ctx->a, m, "result", cn_textz(ctx->a, result));
	cn_val *t = cn_put(ctx->a, m, "text", cn_map(ctx->a));
	cn_put(ctx->a, t, "en", cn_text(ctx->a, en));
	cn_put(ctx->a, t, "zh", cn_text(ctx->a, zh));
	c->forged = c->forged || strcmp(result, "fails") == 0;
	c->absent = c->absent || strcmp(result, "absent") == 0;
}

int cn_checked_exit(const cn_checked *c)
{
	return c->forged ? 1 : c->absent ? 2 : 0;
}

/* ---- proof ---- */

static const cn_val *key_of(const cn_val *dossier, cn_str fingerprint)
{
	CN_EACH (k, cn_get(dossier, "keys"))
		if (cn_eq(cn_get_text(k, "fingerprint"), fingerprint))
			return k;
	return NULL;
}

/* A key that the dossier names, whose fingerprint is really its own. */
static bool pub_of(const cn_val *key, cn_pub *ret)
{
	if (!key || !cn_pub_parse(cn_get_text(key, "key"), ret) || cn_pub_check(ret, NULL) != CN_OK)
		return false;
	cn_digest id = cn_pub_id(ret), said;
	return cn_digest_parse(cn_get_text(key, "fingerprint"), &said) && cn_digest_eq(&id, &said);
}

/* Only these members: nothing may stand beside what was signed. */
static bool only(const cn_val *m, const char *const *names)
{
	CN_EACH (x, m) {
		const char *const *n = names;
		while (*n && !cn_eqz(x->key, *n))
			n++;
		if (!*n)
			return false;
	}
	return m && m->type == CN_MAP;
}

bool cn_rows_only(const cn_val *list, const char *const *names)
{
	CN_EACH (row, list)
		if (!only(row, names))
			return false;
	return list && list->type == CN_LIST;
}

static bool shape_holds(const cn_val *dossier)
{
	static const char *const top[] = { "concord", "content", "records", "proofs", "keys", "key_records", NULL };
	static const char *const record[] = { "seq", "id", "kind", "envelope", NULL }, *const proof[] = { "seq", "proof", NULL };
	static const char *const key[] = { "role", "name", "key", "fingerprint", NULL };
	return only(dossier, top) && cn_rows_only(cn_get(dossier, "records"), record) && cn_rows_only(cn_get(dossier, "proofs"), proof) &&
	       cn_rows_only(cn_get(dossier, "keys"), key);
}

static const char *signature_wrong(cn_ctx *ctx, const cn_val *dossier, const cn_val *row, cn_signed *s)
{
	cn_str bytes;
	if (cn_canonical(ctx, cn_get(row, "envelope"), &bytes, NULL) != CN_OK || cn_record_open(ctx->a, bytes, s, NULL) != CN_OK)
		return "the envelope is not in its strict form";
	cn_digest said;
	if (!cn_digest_parse(cn_get_text(row, "id"), &said) || !cn_digest_eq(&said, &s->id))
		return "the id is not that of the statement";
	if (s->rec.seq != cn_get_int(row, "seq", -1) || !cn_eq(s->rec.kind, cn_get_text(row, "kind")))
		return "number or kind are not those of the statement";
	if (s->env.n_sigs != 1)
		return "it carries more than one signature";
	cn_pub pub;
	const cn_val *key = key_of(dossier, cn_digest_str(ctx->a, &s->env.sig[0].keyid));
	if (!pub_of(key, &pub))
		return "it is signed by a key that the dossier does not name";
	if (!cn_is_text(cn_get(key, "role"), "record"))
		return "it is signed by a key that is not a record key";
	if (!cn_eq(cn_get_text(key, "name"), s->rec.author))
		return "the dossier gives its key another name than that of the author";
	return cn_dsse_verify(&s->env, &pub, NULL) == CN_OK ? NULL : "the signature does not hold";
}

static const cn_val *proof_of(const cn_val *dossier, int64_t seq)
{
	CN_EACH (p, cn_get(dossier, "proofs"))
		if (cn_get_int(p, "seq", -1) == seq)
			return p;
	return NULL;
}

/* A reader sees the whole text of a proof: what no check here covers may not stand in it. */
static const char *more_in_proof(const cn_proof *p, const cn_checkpoint *head, const cn_note *note)
{
	if (p->extra.n)
		return "its proof carries more than a proof";
	if (note->n_sigs != 1)
		return "its checkpoint carries a signature that cannot be verified here";
	CN_AUTO_BUF text;
	cn_buf_init(&text, CN_NOTE_BYTES_MAX);
	cn_checkpoint_text(head, &text);
	return cn_eq(cn_buf_str(&text), note->text) ? NULL : "its checkpoint says more than origin, size and root";
}

const char *cn_inclusion_wrong(cn_ctx *ctx, const cn_val *dossier, const cn_signed *s, cn_str proof)
{
	const cn_val *log = NULL;
	CN_EACH (k, cn_get(dossier, "keys"))
		if (cn_is_text(cn_get(k, "role"), "log"))
			log = k;
	cn_pub pub;
	cn_vkey vkey;
	if (!pub_of(log, &pub) || cn_vkey_make(cn_get_text(log, "name"), CN_NOTE_ED25519, &pub, &vkey, NULL) != CN_OK)
		return "the dossier names no log key";
	cn_proof p;
	cn_checkpoint head;
	cn_note note;
	if (cn_proof_parse(ctx->a, proof, &p, NULL) != CN_OK)
		return "there is no proof for it";
	CN_AUTO_BUF seal;
	cn_buf_init(&seal, 256);
	cn_seal_write(&s->id, &seal);
	cn_str entry = s->rec.tlp == CN_CLEAR ? s->envelope : cn_buf_str(&seal);
	if (p.index != (uint64_t)s->rec.seq)
		return "the proof is for another entry";
	if (cn_proof_verify(ctx->a, &p, entry, &vkey, NULL, 0, &head, &note, NULL) != CN_OK)
		return "the proof does not hold: the entry is not in the log that the checkpoint signs";
	return more_in_proof(&p, &head, &note);
}

static void line_for(cn_ctx *ctx, cn_checked *c, const char *what, const cn_signed *s, const char *wrong)
{
	cn_str kind = s->rec.kind;
	cn_str en = wrong ? cn_strf(ctx->a, "record %lld (%.*s): %s", (long long)s->rec.seq, CN_FMT(kind), wrong)
			  : cn_strf(ctx->a, "record %lld (%.*s)", (long long)s->rec.seq, CN_FMT(kind));
	cn_checked_line(ctx, c, what, wrong ? "fails" : "holds", en, en);
}

/* ---- what the signatures do not cover ---- */

static const char *const part_roles[] = { "system", "measurement", "duties", NULL };

bool cn_is_part(const cn_ref *r)
{
	const char *const *k = part_roles;
	while (*k && !cn_eqz(r->role, *k))
		k++;
	return *k != NULL;
}

bool cn_is_of_register(const cn_ref *r)
{
	static const char *const roles[] = { "risk", "risk-review", "commitment", "fulfilment", "ethics-review" };
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (cn_eqz(r->role, roles[i]))
			return true;
	return false;
}

static size_t rows_with_id(const cn_val *records, const cn_digest *id)
{
	size_t n = 0;
	cn_digest d;
	CN_EACH (row, records)
		n += cn_digest_parse(cn_get_text(row, "id"), &d) && cn_digest_eq(&d, id);
	return n;
}

/* The records are the assessment and what it was made of, each once. */
static const char *parts_wrong(const cn_val *records, const cn_signed *assessment)
{
	size_t n = 1;
	for (size_t i = 0; i < assessment->rec.n_refs; i++) {
		const cn_ref *r = &assessment->rec.refs[i];
		if (cn_is_part(r) && rows_with_id(records, &r->to) != 1)
			return "a record that the assessment rests on is missing";
		n += cn_is_part(r);
	}
	return n == records->n ? NULL : "there are records in it that the assessment does not rest on";
}

static bool signed_one(const cn_val *records, cn_str fingerprint)
{
	cn_digest want, here;
	if (!cn_digest_parse(fingerprint, &want))
		return false;
	CN_EACH (row, records)
		CN_EACH (sig, cn_get(cn_get(row, "envelope"), "signatures")) {
			cn_str id = cn_get_text(sig, "keyid");
			if (cn_digest_parse(id, &here) && cn_digest_eq(&here, &want))
				return true;
		}
	return false;
}

/* One log key (its name is in the checkpoint's signature) and the key that signed: no other name stands on the page. */
static const char *keys_wrong(const cn_val *dossier)
{
	size_t n_log = 0, n_record = 0;
	CN_EACH (k, cn_get(dossier, "keys")) {
		cn_pub pub;
		cn_str fingerprint = cn_get_text(k, "fingerprint");
		bool log = cn_is_text(cn_get(k, "role"), "log");
		n_log += log;
		n_record += !log;
		if (!pub_of(k, &pub) || (!log && !signed_one(cn_get(dossier, "records"), fingerprint)))
			return "it names a key that signed nothing in it";
		if (key_of(dossier, fingerprint) != k)
			return "it names a key twice";
	}
	if (n_log != 1)
		return "it does not name one log key";
	return n_record == 1 ? NULL : "its records are signed by more than one key";
}

/* The log is the author's own. */
static const char *origin_wrong(const cn_val *dossier, const cn_signed *assessment)
{
	cn_str author = assessment->rec.author;
	CN_EACH (k, cn_get(dossier, "keys")) {
		cn_str name = cn_get_text(k, "name");
		bool own = name.n > author.n && cn_eq(cn_sub(name, 0, author.n), author) && name.p[author.n] == '/';
		if (cn_is_text(cn_get(k, "role"), "log") && !own)
			return "the log is not the author's";
	}
	return NULL;
}

cn_str cn_proof_note(cn_str proof)
{
	for (size_t i = 1; i < proof.n; i++)
		if (proof.p[i - 1] == '\n' && proof.p[i] == '\n')
			return cn_sub(proof, i, proof.n);
	return CN_S("");
}

/* One proof a record, of one checkpoint, and nothing else. */
static const char *proofs_wrong(const cn_val *dossier)
{
	const cn_val *records = cn_get(dossier, "records"), *proofs = cn_get(dossier, "proofs");
	cn_str head = CN_S(""), note;
	if (records->n != proofs->n)
		return "it does not hold one proof for each record";
	CN_EACH (r, records) {
		size_t n = 0;
		CN_EACH (p, proofs)
			n += cn_get_int(p, "seq", -1) == cn_get_int(r, "seq", -2);
		if (n != 1)
			return "it does not hold one proof for each record";
	}
	CN_EACH (p, proofs) {
		note = cn_proof_note(cn_get_text(p, "proof"));
		if (head.n && !cn_eq(head, note))
			return "its proofs are of different checkpoints";
		head = note;
	}
	return NULL;
}

static void check_rest(cn_ctx *ctx, const cn_val *dossier, const cn_signed *assessment, cn_checked *c)
{
	const char *wrong = keys_wrong(dossier);
	if (!wrong)
		wrong = proofs_wrong(dossier);
	if (!wrong && assessment)
		wrong = origin_wrong(dossier, assessment);
	if (!wrong && assessment)
		wrong = parts_wrong(cn_get(dossier, "records"), assessment);
	cn_str said = cn_str_z(wrong ? wrong : "keys and records are those of the assessment, and nothing else is in it");
	cn_checked_line(ctx, c, "dossier", wrong ? "fails" : "holds", said, wrong ? said : CN_S("密钥与记录均属于该评估，别无他物"));
}

static cn_code check_content(cn_ctx *ctx, const cn_val *dossier, const cn_signed *assessment, cn_checked *c, cn_err *err)
{
	cn_str bytes;
	const cn_val *content = cn_get(dossier, "content");
	CN_TRY(cn_canonical(ctx, content, &bytes, err));
	cn_digest d = cn_sha256(bytes), said;
	bool same = assessment && cn_digest_parse(cn_get_text(cn_get(assessment->rec.body, "content"), "digest"), &said) && cn_digest_eq(&d, &said);
	cn_checked_line(ctx, c, "content", same ? "holds" : "fails",
			same ? CN_S("every word of the dossier is what was signed") : CN_S("the words of the dossier are not those that were signed"),
			same ? CN_S("卷宗的每个字都是所签署的内容") : CN_S("卷宗的文字与所签署的内容不符"));
	bool author = assessment && cn_eq(assessment->rec.author, cn_get_text(cn_get(content, "node"), "name"));
	if (assessment && !author)
		cn_checked_line(ctx, c, "node", "fails", CN_S("the dossier names another node than the one that signed"), CN_S("卷宗所称节点并非签署节点"));
	return CN_OK;
}

cn_code cn_check_proof(cn_ctx *ctx, const cn_val *dossier, cn_str want_key, cn_checked *c, cn_err *err)
{
	CN_TRY(cn_sign_start(err));
	const cn_val *records = cn_get(dossier, "records");
	if (!shape_holds(dossier)) {
		cn_checked_line(ctx, c, "dossier", "fails", CN_S("its parts are not those of a dossier, and nothing else"), CN_S("其组成部分不是卷宗应有的部分"));
		return CN_OK;
	}
	if (records->n == 0) {
		cn_checked_line(ctx, c, "signature", "absent", CN_S("nobody signed this dossier: nothing can be proved about it"),
				CN_S("此卷宗无人签署：无法证明任何内容"));
		return CN_OK;
	}
	const cn_signed *assessment = NULL;
	c->held = CN_NEW(ctx->a, const cn_signed *, records->n);
	if (!c->held)
		return cn_arena_fail(ctx->a, err);
	CN_EACH (row, records) {
		cn_signed *s = CN_NEW(ctx->a, cn_signed, 1);
		if (!s)
			return cn_arena_fail(ctx->a, err);
		const char *wrong = signature_wrong(ctx, dossier, row, s);
		if (wrong && s->rec.kind.n == 0)
			s->rec = (cn_record){ .kind = cn_get_text(row, "kind"), .seq = cn_get_int(row, "seq", -1) };
		line_for(ctx, c, "signature", s, wrong);
		if (wrong)
			continue;
		line_for(ctx, c, "inclusion", s, cn_inclusion_wrong(ctx, dossier, s, cn_get_text(proof_of(dossier, s->rec.seq), "proof")));
		c->held[c->n_held++] = s;
		if (cn_eqz(s->rec.kind, "assessment/1"))
			assessment = s;
	}
	check_rest(ctx, dossier, assessment, c);
	CN_TRY(check_content(ctx, dossier, assessment, c, err));
	if (assessment)
		c->fingerprint = cn_digest_str(ctx->a, &assessment->env.sig[0].keyid);
	cn_check_key(ctx, want_key, c);
	return CN_OK;
}

void cn_check_key(cn_ctx *ctx, cn_str want_key, cn_checked *c)
{
	if (want_key.n && !cn_eq(want_key, c->fingerprint))
		cn_checked_line(ctx, c, "key", "fails", CN_S("it is not signed by the key that you named"), CN_S("签署密钥不是您指定的密钥"));
}

/* ---- steps ---- */

static size_t place_of(const cn_step *s)
{
	size_t i = 0;
	while (cn_step_at(i) != s)
		i++;
	return i;
}

bool cn_other_step(const cn_checked *c, const cn_step *s)
{
	return c->other[place_of(s)];
}

void cn_check_steps(cn_ctx *ctx, const cn_val *records, cn_checked *c)
{
	CN_EACH (r, records) {
		cn_str kind = cn_get_text(r, "kind"), said = cn_sub(cn_get_text(cn_get(r, "body"), "step"), 0, 60);
		const cn_step *s = cn_step_for(kind);
		int64_t version;
		if (!s || cn_step_made(s, cn_get(r, "body"), &version) || (version && cn_other_step(c, s)))
			continue;
		if (version) {
			c->other[place_of(s)] = true;
			cn_checked_line(ctx, c, "step", "absent",
					cn_strf(ctx->a, "cannot recompute %.*s: made by step %s version %lld, this program has version %u", CN_FMT(kind), s->name,
						(long long)version, s->version),
					cn_strf(ctx->a, "无法重算 %.*s：由步骤 %s 第 %lld 版生成，本程序为第 %u 版", CN_FMT(kind), s->name, (long long)version,
						s->version));
		} else {
			cn_checked_line(ctx, c, "step", "fails",
					cn_strf(ctx->a, "%.*s says that step \"%.*s\" made it: that is not a version of %s", CN_FMT(kind), CN_FMT(said), s->name),
					cn_strf(ctx->a, "%.*s 自称由步骤“%.*s”生成：并非 %s 的版本", CN_FMT(kind), CN_FMT(said), s->name));
		}
	}
}

/* ---- counts ---- */

static bool near(cn_str a, cn_str b)
{
	double x, y;
	if (cn_real_parse(a, &x, NULL) != CN_OK || cn_real_parse(b, &y, NULL) != CN_OK)
		return false;
	double scale = x < 0 ? -x : x, gap = x - y < 0 ? y - x : x - y;
	return gap <= 1e-9 * (scale > 1e-12 ? scale : 1e-12);
}

/* Equal trees, reals within 1e-9 relative (the last bits of libm differ between machines). */
bool cn_same_tree(const cn_val *a, const cn_val *b)
{
	if (!a || !b || a->type != b->type)
		return a == b;
	if (a->type == CN_TEXT)
		return cn_eq(a->s, b->s) || near(a->s, b->s);
	if (a->type != CN_LIST && a->type != CN_MAP)
		return cn_val_eq(a, b);
	if (a->n != b->n)
		return false;
	const cn_val *other = b->first;
	CN_EACH (x, a) {
		if (!cn_same_tree(x, a->type == CN_MAP ? cn_get_s(b, x->key) : other))
			return false;
		other = other ? other->next : NULL;
	}
	return true;
}

const cn_val *cn_counts_named(const cn_val *content, cn_str id)
{
	CN_EACH (c, cn_get(content, "counts"))
		if (cn_eq(cn_get_text(c, "id"), id))
			return cn_get(c, "tree");
	return NULL;
}

cn_limit cn_limit_of(const cn_val *m)
{
	const cn_val *l = cn_get(m, "limit");
	const cn_val *from = cn_get(m, "taken");
	return (cn_limit){ .table = cn_get_text(from, "table"), .other = cn_get_text(from, "other"), .columns = cn_get(from, "columns"),
			   .options = cn_get(from, "options"), .metric = cn_get_text(m, "metric"), .attribute = cn_get_text(m, "attribute"), .stratum = cn_get_text(m, "stratum"),
			   .op = cn_get_text(l, "op"), .value = cn_get_text(l, "value"), .from = cn_get_text(l, "from"),
			   .owner = cn_get_text(l, "owner"), .duty = cn_get_text(l, "duty"), .line = cn_get_text(l, "line"), .blocks = cn_get_bool(l, "blocks", false),
			   .basis = cn_get(l, "basis") };
}

static cn_code again(cn_ctx *ctx, const cn_val *content, const cn_val *m, const cn_val *tree, const cn_val **ret, cn_err *err)
{
	cn_counts *counts;
	cn_step_out out;
	cn_limit limit = cn_limit_of(m);
	uint64_t seed = 0;
	cn_digest d;
	if (cn_digest_parse(cn_get_text(cn_get(content, "system"), "manifest"), &d))
		for (size_t i = 0; i < 8; i++)
			seed = seed << 8 | d.b[i];
	CN_TRY(cn_counts_decode(ctx->a, tree, &counts, err));
	cn_measure_input in = { .system = cn_get_text(cn_get(content, "system"), "id"), .id = cn_get_text(m, "id"), .counts_id = cn_get_text(m, "counts"),
				.counts = counts, .limit = &limit, .seed = seed, .labels = cn_get(content, "labels"), .source = cn_get(m, "source") };
	CN_TRY(cn_step_run(ctx->a, &cn_step_measure, &(cn_step_in){ .measure = &in }, &out, err)); /* its body follows from the tree: cn_check_agree */
	*ret = out.tree;
	return CN_OK;
}

cn_code cn_check_counts(cn_ctx *ctx, const cn_val *content, cn_checked *c, cn_err *err)
{
	if (cn_other_step(c, &cn_step_measure))
		return CN_OK; /* cn_check_steps says so */
	CN_EACH (m, cn_get(content, "measurements")) {
		cn_str id = cn_get_text(m, "id"), metric = cn_get_text(m, "metric");
		const cn_val *tree = cn_counts_named(content, cn_get_text(m, "counts")), *now;
		if (!tree) {
			cn_checked_line(ctx, c, "counts", "absent",
					cn_strf(ctx->a, "cannot recompute %.*s (%.*s): its counts are absent", CN_FMT(id), CN_FMT(metric)),
					cn_strf(ctx->a, "无法重算 %.*s（%.*s）：缺少计数", CN_FMT(id), CN_FMT(metric)));
			continue;
		}
		cn_code rc = again(ctx, content, m, tree, &now, err);
		if (rc == CN_ENOMEM)
			return rc;
		bool same = rc == CN_OK && cn_counts_fit(m, tree) && cn_same_tree(m, now);
		cn_checked_line(ctx, c, "counts", same ? "holds" : "fails",
				cn_strf(ctx->a, "%.*s %.*s%s", CN_FMT(id), CN_FMT(metric),
					same ? ": number, interval and verdict follow from the counts" : ": not what the counts give"),
				cn_strf(ctx->a, "%.*s %.*s%s", CN_FMT(id), CN_FMT(metric), same ? "：数值、区间与结论均可由计数得出" : "：与计数不符"));
	}
	return CN_OK;
}
