/* The console's files and its page. The files were packed when they were built; the page is written for each request, since it names the node. */
#include "http/console.h"

typedef struct bytes {
	const unsigned char *p;
	size_t n;
} bytes;

enum { PLAIN, GZIP, BROTLI, CODINGS };

typedef struct console_file {
	const char *path, *type, *tag;
	bytes as[CODINGS]; /* n == 0: not packed that way */
} console_file;

#include "console_files.h"

enum { N_FILES = sizeof files / sizeof *files };

const char cn_console_route[] = "console";

static const char page_name[] = "index.html";

/* The places of the menu, and what is reached from them. */
static const char *const pages[] = { "systems", "assess", "law", "lab", "findings", "cases", "log", "watch", "intake", "admin", "signin", "setup", "alerts", "about" };

static cn_str str_of(const bytes *b)
{
	return (cn_str){ (const char *)b->p, b->n };
}

static const console_file *file_named(cn_str path)
{
	for (size_t i = 0; i < N_FILES; i++)
		if (cn_eqz(path, files[i].path))
			return &files[i];
	return NULL;
}

bool cn_console_has(cn_str path)
{
	cn_str first, rest;
	(void)cn_split(cn_sub(path, 1, path.n), '/', &first, &rest);
	if (cn_eqz(first, "app"))
		return true;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (cn_eqz(first, pages[i]))
			return true;
	return false;
}

/* ---- codings ---- */

bool cn_coding_accepted(cn_str header, const char *coding)
{
	cn_str one, name, weight;
	while (header.n) {
		(void)cn_split(header, ',', &one, &header);
		(void)cn_split(one, ';', &name, &weight);
		if (!cn_eqz(cn_trim(name), coding))
			continue;
		weight = cn_trim(weight);
		if (!cn_starts(weight, "q="))
			return true;
		for (size_t i = 2; i < weight.n; i++)
			if (weight.p[i] >= '1' && weight.p[i] <= '9')
				return true;
		return false;
	}
	return false;
}

static unsigned coding_for(const console_file *f, cn_str accepted)
{
	if (f->as[BROTLI].n && cn_coding_accepted(accepted, "br"))
		return BROTLI;
	return f->as[GZIP].n && cn_coding_accepted(accepted, "gzip") ? GZIP : PLAIN;
}

static cn_code put_file(cn_call *c, const console_file *f, cn_err *err)
{
	static const char *const name[CODINGS] = { NULL, "gzip", "br" };
	static const char *const end[CODINGS] = { "", "-gz", "-br" };
	unsigned k = coding_for(f, c->asked->encodings);
	c->ret->type = f->type;
	c->ret->cache = strchr(f->path, '-') ? cn_forever : cn_no_cache; /* what its content does not name may change */
	c->ret->encoding = name[k];
	c->ret->varies = true;
	(void)snprintf(c->ret->etag, sizeof c->ret->etag, "\"%s%s\"", f->tag, end[k]);
	c->ret->body = cn_body_copy(str_of(&f->as[k]));
	return c->ret->body ? CN_OK : CN_NOMEM(err);
}

cn_code cn_console_answer(cn_call *c, cn_err *err)
{
	cn_str name = c->target.path;
	if (!cn_starts(name, "/app/"))
		return cn_console_page(c, err);
	const console_file *f = file_named(cn_sub(name, 5, name.n));
	if (!f || cn_eqz(cn_sub(name, 5, name.n), page_name))
		return CN_FAIL(err, CN_ENOTFOUND, "the console has no file of this name: after an update, load the page again");
	return put_file(c, f, err);
}

/* ---- the page ---- */

/* What stands at {{name}} of the built page. */
static void put_part(cn_call *c, cn_str name)
{
	cn_buf *b = &c->out;
	if (cn_eqz(name, "lang"))
		cn_buf_putz(b, cn_eqz(c->lang, "zh") ? "zh-Hans" : "en");
	else if (cn_eqz(name, "node"))
		cn_html_text(b, c->site->name);
	else if (cn_eqz(name, "vkey"))
		cn_html_text(b, c->site->vkey);
	else if (cn_eqz(name, "words")) /* the language's file, asked for at once rather than after the first script */
		for (size_t i = 0; i < N_FILES; i++) {
			if (cn_starts(cn_str_z(files[i].path), cn_eqz(c->lang, "zh") ? "zh-" : "en-"))
				cn_buf_printf(b, "<link rel=\"modulepreload\" href=\"/app/%s\">", files[i].path);
		}
	else if (cn_eqz(name, "plain"))
		cn_put_plain_page(c);
}

cn_code cn_console_page(cn_call *c, cn_err *err)
{
	const console_file *f = file_named(cn_str_z(page_name));
	if (!f)
		return CN_FAIL(err, CN_EINTERNAL, "the console was not built into this program");
	cn_str rest = str_of(&f->as[PLAIN]), before, name;
	c->ret->page = true;
	c->ret->varies = true;
	c->ret->type = f->type;
	c->ret->cache = cn_no_cache;
	while (rest.n) {
		size_t at = 0;
		while (at + 1 < rest.n && !(rest.p[at] == '{' && rest.p[at + 1] == '{'))
			at++;
		if (at + 1 >= rest.n)
			break;
		before = cn_sub(rest, 0, at);
		cn_buf_put(&c->out, before);
		(void)cn_split(cn_sub(rest, at + 2, rest.n), '}', &name, &rest);
		put_part(c, name);
		rest = cn_sub(rest, 1, rest.n); /* the second brace */
	}
	cn_buf_put(&c->out, rest);
	return CN_OK;
}
