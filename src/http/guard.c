#include "http/guard.h"

#include <pthread.h>

#include "people/throttle.h"
#include "store/file.h"

/* ---- the table ---- */

static cn_access op_least(const cn_op *op)
{
	return op->served == CN_NOT_SERVED ? CN_ACCESS_NEVER : op->least;
}

static size_t op_gates(cn_arena *a, const cn_op *op, cn_gate *at)
{
	CN_AUTO_BUF b;
	size_t n = 0;
	cn_buf_init(&b, 256);
	cn_op_path(op, &b);
	cn_gate g = { .name = op->name, .path = cn_buf_copy(a, &b), .least = op_least(op) };
	if (cn_op_served(op) || op->served == CN_NOT_SERVED)
		at[n++] = g;
	g.method = CN_POST;
	if (cn_op_posted(op))
		at[n++] = g;
	return n;
}

cn_code cn_gates(cn_arena *a, const cn_gate **ret, size_t *ret_n, cn_err *err)
{
	size_t n_row, n_op, n = 0;
	const cn_route *row = cn_routes(&n_row);
	const cn_op *const *op = cn_ops(&n_op);
	cn_gate *g = CN_NEW(a, cn_gate, n_row + 2 * n_op);
	if (!g)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n_row; i++)
		g[n++] = (cn_gate){ row[i].name, cn_str_z(row[i].path), row[i].method, row[i].least };
	for (size_t i = 0; i < n_op; i++)
		n += op_gates(a, op[i], g + n);
	*ret = g;
	*ret_n = n;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- who asks ---- */

static const char *cookie_name(const cn_site *s)
{
	return s->secure ? "__Host-concord=" : "concord=";
}

/* The session in a Cookie field; empty: none. */
static cn_str session_of(const cn_call *c)
{
	cn_str rest = c->asked->cookie, one, name = cn_str_z(cookie_name(c->site));
	while (rest.n) {
		(void)cn_split(rest, ';', &one, &rest);
		one = cn_trim(one);
		if (cn_starts(one, name.p))
			return cn_sub(one, name.n, one.n);
	}
	return CN_S("");
}

/* The scheme of Authorization is a word of any case (RFC 9110, 11.1). */
static bool bearer(cn_str field, cn_str *ret)
{
	static const char scheme[] = "bearer ";
	if (field.n < sizeof scheme)
		return false;
	for (size_t i = 0; i < sizeof scheme - 1; i++)
		if ((field.p[i] | 0x20) != (scheme[i] | 0x20))
			return false;
	*ret = cn_trim(cn_sub(field, sizeof scheme - 1, field.n));
	return true;
}

cn_code cn_guard_look(cn_call *c, cn_err *err)
{
	cn_str token = CN_S(""), session = session_of(c);
	cn_people *p = c->site->people;
	cn_code rc = CN_OK;
	c->who = (cn_who){ { 0 } };
	c->forged = false;
	if (c->asked->authorization.n) {
		if (!p || !bearer(c->asked->authorization, &token))
			c->forged = true;
		else
			rc = cn_people_token(p, token, cn_site_now_us(c->site), &c->who, err);
	} else if (p && session.n) {
		rc = cn_people_session(p, session, cn_site_now_us(c->site), &c->who, err);
	}
	if (rc != CN_EFORGED)
		return rc;
	c->forged = true;
	c->who = (cn_who){ { 0 } };
	return CN_OK;
}

static cn_code not_known(cn_call *c, cn_err *err)
{
	c->ret->status = 401;
	c->ret->challenge = c->asked->authorization.n ? "Bearer realm=\"concord\", error=\"invalid_token\"" : "Bearer realm=\"concord\"";
	if (c->forged)
		return CN_FAIL(err, CN_EINPUT, "this sign-in is over, or the token is not known here");
	return CN_FAIL(err, CN_EINPUT, "this needs a sign-in: POST /api/v1/session, or Authorization: Bearer with a token of this node");
}

static cn_code forbidden(cn_call *c, cn_access least, cn_err *err)
{
	c->ret->status = 403;
	if (least == CN_ACCESS_NEVER)
		return CN_FAIL(err, CN_ESTATE, "\"concord %s\" is for who runs the machine of this node: it is not done over HTTP", c->op ? c->op->name : "?");
	return CN_FAIL(err, CN_ESTATE, "this is for a person in the role %s or above", cn_access_text(least));
}

/* A page of another site can send a cookie's request, but neither set this field nor learn what belongs there. */
static cn_code check_forgery(cn_call *c, cn_err *err)
{
	if (!c->who.session[0] || cn_secret_eq(c->asked->csrf, cn_str_z(c->who.csrf)))
		return CN_OK;
	c->ret->status = 403;
	return CN_FAIL(err, CN_ESTATE, "X-Concord-CSRF is missing or not that of this session: GET /api/v1/session says it");
}

cn_code cn_guard(cn_call *c, cn_access least, bool reads, cn_err *err)
{
	if (least == CN_ACCESS_NEVER)
		return forbidden(c, least, err);
	c->ret->personal = least != CN_ACCESS_PUBLIC;
	CN_TRY(cn_guard_look(c, err));
	if (least == CN_ACCESS_PUBLIC && !c->asked->authorization.n)
		return CN_OK; /* a session that is over does not close what everybody may see */
	if ((c->forged && c->asked->authorization.n) || (least != CN_ACCESS_PUBLIC && !c->who.id[0]))
		return not_known(c, err);
	if (c->who.access < least)
		return forbidden(c, least, err);
	return reads ? CN_OK : check_forgery(c, err);
}

void cn_guard_cookie(cn_call *c, const char *session)
{
	(void)snprintf(c->ret->cookie, sizeof c->ret->cookie, "%s%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", cookie_name(c->site), session,
		       session[0] ? (long long)(CN_SESSION_MOST_US / 1000000) : 0, c->site->secure ? "; Secure" : "");
}

/* ---- how often ---- */

struct cn_door {
	pthread_mutex_t lock;
	cn_throttle tries, known; /* known: who signed in from where */
};

static const cn_throttle_rule from_rule = { 30, 6000000 }, name_rule = { 10, 30000000 }, known_rule = { 2, 30LL * 24 * 3600 * 1000000 };

cn_code cn_door_new(cn_door **ret, cn_err *err)
{
	uint8_t secret[2][CN_THROTTLE_SECRET_BYTES];
	cn_door *d = cn_heap_take(sizeof *d);
	if (!d)
		return CN_NOMEM(err);
	cn_entropy(secret, sizeof secret);
	(void)pthread_mutex_init(&d->lock, NULL);
	cn_throttle_init(&d->tries, secret[0]);
	cn_throttle_init(&d->known, secret[1]);
	*ret = d;
	return CN_OK;
}

void cn_door_free(cn_door *d)
{
	if (!d)
		return;
	(void)pthread_mutex_destroy(&d->lock);
	cn_heap_give(d);
}

static int64_t monotonic_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + 1;
}

/* The address of who asks: what our own proxy wrote last, else the other end. */
static cn_str address_of(const cn_call *c)
{
	cn_str rest = c->asked->forwarded, one = CN_S("");
	if (!c->site->proxied || !rest.n)
		return cn_str_z(c->asked->peer);
	while (rest.n)
		(void)cn_split(rest, ',', &one, &rest);
	return cn_trim(one);
}

static cn_str pair_of(cn_call *c, cn_str name)
{
	return cn_strf(c->a, "%.*s\n%.*s", CN_FMT(address_of(c)), CN_FMT(name));
}

static const char *seconds(int64_t us)
{
	return us <= 2000000 ? "2" : us <= 10000000 ? "10" : us <= 30000000 ? "30" : "300";
}

cn_code cn_door_try(cn_call *c, cn_str name, cn_err *err)
{
	cn_door *d = c->site->door;
	int64_t now = monotonic_us();
	cn_str from = address_of(c), pair = pair_of(c, name);
	(void)pthread_mutex_lock(&d->lock);
	int64_t wait = cn_throttle_take(&d->tries, "from", from, from_rule, now);
	if (!wait && name.n) {
		bool known = cn_throttle_busy(&d->known, "pair", pair, now);
		wait = cn_throttle_take(&d->tries, known ? "pair" : "name", known ? pair : name, name_rule, now);
	}
	(void)pthread_mutex_unlock(&d->lock);
	if (!wait)
		return CN_OK;
	c->ret->status = 429;
	c->ret->retry_after = seconds(wait);
	return CN_FAIL(err, CN_ESTATE, "too many tries from this address or with this name: wait %s seconds", seconds(wait));
}

void cn_door_passed(cn_call *c, cn_str name)
{
	cn_door *d = c->site->door;
	int64_t now = monotonic_us();
	cn_str pair = pair_of(c, name);
	(void)pthread_mutex_lock(&d->lock);
	cn_throttle_give(&d->tries, "from", address_of(c), from_rule, now);
	cn_throttle_give(&d->tries, "name", name, name_rule, now);
	cn_throttle_give(&d->tries, "pair", pair, name_rule, now);
	(void)cn_throttle_take(&d->known, "pair", pair, known_rule, now);
	(void)pthread_mutex_unlock(&d->lock);
}
