/* C2SP tlog-proof v1. The reader accepts what the writer writes, and nothing else. */
#include "core/nomem.h"
#include "core/proof.h"

void cn_hash_lines_write(const cn_hash_path *p, cn_buf *out)
{
	for (unsigned i = 0; i < p->n; i++) {
		cn_base64(out, p->h[i].b, CN_DIGEST_BYTES);
		cn_buf_putc(out, '\n');
	}
	cn_buf_putc(out, '\n');
}

void cn_proof_write(const cn_proof *p, cn_buf *out)
{
	cn_buf_putz(out, CN_PROOF_HEAD "\n");
	if (p->extra.n > 0) {
		cn_buf_putz(out, "extra ");
		cn_base64(out, (const uint8_t *)p->extra.p, p->extra.n);
		cn_buf_putc(out, '\n');
	}
	cn_buf_printf(out, "index %llu\n", (unsigned long long)p->index);
	cn_hash_lines_write(&p->path, out);
	cn_buf_put(out, p->checkpoint);
}

cn_code cn_hash_lines_parse(cn_str *rest, cn_hash_path *ret, cn_err *err)
{
	cn_str line;
	for (;;) {
		if (!cn_split(*rest, '\n', &line, rest))
			return CN_FAIL(err, CN_EINPUT, "proof: ends before its checkpoint");
		if (line.n == 0)
			return CN_OK;
		cn_pub hash; /* 32 bytes of base64, as keys are */
		if (ret->n == CN_PROOF_HASHES_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "proof: more than %d hashes", CN_PROOF_HASHES_MAX);
		if (!cn_pub_parse(line, &hash))
			return CN_FAIL(err, CN_EINPUT, "proof: hash %u is not base64 of 32 bytes", ret->n + 1);
		memcpy(ret->h[ret->n++].b, hash.b, CN_DIGEST_BYTES);
	}
}

static cn_code take_index(cn_str line, uint64_t *ret, cn_err *err)
{
	if (!cn_starts(line, "index ") || !cn_tree_size_parse(cn_sub(line, 6, line.n), ret))
		return CN_FAIL(err, CN_EINPUT, "proof: expected \"index <number>\"");
	return CN_OK;
}

static cn_code proof_parse_once(cn_arena *a, cn_str text, cn_proof *ret, cn_err *err)
{
	if (text.n > CN_PROOF_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "proof: %zu bytes, at most %d", text.n, CN_PROOF_BYTES_MAX);
	cn_proof *p = CN_NEW(a, cn_proof, 1);
	if (!p)
		return cn_arena_fail(a, err);
	cn_str rest = text, line;
	if (!cn_split(rest, '\n', &line, &rest) || !cn_eqz(line, CN_PROOF_HEAD))
		return CN_FAIL(err, CN_EINPUT, "proof: the first line is not " CN_PROOF_HEAD);
	bool more = cn_split(rest, '\n', &line, &rest);
	if (more && cn_starts(line, "extra ")) {
		if (!cn_unbase64(a, cn_sub(line, 6, line.n), &p->extra) || p->extra.n == 0)
			return CN_FAIL(err, CN_EINPUT, "proof: \"extra\" is not base64");
		more = cn_split(rest, '\n', &line, &rest);
	}
	if (!more)
		return CN_FAIL(err, CN_EINPUT, "proof: expected \"index <number>\"");
	CN_TRY(take_index(line, &p->index, err));
	CN_TRY(cn_hash_lines_parse(&rest, &p->path, err));
	if (rest.n == 0)
		return CN_FAIL(err, CN_EINPUT, "proof: no checkpoint");
	p->checkpoint = rest;
	*ret = *p;
	return CN_OK;
}

cn_code cn_proof_parse(cn_arena *a, cn_str text, cn_proof *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, proof_parse_once(a, text, ret, err), err);
}

cn_code cn_proof_verify(cn_arena *a, const cn_proof *p, cn_str entry, const cn_vkey *log, const cn_vkey *witnesses, size_t n_witnesses,
			cn_checkpoint *ret, cn_note *ret_note, cn_err *err)
{
	cn_checkpoint c;
	CN_TRY(cn_checkpoint_open(a, p->checkpoint, log, witnesses, n_witnesses, &c, ret_note, err));
	cn_digest leaf = cn_leaf_hash(entry);
	CN_TRY(cn_check_inclusion(&leaf, p->index, c.size, p->path.h, p->path.n, &c.root, err));
	if (ret)
		*ret = c;
	return CN_OK;
}
