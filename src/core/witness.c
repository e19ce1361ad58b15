/* add-checkpoint of C2SP tlog-witness. A body has one spelling, so that two readers never see two things in it. */
#include "core/witness.h"
#include "core/nomem.h"
#include "core/proof.h"

void cn_add_checkpoint_write(const cn_add_checkpoint *q, cn_buf *out)
{
	cn_buf_printf(out, "old %llu\n", (unsigned long long)q->old);
	cn_hash_lines_write(&q->proof, out);
	cn_buf_put(out, q->note);
}

static cn_code parse_once(cn_arena *a, cn_str body, cn_add_checkpoint *ret, cn_err *err)
{
	cn_add_checkpoint q = { 0 };
	cn_str rest = body, line;
	if (body.n > CN_WITNESS_BODY_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a body of %zu bytes, at most %d", body.n, CN_WITNESS_BODY_BYTES_MAX);
	cn_note *note = CN_NEW(a, cn_note, 1);
	if (!note)
		return cn_arena_fail(a, err);
	if (!cn_split(rest, '\n', &line, &rest) || !cn_starts(line, "old ") || !cn_tree_size_parse(cn_sub(line, 4, line.n), &q.old))
		return CN_FAIL(err, CN_EINPUT, "the first line is not \"old <size>\"");
	CN_TRY(cn_hash_lines_parse(&rest, &q.proof, err));
	q.note = rest;
	CN_TRY(cn_note_open(a, q.note, NULL, 0, note, err)); /* its form; keys are known only with the origin */
	CN_TRY(cn_checkpoint_parse(note->text, &q.head, err));
	q.text = note->text;
	*ret = q;
	return CN_OK;
}

cn_code cn_add_checkpoint_parse(cn_arena *a, cn_str body, cn_add_checkpoint *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, parse_once(a, body, ret, err), err);
}

static cn_code check_signed(cn_arena *a, const cn_add_checkpoint *q, const cn_vkey *keys, size_t n_keys, cn_err *err)
{
	cn_note *note = CN_NEW(a, cn_note, 1);
	if (!note)
		return cn_arena_fail(a, err);
	CN_TRY(cn_note_open(a, q->note, keys, n_keys, note, err));
	for (unsigned i = 0; i < note->n_sigs; i++)
		if (note->sig[i].known >= 0 && keys[note->sig[i].known].type == CN_NOTE_ED25519)
			return CN_OK;
	return CN_FAIL(err, CN_EFORGED, "the checkpoint is not signed by a key that is known for its origin");
}

static cn_witness_says not_proved(cn_err *why)
{
	(void)CN_FAIL(why, CN_EFORGED, "the consistency proof does not lead from size and root that were seen to the checkpoint");
	return CN_WITNESS_NO_PROOF;
}

static cn_witness_says weigh_growth(const cn_add_checkpoint *q, const cn_checkpoint *seen, cn_err *why)
{
	cn_digest empty = cn_empty_root();
	if (q->head.size == 0 && !cn_digest_eq(&q->head.root, &empty))
		return not_proved(why);
	if (q->old == q->head.size) {
		if (q->proof.n)
			return not_proved(why);
		if (cn_digest_eq(seen ? &seen->root : &empty, &q->head.root))
			return CN_WITNESS_COSIGN;
		(void)CN_FAIL(why, CN_EFORGED, "another root of the same size was cosigned before: the log shows two histories");
		return CN_WITNESS_CONFLICT;
	}
	if (cn_check_consistency(q->old, seen ? &seen->root : &empty, q->head.size, &q->head.root, q->proof.h, q->proof.n, NULL) != CN_OK)
		return not_proved(why);
	return CN_WITNESS_COSIGN;
}

cn_code cn_witness_weigh(cn_arena *a, const cn_add_checkpoint *q, const cn_vkey *keys, size_t n_keys, const cn_checkpoint *seen, cn_witness_says *ret,
			 cn_err *why)
{
	unsigned long was = cn_heap_failures();
	cn_code rc = cn_or_nomem(was, check_signed(a, q, keys, n_keys, why), why);
	uint64_t last = seen ? seen->size : 0;
	if (rc == CN_ENOMEM || !cn_arena_ok(a))
		return CN_NOMEM(why);
	if (rc != CN_OK) {
		*ret = CN_WITNESS_FORBIDDEN;
	} else if (q->old > q->head.size) {
		(void)CN_FAIL(why, CN_EINPUT, "the old size is larger than the checkpoint");
		*ret = CN_WITNESS_MALFORMED;
	} else if (q->old != last) {
		(void)CN_FAIL(why, CN_EINPUT, "the checkpoint that was cosigned last has another size");
		*ret = CN_WITNESS_CONFLICT;
	} else {
		*ret = weigh_growth(q, seen, why);
	}
	return CN_OK;
}
