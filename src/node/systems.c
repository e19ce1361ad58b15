/* Many systems: manifests below a folder, rows of a CSV table, lines of JSON. A row becomes the tree of a manifest, so that one reader
 * checks them all. */
#include <sys/stat.h>

#include "ext/yaml.h"
#include "lab/table/table.h"
#include "node/seen.h"
#include "node/systems.h"
#include "store/file.h"

enum { FOLDER_DEPTH_MAX = 16, TABLE_BYTES_MAX = 256 << 20, SYSTEMS_MAX = 1000000 };

/* ---- a folder -------------------------------------------------------------------------------------------------------------------- */

typedef struct walk {
	cn_ctx *ctx;
	cn_systems *to;
	size_t room;
	cn_err *err;
} walk;

static cn_code add(walk *w, cn_str file)
{
	cn_systems *r = w->to;
	if (r->n == SYSTEMS_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "%s: more than %d systems", r->path, SYSTEMS_MAX);
	if (r->n == w->room) {
		size_t room = w->room ? w->room * 2 : 256;
		cn_str *grown = CN_NEW(w->ctx->a, cn_str, room);
		if (!grown)
			return cn_arena_fail(w->ctx->a, w->err);
		if (r->n)
			memcpy(grown, r->file, r->n * sizeof *grown);
		r->file = grown;
		w->room = room;
	}
	r->file[r->n++] = file;
	return CN_OK;
}

static cn_code walk_folder(walk *w, const char *path, unsigned depth)
{
	const cn_val *names;
	if (depth > FOLDER_DEPTH_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "%s: folders lie more than %d deep in each other", path, FOLDER_DEPTH_MAX);
	CN_TRY(cn_dir_list(w->ctx->a, path, &names, w->err));
	CN_EACH (name, names) {
		struct stat st;
		cn_str full = cn_strf(w->ctx->a, "%s/%.*s", path, CN_FMT(name->s));
		if (!full.n)
			return cn_arena_fail(w->ctx->a, w->err);
		if (cn_starts(name->s, ".") || lstat(full.p, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			CN_TRY(walk_folder(w, full.p, depth + 1));
		else if (S_ISREG(st.st_mode) && cn_eqz(name->s, "system.yaml"))
			CN_TRY(add(w, full));
	}
	return CN_OK;
}

/* ---- a table ------------------------------------------------------------------------------------------------------------------------ */

/* Every column as text: `1.10` and `012` stay what they are. The header is read first, for the names. */
static cn_code open_csv(cn_ctx *ctx, cn_systems *r, cn_str bytes, cn_err *err)
{
	const char *end = memchr(bytes.p, '\n', bytes.n);
	cn_table *head = NULL;
	cn_table_options o = { .source = cn_str_z(r->path) };
	CN_TRY(cn_table_parse(CN_FORM_CSV, &o, end ? cn_sub(bytes, 0, (size_t)(end - bytes.p) + 1) : bytes, &head, err));
	size_t n = cn_table_columns(head);
	cn_column_decl *decl = CN_NEW(ctx->a, cn_column_decl, n + 1);
	for (size_t i = 0; decl && i < n; i++)
		decl[i] = (cn_column_decl){ cn_str_copy(ctx->a, cn_table_column(head, i)->name), CN_COL_TEXT };
	cn_table_free(head);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	o.decl = decl;
	o.n_decl = n;
	CN_TRY(cn_table_parse(CN_FORM_CSV, &o, bytes, &r->columns, err));
	r->n = cn_table_rows(r->columns);
	return CN_OK;
}

static cn_code open_lines(cn_ctx *ctx, cn_systems *r, cn_str bytes, cn_err *err)
{
	walk w = { .ctx = ctx, .to = r, .err = err };
	cn_str rest = bytes, line;
	while (rest.n) {
		(void)cn_split(rest, '\n', &line, &rest);
		CN_TRY(add(&w, line)); /* empty ones too: a line keeps its number */
	}
	return CN_OK;
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

cn_code cn_systems_open(cn_ctx *ctx, const char *path, cn_systems *ret, cn_err *err)
{
	cn_systems r = { .path = path };
	cn_str z = cn_str_z(path), bytes;
	bool csv = cn_ends(z, ".csv"), lines = cn_ends(z, ".jsonl");
	if (is_folder(path)) {
		walk w = { .ctx = ctx, .to = &r, .err = err };
		CN_TRY(walk_folder(&w, path, 1));
	} else if (csv || lines) {
		r.table = true;
		CN_TRY(cn_file_read(ctx->a, path, TABLE_BYTES_MAX, &bytes, err));
		CN_TRY((csv ? open_csv : open_lines)(ctx, &r, bytes, err));
	} else {
		if (cn_file_exists(path))
			return CN_FAIL(err, CN_EINPUT, "%s is neither a folder of manifests nor a table (.csv, .jsonl)", path);
		return CN_FAIL(err, CN_ENOTFOUND, "there is no folder or table \"%s\"", path);
	}
	if (r.n == 0) {
		(void)CN_FAIL(err, CN_EINPUT, "%s holds no system", path);
		cn_systems_close(&r);
		return cn_hint(err, "a folder is searched for files called system.yaml; a table has one row a system");
	}
	*ret = r;
	return CN_OK;
}

cn_code cn_systems_of_node(cn_ctx *ctx, cn_systems *ret, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_seen *s;
	size_t n;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_seen_read(ctx, home, &s, &n, err));
	cn_str *file = CN_NEW(ctx->a, cn_str, n + 1), *text = CN_NEW(ctx->a, cn_str, n + 1);
	if (!file || !text)
		return cn_arena_fail(ctx->a, err);
	*ret = (cn_systems){ .path = ctx->data_dir, .file = file, .text = text };
	for (size_t i = 0; i < n; i++) {
		cn_code rc = s[i].system.rec.body ? cn_seen_file(ctx, home, &s[i].system, "manifest", &text[ret->n], err) : CN_EABSENT;
		if (rc == CN_EABSENT || rc == CN_ENOTFOUND)
			continue; /* erased */
		CN_TRY(rc);
		file[ret->n++] = s[i].id;
	}
	if (ret->n)
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "this node has assessed no system yet");
	return cn_hint(err, "concord assess system.yaml");
}

void cn_systems_close(cn_systems *r)
{
	cn_table_free(r->columns);
	r->columns = NULL;
}

/* ---- a row as a manifest --------------------------------------------------------------------------------------------------------------- */

/* "a; b" as a list; commas and spaces do too where no member holds them. */
static cn_val *list_of(cn_arena *a, cn_str text, const char *separators)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0, from = 0; i <= text.n; i++) {
		if (i < text.n && !strchr(separators, text.p[i]))
			continue;
		cn_str one = cn_trim(cn_sub(text, from, i - from));
		if (one.n)
			cn_push(a, list, cn_text(a, one));
		from = i + 1;
	}
	return list;
}

/* The value of a set in a cell: one word, several, or "a=yes; b=no". */
static cn_val *fact_value(cn_arena *a, const cn_fact *f, cn_str text)
{
	if (!f || f->type != CN_F_SET || cn_eqz(text, "unknown") || cn_eqz(text, "none"))
		return cn_text(a, text);
	cn_val *list = list_of(a, text, ";,+ "), *map = cn_map(a);
	if (!cn_contains(text, CN_S("=")))
		return list;
	CN_EACH (x, list) {
		cn_str name, value;
		(void)cn_split(x->s, '=', &name, &value);
		cn_put_s(a, map, name, cn_text(a, value.n ? value : CN_S("yes")));
	}
	return map;
}

/* "name=value; name=value" in one cell. */
static void put_facts(cn_arena *a, const cn_library *lib, cn_val *facts, cn_str text)
{
	const cn_val *list = list_of(a, text, ";");
	CN_EACH (x, list) {
		cn_str name, value;
		(void)cn_split(x->s, '=', &name, &value);
		name = cn_trim(name);
		cn_put_s(a, facts, name, fact_value(a, cn_library_fact(lib, name), cn_trim(value)));
	}
}

/* "provider; deployer@KE": a place may follow. */
static cn_val *actors_of(cn_arena *a, const cn_val *roles)
{
	cn_val *actors = cn_list(a);
	CN_EACH (x, roles) {
		cn_val *m = cn_push(a, actors, cn_map(a));
		cn_str role, place;
		(void)cn_split(x->s, '@', &role, &place);
		cn_put(a, m, "role", cn_text(a, role));
		if (place.n)
			cn_put(a, m, "place", cn_text(a, place));
	}
	return actors;
}

static cn_val *both_languages(cn_arena *a, cn_str s)
{
	return cn_words_val(a, (cn_words){ s, s });
}

/* What every manifest has; the name is the id where none is given. */
static cn_val *new_manifest(cn_arena *a)
{
	cn_val *t = cn_map(a);
	cn_put(a, t, "concord", cn_textz(a, "system/1"));
	return t;
}

static void put_cell(cn_arena *a, const cn_library *lib, cn_val *t, cn_val *facts, cn_str column, cn_str cell)
{
	static const char many[] = ";, ";
	if (cn_eqz(column, "name"))
		cn_put(a, t, "name", both_languages(a, cell));
	else if (cn_eqz(column, "markets") || cn_eqz(column, "purposes"))
		cn_put_s(a, t, column, list_of(a, cell, many));
	else if (cn_eqz(column, "roles"))
		cn_put(a, t, "actors", actors_of(a, list_of(a, cell, many)));
	else if (cn_eqz(column, "facts"))
		put_facts(a, lib, facts, cell);
	else if (cn_eqz(column, "id") || cn_eqz(column, "stage") || cn_eqz(column, "version"))
		cn_put_s(a, t, column, cn_text(a, cell));
	else
		cn_put_s(a, facts, column, fact_value(a, cn_library_fact(lib, column), cell));
}

static const cn_val *manifest_of_row(cn_arena *a, const cn_systems *r, const cn_library *lib, size_t row)
{
	cn_val *t = new_manifest(a), *facts = cn_map(a);
	for (size_t i = 0; i < cn_table_columns(r->columns); i++) {
		const cn_column *c = cn_table_column(r->columns, i);
		uint32_t code = cn_column_code(c, row);
		cn_str cell = code == CN_LEVEL_MISSING ? CN_S("") : cn_trim(c->level[code]);
		if (cell.n)
			put_cell(a, lib, t, facts, c->name, cell);
	}
	if (!cn_get(t, "name"))
		cn_put(a, t, "name", both_languages(a, cn_get_text(t, "id")));
	cn_put(a, t, "facts", facts);
	return t;
}

/* ---- a line of JSON as a manifest --------------------------------------------------------------------------------------------------------- */

/* Manifests hold texts: yes and no, numbers as they are written. */
static cn_val *as_texts(cn_arena *a, const cn_val *v)
{
	char real[CN_REAL_BYTES];
	switch (v->type) {
	case CN_BOOL:
		return cn_textz(a, v->b ? "yes" : "no");
	case CN_INT:
		return cn_text(a, cn_strf(a, "%lld", (long long)v->i));
	case CN_REAL:
		cn_real_text(v->r, real);
		return cn_textz(a, real);
	case CN_NULL:
		return cn_textz(a, "unknown");
	case CN_TEXT:
		return cn_text(a, v->s);
	default:
		break;
	}
	cn_val *to = v->type == CN_MAP ? cn_map(a) : cn_list(a);
	CN_EACH (x, v) {
		if (v->type == CN_MAP)
			cn_put_s(a, to, x->key, as_texts(a, x));
		else
			cn_push(a, to, as_texts(a, x));
	}
	return to;
}

static cn_code manifest_of_line(cn_arena *a, cn_str line, const cn_val **ret, cn_err *err)
{
	const cn_val *v;
	CN_TRY(cn_json_parse(a, line, CN_JSON_DEPTH_MAX, &v, err));
	if (v->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "a line holds one object, a system");
	cn_val *t = new_manifest(a);
	CN_EACH (x, v) {
		if (cn_eqz(x->key, "name") && x->type == CN_TEXT)
			cn_put(a, t, "name", both_languages(a, x->s));
		else if (cn_eqz(x->key, "roles"))
			cn_put(a, t, "actors", actors_of(a, x->type == CN_TEXT ? list_of(a, x->s, ";, ") : x));
		else if (cn_eqz(x->key, "markets") && x->type == CN_TEXT)
			cn_put(a, t, "markets", list_of(a, x->s, ";, "));
		else if (!cn_eqz(x->key, "concord"))
			cn_put_s(a, t, x->key, as_texts(a, x));
	}
	if (!cn_get(t, "name"))
		cn_put(a, t, "name", both_languages(a, cn_get_text(t, "id")));
	*ret = t;
	return CN_OK;
}

/* ---- reading one ---------------------------------------------------------------------------------------------------------------------------- */

static cn_code read_manifest(cn_arena *a, cn_str path, const cn_val **ret, cn_err *err)
{
	cn_str bytes;
	CN_TRY(cn_file_read(a, path.p, CN_YAML_BYTES_MAX, &bytes, err));
	return cn_yaml_parse(a, bytes, path, ret, err);
}

cn_code cn_systems_read(cn_ctx *ctx, cn_arena *a, const cn_systems *r, const cn_library *lib, size_t i, const cn_profile **ret, cn_err *err)
{
	const cn_val *tree = NULL;
	cn_str place = r->table ? cn_strf(a, "%s, %s %zu", r->path, r->columns ? "row" : "line", i + 1) : r->file[i];
	cn_code rc = CN_OK;
	(void)ctx;
	if (r->columns) {
		tree = manifest_of_row(a, r, lib, i);
	} else if (r->table) {
		rc = manifest_of_line(a, r->file[i], &tree, err);
		if (rc != CN_OK)
			return cn_while(err, "%.*s", CN_FMT(place));
	} else if (r->text) {
		rc = cn_yaml_parse(a, r->text[i], r->file[i], &tree, err);
	} else {
		rc = read_manifest(a, r->file[i], &tree, err);
	}
	if (rc == CN_OK && !cn_arena_ok(a))
		return cn_arena_fail(a, err);
	return rc == CN_OK ? cn_profile_read(a, lib, tree, place, ret, NULL, err) : rc;
}
