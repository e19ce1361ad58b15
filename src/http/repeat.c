/* A POST that may come twice: its client lost the answer, and asks again under the same Idempotency-Key. */
#include "http/guard.h"

enum { KEY_BYTES_MAX = 255 };

static cn_code check_key(cn_str key, cn_err *err)
{
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] > '~')
			key.n = 0;
	if (!key.n || key.n > KEY_BYTES_MAX)
		return CN_FAIL(err, CN_EINPUT, "Idempotency-Key is 1 to %d printable characters", KEY_BYTES_MAX);
	return CN_OK;
}

/* A key is its sender's: who is not signed in shares none with who is. */
static void digests(const cn_call *c, cn_digest *key, cn_digest *request)
{
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_puts(&h, cn_str_z(c->who.id[0] ? c->who.id : c->asked->peer));
	cn_hash_puts(&h, CN_S("\n"));
	cn_hash_puts(&h, c->asked->idempotency);
	*key = cn_hash_done(&h);
	cn_hash_init(&h);
	cn_hash_puts(&h, c->asked->target);
	cn_hash_puts(&h, CN_S("\n"));
	cn_hash_puts(&h, c->asked->body);
	*request = cn_hash_done(&h);
}

static cn_code given_before(cn_call *c, const cn_route *r, cn_repeat how, unsigned status, cn_str body, cn_err *err)
{
	if (how == CN_REPEAT_DONE && !(r && r->secret) && body.n) {
		c->ret->status = status;
		cn_buf_put(&c->out, body);
		return CN_OK;
	}
	c->ret->status = how == CN_REPEAT_OTHER ? 422 : 409;
	if (how == CN_REPEAT_OTHER)
		return CN_FAIL(err, CN_EINPUT, "this Idempotency-Key stands for another request");
	if (how == CN_REPEAT_RUNNING)
		return CN_FAIL(err, CN_ESTATE, "this request is being worked on");
	return CN_FAIL(err, CN_ESTATE, "this was done; what it answered was shown once, or is too large to be kept");
}

cn_code cn_repeated(cn_call *c, const cn_route *r, cn_code (*answer)(cn_call *c, const cn_route *r, cn_err *err), cn_err *err)
{
	cn_digest key, request;
	cn_repeat how;
	unsigned status;
	cn_str body;
	if (!cn_eqz(c->asked->method, "POST") || !c->asked->idempotency.n || !c->site->people || !c->may_wait || (r && r->password))
		return answer(c, r, err);
	CN_TRY(check_key(c->asked->idempotency, err));
	digests(c, &key, &request);
	CN_TRY(cn_people_repeat(c->site->people, c->a, &key, &request, cn_site_now_us(c->site), &how, &status, &body, err));
	if (how != CN_REPEAT_NEW)
		return given_before(c, r, how, status, body, err);
	cn_code rc = answer(c, r, err);
	status = rc != CN_OK ? 0 : c->ret->status ? c->ret->status : 200;
	cn_err why = { 0 };
	cn_code kept = cn_people_repeat_done(c->site->people, &key, status, (r && r->secret) || c->shown_once ? CN_S("") : cn_buf_str(&c->out), &why);
	(void)kept; /* it was done, and that stands: who asks again is told that it is being worked on */
	return rc;
}
