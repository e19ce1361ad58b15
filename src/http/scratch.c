#include "http/scratch.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static bool part_ok(cn_str part)
{
	if (!part.n || part.p[0] == '.' || !cn_utf8_ok(part))
		return false;
	for (size_t i = 0; i < part.n; i++)
		if ((unsigned char)part.p[i] < 32 || part.p[i] == 127 || part.p[i] == '\\')
			return false;
	return true;
}

cn_code cn_scratch_name_check(cn_str name, cn_err *err)
{
	cn_str rest = name, part;
	bool more = true, ok = name.n > 0 && name.n <= CN_SCRATCH_NAME_BYTES_MAX;
	size_t depth = 0;
	for (; ok && more; depth++) {
		more = cn_split(rest, '/', &part, &rest);
		ok = part_ok(part);
	}
	if (ok && depth <= CN_SCRATCH_DEPTH_MAX)
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT, "\"%.*s\" names no file of this request: parts between slashes, none of which begins with a dot", CN_FMT(cn_sub(name, 0, 80)));
}

static cn_code parent(const char *data_dir, unsigned seat, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	char name[48];
	(void)snprintf(name, sizeof name, "private/scratch/%u", seat);
	return cn_path(out, data_dir, name, err);
}

cn_code cn_scratch_make(const char *data_dir, unsigned seat, cn_scratch *ret, cn_err *err)
{
	char above[CN_PATH_BYTES_MAX];
	CN_TRY(parent(data_dir, seat, above, err));
	CN_TRY(cn_dir_make(NULL, above, 0700, err));
	CN_TRY(cn_path(ret->dir, above, "XXXXXX", err));
	if (mkdtemp(ret->dir))
		return CN_OK;
	ret->dir[0] = '\0';
	return CN_FAIL(err, CN_EIO, "no folder for the files of this request can be made");
}

cn_code cn_scratch_put(const cn_scratch *s, cn_str name, cn_str bytes, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX], z[CN_SCRATCH_NAME_BYTES_MAX + 1];
	CN_TRY(cn_scratch_name_check(name, err));
	(void)snprintf(z, sizeof z, "%.*s", CN_FMT(name));
	CN_TRY(cn_path(path, s->dir, z, err));
	char *slash = strrchr(path, '/');
	*slash = '\0';
	struct stat st;
	if (cn_dir_make(NULL, path, 0700, err) != CN_OK || stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is a file and a folder at once", z);
	*slash = '/';
	if (cn_file_exists(path))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is there already", z);
	return cn_file_write_lazy(NULL, path, bytes, 0600, err);
}

/* ---- what was made ---- */

typedef struct walk {
	cn_arena *a;
	const cn_val *known;
	cn_val *map;
	size_t bytes;
} walk;

static void put_file(walk *w, const char *path, cn_str name, const struct stat *st)
{
	cn_str bytes;
	if (w->map && w->map->n >= CN_SCRATCH_FILES_MAX)
		return;
	if (st->st_size < 0 || w->bytes + (size_t)st->st_size > CN_SCRATCH_OUT_BYTES_MAX || cn_file_read(w->a, path, CN_SCRATCH_OUT_BYTES_MAX, &bytes, NULL) != CN_OK) {
		cn_put_s(w->a, w->map, cn_str_copy(w->a, name), cn_null(w->a));
		return;
	}
	w->bytes += bytes.n;
	if (cn_utf8_ok(bytes) && !memchr(bytes.p, 0, bytes.n)) {
		cn_put_s(w->a, w->map, cn_str_copy(w->a, name), cn_text(w->a, bytes));
		return;
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 2 * (size_t)CN_SCRATCH_OUT_BYTES_MAX);
	cn_base64(&b, (const uint8_t *)bytes.p, bytes.n);
	cn_val *m = cn_put_s(w->a, w->map, cn_str_copy(w->a, name), cn_map(w->a));
	cn_put(w->a, m, "base64", cn_text(w->a, cn_buf_copy(w->a, &b)));
}

static cn_code walk_dir(walk *w, const char *dir, cn_str prefix, unsigned depth, cn_err *err)
{
	const cn_val *names;
	CN_TRY(cn_dir_list(w->a, dir, &names, err));
	CN_EACH (v, names) {
		char path[CN_PATH_BYTES_MAX];
		struct stat st;
		cn_str name = cn_strf(w->a, "%.*s%s%.*s", CN_FMT(prefix), prefix.n ? "/" : "", CN_FMT(v->s));
		const char *z = cn_cstr(w->a, v->s);
		if (!z)
			return cn_arena_fail(w->a, err);
		CN_TRY(cn_path(path, dir, z, err));
		if (lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < CN_SCRATCH_DEPTH_MAX)
			CN_TRY(walk_dir(w, path, name, depth + 1, err));
		else if (S_ISREG(st.st_mode) && !cn_get_s(w->known, name))
			put_file(w, path, name, &st);
	}
	return CN_OK;
}

cn_code cn_scratch_made(const cn_scratch *s, cn_arena *a, const cn_val *known, const cn_val **ret, cn_err *err)
{
	walk w = { .a = a, .known = known, .map = cn_map(a) };
	CN_TRY(walk_dir(&w, s->dir, CN_S(""), 0, err));
	*ret = w.map;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- and gone ---- */

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *at)
{
	(void)st;
	(void)what;
	(void)at;
	(void)remove(path); /* what stays is cleared at the next start */
	return 0;
}

void cn_scratch_remove(cn_scratch *s)
{
	if (s->dir[0])
		(void)nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	s->dir[0] = '\0';
}

void cn_scratch_clear(const char *data_dir, unsigned seat)
{
	cn_scratch all = { 0 };
	if (parent(data_dir, seat, all.dir, NULL) == CN_OK)
		cn_scratch_remove(&all);
}
