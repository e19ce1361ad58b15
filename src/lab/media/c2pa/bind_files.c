/* Hard binding of a collection of files: c2pa.hash.collection.data (C2PA 2.2, 15.12.5 and 18.8). */
#include "lab/media/c2pa/run.h"

enum { PATH_BYTES_MAX = 4096 };

typedef struct files {
	cn_c2pa_run *r;
	cn_c2pa_manifest *m;
	cn_str path; /* of the assertion */
	const cn_cbor *list;
	cn_sha2_alg alg;
} files;

static bool say(files *f, cn_c2pa_code code, const char *why)
{
	cn_c2pa_say(f->r, f->m, f->path, code, why);
	return false;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character at uri[*at], its escape read; *at moves to its last byte. -1: it may not stand there. */
static int character(cn_str uri, size_t *at)
{
	char c = uri.p[*at];
	if (c == '?' || c == '#' || c == ':') /* a part of a file, an answer to a question, or another place */
		return -1;
	if (c == '%') {
		int hi = uri.n - *at > 2 ? hex(uri.p[*at + 1]) : -1, lo = uri.n - *at > 2 ? hex(uri.p[*at + 2]) : -1;
		if (hi < 0 || lo < 0)
			return -1;
		c = (char)(hi * 16 + lo);
		*at += 2;
	}
	return (unsigned char)c < 0x20 || c == 0x7f || c == '\\' ? -1 : (unsigned char)c;
}

/* Names apart by '/', none empty, "." or "..". */
static bool stays_within(cn_str path)
{
	bool more = true;
	for (cn_str rest = path, name; more;) {
		more = cn_split(rest, '/', &name, &rest);
		if (name.n == 0 || cn_eqz(name, ".") || cn_eqz(name, ".."))
			return false;
	}
	return true;
}

/* The path that a relative address names. 18.8.3: whoever could write ".." would have any file looked at; so would an address that is not
 * relative, or one that hides either behind an escape. False, too, if the arena has failed. */
static bool path_of(cn_c2pa_run *r, cn_str uri, cn_str *ret)
{
	char *p = uri.n > 0 && uri.n <= PATH_BYTES_MAX ? CN_NEW(r->a, char, uri.n) : NULL;
	size_t n = 0;
	for (size_t i = 0; p && i < uri.n; i++) {
		int c = character(uri, &i);
		if (c < 0)
			return false;
		p[n++] = (char)c;
	}
	*ret = (cn_str){ p, n };
	return p && stays_within(*ret);
}

static int by_name(const void *x, const void *y)
{
	return cn_cmp(*(const cn_str *)x, *(const cn_str *)y);
}

/* The paths in the order of the list; NULL if it was said why there are none, or the arena has failed. One file under two names costs its
 * owner twice; two entries of one name would cost as often as a forger likes. */
static cn_str *paths_of(files *f)
{
	size_t n = (size_t)f->list->u, i = 0;
	cn_str *path = CN_NEW(f->r->a, cn_str, n), *sorted = CN_NEW(f->r->a, cn_str, n);
	CN_CBOR_EACH(e, path && sorted ? f->list : NULL)
	{
		if (!path_of(f->r, cn_cbor_text(e, "uri"), &path[i])) {
			if (cn_arena_ok(f->r->a))
				(void)say(f, CN_C2PA_FILES_URI, "an address is not relative, or leads out of the collection");
			return NULL;
		}
		sorted[i] = path[i];
		i++;
	}
	if (i != n)
		return NULL;
	qsort(sorted, n, sizeof *sorted, by_name);
	for (i = 1; i < n; i++)
		if (cn_eq(sorted[i - 1], sorted[i])) {
			cn_c2pa_cannot(f->r, "a collection that names a file twice");
			return NULL;
		}
	return path;
}

static bool sound(files *f)
{
	if (!cn_cbor_is(f->list, CN_CBOR_ARRAY) || f->list->u == 0)
		return say(f, CN_C2PA_FILES_MALFORMED, "it lists no files");
	CN_CBOR_EACH(e, f->list)
	{
		if (cn_cbor_text(e, "uri").n == 0 || !cn_cbor_is(cn_cbor_get(e, "hash"), CN_CBOR_BYTES))
			return say(f, CN_C2PA_FILES_MALFORMED, "a file has no address or no digest");
	}
	return true;
}

/* Each file beside against its digest; the first that is not there or differs is said. */
static cn_code look(files *f, const cn_str *path)
{
	const cn_c2pa_beside *beside = f->r->in->beside;
	CN_CBOR_EACH(e, f->list)
	{
		uint8_t digest[CN_SHA2_BYTES_MAX];
		size_t n = 0;
		cn_code rc = beside->digest(beside->self, *path++, f->alg, digest, &n, f->r->err);
		if (rc == CN_ENOTFOUND) {
			(void)say(f, CN_C2PA_FILES_COUNT, "a file of the collection is not there");
			return CN_OK;
		}
		if (rc != CN_OK)
			return rc;
		if (!cn_eq(cn_cbor_bytes(e, "hash"), (cn_str){ (const char *)digest, n })) {
			(void)say(f, CN_C2PA_FILES_MISMATCH, "a file of the collection is not what was signed");
			return CN_OK;
		}
	}
	(void)say(f, CN_C2PA_FILES_MATCH, "");
	return CN_OK;
}

cn_code cn_c2pa_bind_files(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s)
{
	files f = { .r = r, .m = m, .path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label)), .list = cn_cbor_get(s->cbor, "uris") };
	if (cn_cbor_text(s->cbor, "alg").n == 0 && r->in->rules != CN_C2PA_2_4) {
		(void)say(&f, CN_C2PA_FILES_MALFORMED, "it names no digest");
		return CN_OK;
	}
	f.alg = cn_c2pa_alg(r, m, s->cbor, f.path);
	const cn_str *path = f.alg != CN_SHA2_NONE && sound(&f) ? paths_of(&f) : NULL;
	if (!path)
		return cn_arena_ok(r->a) ? CN_OK : cn_arena_fail(r->a, r->err);
	if (r->in->beside && !cn_cbor_get(s->cbor, "zip_central_directory_hash"))
		return look(&f, path);
	cn_c2pa_cannot(r, r->in->beside ? "the directory of an archive of files" : "a collection of files: they are not here");
	return CN_OK;
}
