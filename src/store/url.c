/* Read by hand, and not by the database's client, whose messages repeat the address with the password in it. */
#include "store/url.h"

typedef struct parts {
	cn_arena *a;
	cn_store_url *url;
	size_t n;
} parts;

static cn_code not_one(cn_err *err)
{
	(void)CN_FAIL(err, CN_EINPUT, "this is not the address of a store");
	return cn_hint(err, "sqlite, or postgresql://USER@HOST:PORT/DATABASE");
}

static bool hex_digit(char c, unsigned *ret)
{
	if (c >= '0' && c <= '9')
		*ret = (unsigned)(c - '0');
	else if ((c | 32) >= 'a' && (c | 32) <= 'f')
		*ret = (unsigned)((c | 32) - 'a') + 10;
	else
		return false;
	return true;
}

/* %41 is A. What is decoded is UTF-8 without a NUL. */
static cn_code decode(cn_arena *a, cn_str s, cn_str *ret, cn_err *err)
{
	char *out = cn_alloc(a, s.n + 1, 1);
	size_t n = 0;
	if (!out)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < s.n; i++, n++) {
		unsigned hi, lo;
		out[n] = s.p[i];
		if (s.p[i] != '%')
			continue;
		if (i + 2 >= s.n || !hex_digit(s.p[i + 1], &hi) || !hex_digit(s.p[i + 2], &lo) || hi * 16 + lo == 0)
			return CN_FAIL(err, CN_EINPUT, "in the address of a store %% stands before two hexadecimal digits that are not 00");
		out[n] = (char)(hi * 16 + lo);
		i += 2;
	}
	out[n] = '\0';
	*ret = (cn_str){ out, n };
	return cn_utf8_ok(*ret) ? CN_OK : not_one(err);
}

static cn_code put(parts *p, const char *name, cn_str value, cn_err *err)
{
	cn_str plain;
	CN_TRY(decode(p->a, value, &plain, err));
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->url->name[i], name) == 0)
			return CN_FAIL(err, CN_EINPUT, "the address of the store says \"%s\" twice", name);
	if (p->n == CN_STORE_PARTS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the address of the store has more than %d parts", CN_STORE_PARTS_MAX);
	p->url->name[p->n] = name;
	p->url->value[p->n++] = plain.p;
	return CN_OK;
}

/* user:password. *ret_shown is what of it may be shown. */
static cn_code take_user(parts *p, cn_str s, cn_str *ret_shown, cn_err *err)
{
	cn_str password;
	bool has = cn_split(s, ':', ret_shown, &password);
	if (ret_shown->n)
		CN_TRY(put(p, "user", *ret_shown, err));
	p->url->has_password = has && password.n;
	return p->url->has_password ? put(p, "password", password, err) : CN_OK;
}

/* host, host:port, [address]:port */
static cn_code take_host(parts *p, cn_str s, cn_err *err)
{
	cn_str host, port = { "", 0 };
	int64_t number;
	if (s.n && s.p[0] == '[') {
		if (!cn_split(cn_sub(s, 1, s.n), ']', &host, &port) || (port.n && port.p[0] != ':'))
			return not_one(err);
		port = port.n ? cn_sub(port, 1, port.n) : port;
	} else {
		(void)cn_split(s, ':', &host, &port);
	}
	if (host.n)
		CN_TRY(put(p, "host", host, err));
	if (!port.n)
		return CN_OK;
	if (cn_int_parse(port, 1, 65535, &number, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "in the address of a store the port is a whole number from 1 to 65535");
	return put(p, "port", port, err);
}

/* Settings of the client that an address may carry. What would read a file of passwords in clear, or let the client do other things, is not among them. */
static cn_code take_setting(parts *p, cn_str s, cn_err *err)
{
	static const char *const known[] = { "host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding", "passfile", "krbsrvname" };
	cn_str name, value;
	if (!cn_split(s, '=', &name, &value))
		return not_one(err);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (cn_eqz(name, known[i]))
			return put(p, known[i], value, err);
	if (cn_eqz(name, "password"))
		(void)CN_FAIL(err, CN_EINPUT, "a password in the address of a store stands behind the user, before the @; better in a password file");
	else
		(void)CN_FAIL(err, CN_EINPUT, "the address of a store has a setting that is not known here");
	return cn_hint(err, "docs/operating.md");
}

static cn_code take_all(parts *p, const char *scheme, cn_str s, cn_err *err)
{
	cn_str front, query, authority, path = { "", 0 }, user = { "", 0 }, host, shown = { "", 0 };
	(void)cn_split(s, '?', &front, &query);
	bool has_path = cn_split(front, '/', &authority, &path), has_user = cn_split(authority, '@', &user, &host);
	if (!has_user)
		host = authority;
	if (memchr(host.n ? host.p : "", '@', host.n) || memchr(path.n ? path.p : "", '@', path.n) || memchr(path.n ? path.p : "", '/', path.n))
		return CN_FAIL(err, CN_EINPUT, "in the address of a store, @ and / of a name or password are written %%40 and %%2F"); /* what follows the wrong @ would be shown */
	if (has_user)
		CN_TRY(take_user(p, user, &shown, err));
	CN_TRY(take_host(p, host, err));
	if (path.n)
		CN_TRY(put(p, "dbname", path, err));
	for (cn_str rest = query, one; rest.n;) {
		(void)cn_split(rest, '&', &one, &rest);
		CN_TRY(take_setting(p, one, err));
	}
	p->url->shown = cn_strf(p->a, "%s%.*s%s%.*s%s%.*s%s%.*s", scheme, CN_FMT(shown), shown.n ? "@" : "", CN_FMT(host), has_path ? "/" : "", CN_FMT(path), query.n ? "?" : "",
				CN_FMT(query));
	return cn_arena_ok(p->a) ? CN_OK : cn_arena_fail(p->a, err);
}

static cn_code too_long(cn_err *err)
{
	return CN_FAIL(err, CN_ETOOBIG, "the address of the store is longer than %d bytes", CN_STORE_URL_BYTES_MAX);
}

cn_code cn_store_url_parse(cn_arena *a, cn_str url, cn_store_url *ret, cn_err *err)
{
	static const char *const schemes[] = { "postgresql://", "postgres://" };
	cn_store_url u = { .whole = cn_str_copy(a, url), .shown = CN_S(CN_STORE_SQLITE) };
	parts p = { a, &u, 0 };
	if (url.n > CN_STORE_URL_BYTES_MAX)
		return too_long(err);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || url.p[i] == 127)
			return not_one(err);
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes && !u.postgresql; i++)
		if (cn_starts(url, schemes[i])) {
			u.postgresql = true;
			CN_TRY(take_all(&p, schemes[0], cn_sub(url, strlen(schemes[i]), url.n), err));
		}
	if (!u.postgresql && !cn_eqz(url, CN_STORE_SQLITE))
		return not_one(err);
	if (u.shown.n > CN_STORE_URL_BYTES_MAX) /* its scheme is written out: who reads it back would refuse it */
		return too_long(err);
	*ret = u;
	return CN_OK;
}
