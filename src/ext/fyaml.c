/* YAML by libfyaml's event parser: its events become a cn_val tree, with our own bounds around it.
 *
 * The event interface rather than its documents: nothing is resolved, no anchor is followed, and each value's mark is at hand. Our own
 * stack of CN_YAML_DEPTH_MAX containers bounds the nesting before libfyaml's does. Duplicate keys are looked for here, since the event
 * interface does not; a map's keys are bounded so that the look stays linear enough. */
#include "ext/yaml_plain.h"

#include <libfyaml.h>

enum { KEYS_MAX = 1024 }; /* of one map: more than any format of ours has */

typedef struct reader {
	cn_arena *a;
	cn_str file;
	cn_val *open[CN_YAML_DEPTH_MAX]; /* containers not yet ended, outermost first */
	size_t n_open;
	cn_str key; /* read, its value still to come */
	uint32_t key_line, key_col;
	bool has_key;
	bool has_root;
	cn_val *root;
	cn_err *err;
} reader;

static uint32_t one_based(int n)
{
	return n < 0 ? 1 : (uint32_t)n + 1;
}

#define FAIL_AT(r, code, line, col, ...) fail_at((r), (code), CN_HERE, (line), (col), __VA_ARGS__)

static cn_code fail_at(reader *r, cn_code code, const char *where, uint32_t line, uint32_t col, const char *fmt, ...) CN_PRINTF(6, 7);
static cn_code fail_at(reader *r, cn_code code, const char *where, uint32_t line, uint32_t col, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)cn_fail_v(r->err, code, where, fmt, ap);
	va_end(ap);
	(void)cn_while(r->err, "%.*s:%u:%u", CN_FMT(r->file), line, col);
	return code;
}

/* What libfyaml said first, in our form. */
static cn_code fail_syntax(reader *r, struct fy_diag *diag)
{
	void *prev = NULL;
	const struct fy_diag_error *e = diag ? fy_diag_errors_iterate(diag, &prev) : NULL;
	if (!e)
		return FAIL_AT(r, CN_EINPUT, 1, 1, "this is not YAML");
	return FAIL_AT(r, CN_EINPUT, e->line > 0 ? (uint32_t)e->line : 1, e->column > 0 ? (uint32_t)e->column : 1, "this is not YAML: %s",
		       e->msg ? e->msg : "no reason given");
}

/* Puts a value where it belongs: the root, the end of the open list, or behind the key that was read. */
static cn_code place(reader *r, cn_val *v)
{
	if (!v)
		return cn_arena_fail(r->a, r->err);
	if (r->n_open == 0) {
		r->root = v;
		r->has_root = true;
		return CN_OK;
	}
	cn_val *in = r->open[r->n_open - 1];
	if (in->type == CN_LIST) {
		cn_push(r->a, in, v);
		return CN_OK;
	}
	if (!r->has_key)
		return FAIL_AT(r, CN_EINPUT, v->line, v->col, "a key has to be a word, not a list or a map");
	cn_put_s(r->a, in, r->key, v);
	v->key_line = r->key_line;
	v->key_col = r->key_col;
	r->has_key = false;
	return CN_OK;
}

static cn_code take_key(reader *r, cn_str key, uint32_t line, uint32_t col)
{
	cn_val *in = r->open[r->n_open - 1];
	if (in->n >= KEYS_MAX)
		return FAIL_AT(r, CN_ETOOBIG, line, col, "a map has more than %d keys", KEYS_MAX);
	if (key.n == 0)
		return FAIL_AT(r, CN_EINPUT, line, col, "a key is empty");
	if (cn_eqz(key, "<<"))
		return FAIL_AT(r, CN_EINPUT, line, col, "merge keys (<<) are not used here: write the values out");
	const cn_val *same = cn_get_s(in, key);
	if (same)
		return FAIL_AT(r, CN_EINPUT, line, col, "the key \"%.*s\" stands here a second time, first in line %u", CN_FMT(key),
			       same->key_line);
	r->key = cn_str_copy(r->a, key);
	r->key_line = line;
	r->key_col = col;
	r->has_key = true;
	return CN_OK;
}

static cn_code on_scalar(reader *r, struct fy_event *e, uint32_t line, uint32_t col)
{
	struct fy_token *t = fy_event_get_token(e);
	size_t n = 0;
	const char *p = t ? fy_token_get_text(t, &n) : NULL;
	cn_str s = { p ? p : "", p ? n : 0 };
	enum fy_scalar_style style = t ? fy_token_scalar_style(t) : FYSS_PLAIN;
	bool quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
	col -= quoted && col > 1; /* libfyaml marks what is inside the quotes; people look for the quote */
	if (!cn_utf8_ok(s) || memchr(s.p, 0, s.n))
		return FAIL_AT(r, CN_EINPUT, line, col, "a text holds an escape that is not a character");
	if (r->n_open > 0 && r->open[r->n_open - 1]->type == CN_MAP && !r->has_key)
		return take_key(r, s, line, col);
	cn_val *v = cn_text(r->a, s);
	if (v) {
		v->quoted = quoted;
		v->line = line;
		v->col = col;
	}
	return place(r, v);
}

static cn_code on_start(reader *r, bool is_map, uint32_t line, uint32_t col)
{
	if (r->n_open == CN_YAML_DEPTH_MAX)
		return FAIL_AT(r, CN_ETOOBIG, line, col, "lists and maps stand more than %d deep in each other", CN_YAML_DEPTH_MAX);
	cn_val *v = is_map ? cn_map(r->a) : cn_list(r->a);
	if (v) {
		v->line = line;
		v->col = col;
	}
	cn_code rc = place(r, v);
	if (rc == CN_OK)
		r->open[r->n_open++] = v;
	return rc;
}

static cn_code on_document(reader *r, struct fy_event *e, uint32_t line, uint32_t col)
{
	if (r->has_root)
		return FAIL_AT(r, CN_EINPUT, line, col, "a second document starts here: one file, one document");
	struct fy_document_state *s = e->document_start.document_state;
	if (s && (fy_document_state_version_explicit(s) || fy_document_state_tags_explicit(s)))
		return FAIL_AT(r, CN_EINPUT, line, col, "directives (%%YAML, %%TAG) are not used here");
	return CN_OK;
}

static cn_code on_event(reader *r, struct fy_event *e)
{
	const struct fy_mark *m = fy_event_start_mark(e);
	uint32_t line = m ? one_based(m->line) : 1, col = m ? one_based(m->column) : 1;
	if (e->type == FYET_ALIAS)
		return FAIL_AT(r, CN_EINPUT, line, col, "aliases (*name) are not used here: write the value out");
	if (e->type == FYET_SCALAR || e->type == FYET_SEQUENCE_START || e->type == FYET_MAPPING_START) {
		if (fy_event_get_anchor_token(e))
			return FAIL_AT(r, CN_EINPUT, line, col, "anchors (&name) are not used here");
		if (fy_event_get_tag_token(e))
			return FAIL_AT(r, CN_EINPUT, line, col, "tags (!name) are not used here: the key says how a value is read");
	}
	switch (e->type) {
	case FYET_SCALAR:
		return on_scalar(r, e, line, col);
	case FYET_SEQUENCE_START:
		return on_start(r, false, line, col);
	case FYET_MAPPING_START:
		return on_start(r, true, line, col);
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		if (r->n_open > 0)
			r->n_open--;
		return CN_OK;
	case FYET_DOCUMENT_START:
		return on_document(r, e, line, col);
	default:
		return CN_OK;
	}
}

static void diag_free(struct fy_diag **d)
{
	if (*d)
		fy_diag_destroy(*d);
}

static void parser_free(struct fy_parser **p)
{
	if (*p)
		fy_parser_destroy(*p);
}

static cn_code read_events(reader *r, struct fy_parser *parser, struct fy_diag *diag)
{
	for (;;) {
		struct fy_event *e = fy_parser_parse(parser);
		if (!e)
			break;
		bool end = e->type == FYET_STREAM_END;
		cn_code rc = on_event(r, e);
		fy_parser_event_free(parser, e);
		if (rc != CN_OK)
			return rc;
		if (end)
			break;
	}
	if (fy_parser_get_stream_error(parser))
		return fail_syntax(r, diag);
	if (!cn_arena_ok(r->a))
		return cn_arena_fail(r->a, r->err);
	if (!r->has_root)
		return FAIL_AT(r, CN_EINPUT, 1, 1, "the file is empty");
	if (r->n_open > 0)
		return fail_syntax(r, diag);
	return CN_OK;
}

/* Control characters that YAML forbids (libfyaml lets some pass) and the byte order mark of UTF-16, named with their line. */
static cn_code check_bytes(reader *r, cn_str text)
{
	uint32_t line = 1, col = 1;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '\n') {
			line++;
			col = 1;
			continue;
		}
		if (c == '\t' || c == '\r' || c >= 0x20) {
			col += (c & 0xc0) != 0x80;
			if (c != 0x7f)
				continue;
		}
		return FAIL_AT(r, CN_EINPUT, line, col, "a control character (byte 0x%02x) stands here", c);
	}
	if (!cn_utf8_ok(text))
		return FAIL_AT(r, CN_EINPUT, 1, 1, "the file is not UTF-8");
	return CN_OK;
}

cn_code cn_yaml_full(cn_arena *a, cn_str text, cn_str file, const cn_val **ret, cn_err *err)
{
	reader r = { .a = a, .file = file, .err = err };
	struct fy_diag_cfg dcfg;
	fy_diag_cfg_default(&dcfg);
	dcfg.fp = NULL;
	__attribute__((cleanup(diag_free))) struct fy_diag *diag = fy_diag_create(&dcfg);
	if (!diag)
		return CN_NOMEM(err);
	fy_diag_set_collect_errors(diag, true);
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE, .diag = diag };
	__attribute__((cleanup(parser_free))) struct fy_parser *parser = fy_parser_create(&cfg);
	if (!parser || fy_parser_set_string(parser, text.p, text.n) != 0)
		return CN_NOMEM(err);
	cn_code rc = read_events(&r, parser, diag);
	if (rc == CN_OK)
		*ret = r.root;
	return rc;
}

static bool has_controls(cn_str text)
{
	unsigned bad = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bad |= (unsigned)((c < 0x20) & (c != '\n')) | (unsigned)(c == 0x7f);
	}
	return bad != 0;
}

cn_code cn_yaml_parse(cn_arena *a, cn_str text, cn_str file, const cn_val **ret, cn_err *err)
{
	reader r = { .a = a, .file = file, .err = err };
	if (text.n > CN_YAML_BYTES_MAX)
		return FAIL_AT(&r, CN_ETOOBIG, 1, 1, "the file has more than %d bytes", CN_YAML_BYTES_MAX);
	bool controls = has_controls(text);
	if (controls || !cn_utf8_ok(text))
		CN_TRY(check_bytes(&r, text));
	if (cn_trim(text).n == 0)
		return FAIL_AT(&r, CN_EINPUT, 1, 1, "the file is empty");
	const cn_val *quick = controls ? NULL : cn_yaml_plain(a, text);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (!quick)
		return cn_yaml_full(a, text, file, ret, err);
	*ret = quick;
	return CN_OK;
}
