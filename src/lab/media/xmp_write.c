/* Packets of XMP: properties set in an existing one, the rest of it kept as it is. */
#include "lab/media/xmp.h"
#include "lab/media/xml.h"

#define XPACKET_BEGIN "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
#define XPACKET_END "<?xpacket end=\"w\"?>"

enum { PADDING_LINE = 128 };

typedef struct xmp_writer {
	cn_buf *b;
	const cn_xmp_set *set;
	size_t n;
	cn_err *err;
	bool done[CN_XMP_SETS_MAX];
} xmp_writer;

static cn_code put_escaped(xmp_writer *w, const cn_xmp_set *s)
{
	if (!cn_xml_escape(w->b, s->value))
		return CN_FAIL(w->err, CN_EINPUT, "%s: a character that XML cannot carry", s->name);
	return CN_OK;
}

/* An element in the given prefix. Arrays need rdf's own, which `declares` brings along. */
static cn_code put_element(xmp_writer *w, const cn_xmp_set *s, cn_str prefix, bool declares)
{
	static const char *const ARRAY[] = { NULL, "rdf:Seq", "rdf:Bag", "rdf:Alt" };
	const char *array = ARRAY[s->form], *colon = prefix.n ? ":" : "";
	cn_buf_printf(w->b, "<%.*s%s%s", CN_FMT(prefix), colon, s->name);
	if (array && declares)
		cn_buf_printf(w->b, " xmlns:rdf=\"%s\"", CN_NS_RDF);
	cn_buf_putc(w->b, '>');
	if (array)
		cn_buf_printf(w->b, "<%s><rdf:li%s>", array, s->form == CN_XMP_ALT ? " xml:lang=\"x-default\"" : "");
	CN_TRY(put_escaped(w, s));
	if (array)
		cn_buf_printf(w->b, "</rdf:li></%s>", array);
	cn_buf_printf(w->b, "</%.*s%s%s>", CN_FMT(prefix), colon, s->name);
	return CN_OK;
}

static bool fits_attribute(const cn_xmp_set *s)
{
	return s->form == CN_XMP_TEXT && !memchr(s->value.p, '\n', s->value.n) && !memchr(s->value.p, '\t', s->value.n);
}

static size_t set_of(const xmp_writer *w, const cn_xmp_property *p)
{
	size_t i = 0;
	while (i < w->n && !(cn_eqz(p->ns, w->set[i].ns) && cn_eqz(p->name, w->set[i].name)))
		i++;
	return i;
}

/* What takes the place of a property that is to be set; nothing where it goes, or was set before. */
static cn_code put_in_place(xmp_writer *w, const cn_xmp_property *p, size_t i, bool own_rdf)
{
	const cn_xmp_set *s = &w->set[i];
	if (!s->value.p || w->done[i] || (p->attribute && !fits_attribute(s)))
		return CN_OK;
	w->done[i] = true;
	if (!p->attribute)
		return put_element(w, s, p->prefix, own_rdf);
	cn_buf_printf(w->b, "%.*s:%s=\"", CN_FMT(p->prefix), s->name);
	CN_TRY(put_escaped(w, s));
	cn_buf_putc(w->b, '"');
	return CN_OK;
}

static bool declared_before(const xmp_writer *w, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!w->done[k] && w->set[k].value.p && strcmp(w->set[k].ns, w->set[i].ns) == 0)
			return true;
	return false;
}

/* One description with all that is not set yet. */
static cn_code put_description(xmp_writer *w, cn_str about, bool own_rdf)
{
	size_t left = 0;
	char quote = about.n && memchr(about.p, '"', about.n) ? '\'' : '"';
	for (size_t i = 0; i < w->n; i++)
		left += !w->done[i] && w->set[i].value.p;
	if (left == 0)
		return CN_OK;
	cn_buf_printf(w->b, " <rdf:Description%s rdf:about=%c%.*s%c", own_rdf ? " xmlns:rdf=\"" CN_NS_RDF "\"" : "", quote,
		      CN_FMT(about), quote);
	for (size_t i = 0; i < w->n; i++)
		if (!w->done[i] && w->set[i].value.p && !declared_before(w, i))
			cn_buf_printf(w->b, "\n   xmlns:%s=\"%s\"", w->set[i].prefix, w->set[i].ns);
	cn_buf_putz(w->b, ">\n");
	for (size_t i = 0; i < w->n; i++) {
		if (w->done[i] || !w->set[i].value.p)
			continue;
		cn_buf_putz(w->b, "  ");
		CN_TRY(put_element(w, &w->set[i], cn_str_z(w->set[i].prefix), own_rdf));
		cn_buf_putc(w->b, '\n');
	}
	cn_buf_putz(w->b, " </rdf:Description>\n");
	return CN_OK;
}

static bool is_pad(char c)
{
	return c == 0 || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The packet without its wrapper: where it begins and ends. */
static void body_of(cn_str s, size_t rdf_end, size_t *ret_from, size_t *ret_to)
{
	size_t from = cn_starts(s, "\xef\xbb\xbf") ? 3 : 0, to = s.n;
	for (;;) {
		while (from < rdf_end && is_pad(s.p[from]))
			from++;
		cn_str rest = cn_sub(s, from, rdf_end - from);
		bool wrapper = cn_starts(rest, "<?xpacket") || cn_starts(rest, "<?xml ");
		const char *close = wrapper ? memmem(rest.p, rest.n, "?>", 2) : NULL;
		if (!close)
			break;
		from = (size_t)(close + 2 - s.p);
	}
	const char *at = s.p + rdf_end, *end = s.p + s.n;
	while ((at = memmem(at, (size_t)(end - at), "<?xpacket end", 13)) != NULL) {
		to = (size_t)(at - s.p);
		at += 13;
	}
	while (to > rdf_end && is_pad(s.p[to - 1]))
		to--;
	*ret_from = from;
	*ret_to = to;
}

static cn_code put_changed(xmp_writer *w, cn_str s, const cn_xmp *x)
{
	size_t at, to;
	bool own_rdf = !cn_eqz(x->rdf_prefix, "rdf");
	body_of(s, x->rdf_end, &at, &to);
	for (size_t k = 0; k < x->n_property; k++) {
		const cn_xmp_property *p = &x->property[k];
		size_t i = set_of(w, p);
		if (i == w->n)
			continue;
		if (p->at < at || p->at > x->rdf_end)
			return CN_FAIL(w->err, CN_EINPUT, "a packet with two rdf:RDF is not written to");
		cn_buf_put(w->b, cn_sub(s, at, p->at - at));
		CN_TRY(put_in_place(w, p, i, own_rdf));
		at = p->at + p->size;
	}
	cn_buf_put(w->b, cn_sub(s, at, x->rdf_end - at));
	if (x->rdf_empty)
		cn_buf_putz(w->b, ">\n");
	CN_TRY(put_description(w, x->about, own_rdf));
	if (x->rdf_empty)
		cn_buf_printf(w->b, "</%.*s%sRDF>", CN_FMT(x->rdf_prefix), x->rdf_prefix.n ? ":" : "");
	at = x->rdf_end + (x->rdf_empty ? 2 : 0);
	cn_buf_put(w->b, cn_sub(s, at, to - at));
	return CN_OK;
}

static cn_code put_fresh(xmp_writer *w)
{
	cn_buf_putz(w->b, "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"" CN_NS_RDF "\">\n");
	CN_TRY(put_description(w, CN_S(""), false));
	cn_buf_putz(w->b, "</rdf:RDF>\n</x:xmpmeta>");
	return CN_OK;
}

/* What was written says what was asked. A packet that binds our prefixes to other things is found here. */
static cn_code read_back(cn_arena *a, cn_str packet, const xmp_writer *w)
{
	cn_xmp x;
	CN_TRY(cn_xmp_read(a, packet, &x, w->err));
	for (size_t i = 0; i < w->n; i++) {
		const cn_xmp_value *v = cn_xmp_get(&x, w->set[i].ns, w->set[i].name);
		cn_str asked = w->set[i].value; /* none: it is taken away */
		if (v ? !asked.p || !cn_eq(v->text, asked) : asked.p != NULL)
			return CN_FAIL(w->err, CN_EINPUT, "%s cannot be set in this packet", w->set[i].name);
	}
	return CN_OK;
}

cn_code cn_xmp_write(cn_arena *a, cn_buf *b, cn_str existing, const cn_xmp_set *set, size_t n, cn_err *err)
{
	xmp_writer w = { .b = b, .set = set, .n = n, .err = err };
	cn_xmp x = { 0 };
	size_t from = b->n;
	if (n > CN_XMP_SETS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d properties to set", CN_XMP_SETS_MAX);
	bool fresh = cn_trim(existing).n == 0;
	if (!fresh)
		CN_TRY(cn_xmp_read(a, existing, &x, err));
	cn_buf_putz(b, XPACKET_BEGIN);
	CN_TRY(fresh ? put_fresh(&w) : put_changed(&w, existing, &x));
	cn_buf_putc(b, '\n');
	for (size_t i = 1; i <= CN_XMP_PADDING_BYTES; i++)
		cn_buf_putc(b, i % PADDING_LINE == 0 ? '\n' : ' ');
	cn_buf_putz(b, XPACKET_END);
	if (b->failed)
		return b->over_cap ? CN_FAIL(err, CN_ETOOBIG, "a packet of more than %zu bytes", b->cap) : CN_NOMEM(err);
	return read_back(a, cn_sub(cn_buf_str(b), from, b->n), &w);
}
