#include "ext/pdf_root.h"

enum { TAIL_BYTES = 1024, UPDATE_BYTES = 16384 };

/* A number behind a word, the last time the word stands there. */
static bool number_after(cn_str s, const char *word, size_t *ret)
{
	size_t n = strlen(word), digits = 0;
	int64_t got = 0;
	size_t i = s.n;
	while (i > 0 && !cn_starts(cn_sub(s, i, s.n), word))
		i--;
	cn_str rest = cn_sub(s, i + n, s.n);
	while (digits < rest.n && rest.p[digits] >= '0' && rest.p[digits] <= '9')
		digits++;
	if (cn_int_parse(cn_sub(rest, 0, digits), 0, CN_INT_MAX, &got, NULL) != CN_OK)
		return false;
	*ret = (size_t)got;
	return true;
}

typedef struct ends {
	size_t table, size, root, info; /* of the trailer */
} ends;

static bool read_trailer(cn_str file, ends *e)
{
	cn_str tail = cn_sub(file, file.n > TAIL_BYTES ? file.n - TAIL_BYTES : 0, file.n);
	return number_after(tail, "startxref\n", &e->table) && number_after(tail, "/Size ", &e->size) && number_after(tail, "/Root ", &e->root) &&
	       number_after(tail, "/Info ", &e->info);
}

/* What stands between "<<" and ">>" of an object, which is the last of its number; nothing: there is none. */
static cn_str dictionary(cn_str file, size_t number)
{
	char head[32];
	(void)snprintf(head, sizeof head, "\n%zu 0 obj\n<<", number);
	size_t i = file.n, end;
	while (i > 0 && !cn_starts(cn_sub(file, i, file.n), head))
		i--;
	cn_str at = cn_sub(file, i + strlen(head), file.n);
	for (end = 0; end < at.n && !cn_starts(cn_sub(at, end, at.n), "endobj"); end++) {
	}
	at = cn_trim(cn_sub(at, 0, end));
	return i > 0 && cn_ends(at, ">>") ? cn_sub(at, 0, at.n - 2) : CN_S("");
}

cn_code cn_pdf_say_language(cn_buf *b, size_t from, const char *lang, cn_err *err)
{
	cn_str file = cn_sub(cn_buf_str(b), from, b->n), root = CN_S("");
	ends e;
	if (read_trailer(file, &e))
		root = dictionary(file, e.root);
	if (!root.n || cn_contains(root, CN_S("/Lang")) || cn_contains(root, CN_S("/MarkInfo")))
		return CN_FAIL(err, CN_EINTERNAL, "the PDF has another shape than is known here");
	CN_AUTO_BUF more;
	cn_buf_init(&more, UPDATE_BYTES);
	cn_buf_printf(&more, "%zu 0 obj\n<< /Lang (%s) /MarkInfo << /Marked true >> /ViewerPreferences << /DisplayDocTitle true >>%.*s>>\nendobj\n", e.root, lang, CN_FMT(root));
	size_t table = file.n + more.n;
	cn_buf_printf(&more, "xref\n%zu 1\n%010zu 00000 n \ntrailer\n<< /Size %zu /Root %zu 0 R /Info %zu 0 R /Prev %zu >>\nstartxref\n%zu\n%%%%EOF\n", e.root, file.n, e.size, e.root, e.info,
		      e.table, table);
	if (more.failed)
		return CN_NOMEM(err);
	cn_buf_put(b, cn_buf_str(&more));
	return b->failed ? CN_NOMEM(err) : CN_OK;
}
