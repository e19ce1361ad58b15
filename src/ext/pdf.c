/* Two passes over the same blocks: the first only counts the sheets, so that each can say of how many it is one. Sizes are points. */
#include "ext/pdf.h"

#include "base/limits.h"
#include "core/dso.h"
#include "ext/pdf_root.h"

#define SHEET_WIDTH 595.276
#define SHEET_HEIGHT 841.89
#define LEFT 62.0
#define TOP 68.0
#define BOTTOM 70.0
#define WIDE (SHEET_WIDTH - 2 * LEFT)
#define NAME_WIDE 95.0
#define PAD 7.0

enum { SCALE = 1024, BOLD = 700, WRAP_WORD_CHAR = 2, NO_HINTS = 1, FREETYPE = 1, WRITE_ERROR = 11, TAGS_MAX = 6, FACES_MAX = 4, FAMILIES_BYTES = 1024 };
enum { VERSION_1_4 = 0, TITLE = 0, AUTHOR = 1, CREATOR = 4, CREATED = 5 };

typedef struct extents {
	int x, y, width, height;
} extents;

/* What is called of the libraries, by name. */
static struct {
	void *(*cairo_pdf_surface_create_for_stream)(int (*write)(void *, const unsigned char *, unsigned), void *ctx, double w, double h);
	void (*cairo_pdf_surface_restrict_to_version)(void *surface, int version);
	void (*cairo_pdf_surface_set_metadata)(void *surface, int what, const char *text);
	void (*cairo_surface_finish)(void *surface);
	int (*cairo_surface_status)(void *surface);
	void (*cairo_surface_destroy)(void *surface);
	void *(*cairo_create)(void *surface);
	int (*cairo_status)(void *cr);
	void (*cairo_destroy)(void *cr);
	void (*cairo_show_page)(void *cr);
	void (*cairo_move_to)(void *cr, double x, double y);
	void (*cairo_line_to)(void *cr, double x, double y);
	void (*cairo_rectangle)(void *cr, double x, double y, double w, double h);
	void (*cairo_set_line_width)(void *cr, double w);
	void (*cairo_stroke)(void *cr);
	void (*cairo_tag_begin)(void *cr, const char *tag, const char *attributes);
	void (*cairo_tag_end)(void *cr, const char *tag);
	void *(*cairo_font_options_create)(void);
	void (*cairo_font_options_set_hint_style)(void *o, int style);
	void (*cairo_font_options_set_hint_metrics)(void *o, int metrics);
	void (*cairo_font_options_destroy)(void *o);
	void *(*pango_cairo_font_map_new_for_font_type)(int type);
	void (*pango_cairo_font_map_set_resolution)(void *map, double dpi);
	void (*pango_fc_font_map_set_config)(void *map, void *config);
	void *(*pango_font_map_create_context)(void *map);
	void (*pango_cairo_context_set_font_options)(void *context, const void *o);
	void (*pango_context_set_language)(void *context, void *language);
	void *(*pango_language_from_string)(const char *z);
	void *(*pango_font_description_new)(void);
	void (*pango_font_description_set_family)(void *d, const char *z);
	void (*pango_font_description_set_absolute_size)(void *d, double size);
	void (*pango_font_description_set_weight)(void *d, int weight);
	void (*pango_font_description_free)(void *d);
	void *(*pango_layout_new)(void *context);
	void (*pango_layout_set_font_description)(void *layout, const void *d);
	void (*pango_layout_set_text)(void *layout, const char *p, int n);
	void (*pango_layout_set_width)(void *layout, int width);
	void (*pango_layout_set_wrap)(void *layout, int wrap);
	void (*pango_layout_set_attributes)(void *layout, void *list);
	void *(*pango_attr_list_new)(void);
	void (*pango_attr_list_insert)(void *list, void *attribute);
	void (*pango_attr_list_unref)(void *list);
	void *(*pango_attr_font_features_new)(const char *z);
	int (*pango_layout_get_unknown_glyphs_count)(void *layout);
	int (*pango_layout_get_line_count)(void *layout);
	void *(*pango_layout_get_line_readonly)(void *layout, int i);
	void (*pango_layout_line_get_extents)(void *line, extents *ink, extents *logical);
	void (*pango_cairo_show_layout_line)(void *cr, void *line);
	void (*g_object_unref)(void *o);
	void *(*FcConfigCreate)(void);
	int (*FcConfigAppFontAddFile)(void *config, const unsigned char *path);
	int (*FcConfigSetCurrent)(void *config);
	void (*FcConfigDestroy)(void *config);
} f;

static const char *const calls[] = { /* in the order of the members */
	"cairo_pdf_surface_create_for_stream", "cairo_pdf_surface_restrict_to_version", "cairo_pdf_surface_set_metadata", "cairo_surface_finish",
	"cairo_surface_status", "cairo_surface_destroy", "cairo_create", "cairo_status", "cairo_destroy", "cairo_show_page", "cairo_move_to",
	"cairo_line_to", "cairo_rectangle", "cairo_set_line_width", "cairo_stroke", "cairo_tag_begin", "cairo_tag_end",
	"cairo_font_options_create", "cairo_font_options_set_hint_style", "cairo_font_options_set_hint_metrics", "cairo_font_options_destroy",
	"pango_cairo_font_map_new_for_font_type", "pango_cairo_font_map_set_resolution", "pango_fc_font_map_set_config",
	"pango_font_map_create_context", "pango_cairo_context_set_font_options", "pango_context_set_language", "pango_language_from_string",
	"pango_font_description_new", "pango_font_description_set_family", "pango_font_description_set_absolute_size",
	"pango_font_description_set_weight", "pango_font_description_free", "pango_layout_new", "pango_layout_set_font_description",
	"pango_layout_set_text", "pango_layout_set_width", "pango_layout_set_wrap", "pango_layout_set_attributes", "pango_attr_list_new",
	"pango_attr_list_insert", "pango_attr_list_unref", "pango_attr_font_features_new", "pango_layout_get_unknown_glyphs_count",
	"pango_layout_get_line_count", "pango_layout_get_line_readonly", "pango_layout_line_get_extents", "pango_cairo_show_layout_line",
	"g_object_unref", "FcConfigCreate", "FcConfigAppFontAddFile", "FcConfigSetCurrent", "FcConfigDestroy", NULL
};
_Static_assert(sizeof f / sizeof(void (*)(void)) == sizeof calls / sizeof *calls - 1, "a name a member");

/* Looked for in this order; the family that comes first gives the signs that it has. */
static const struct {
	const char *path, *family;
} known[] = {
	{ "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC" },
	{ "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC" },
	{ "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "DejaVu Serif" },
	{ "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf", "DejaVu Serif" },
	{ "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "DejaVu Sans" },
	{ "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "WenQuanYi Zen Hei" },
	{ "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "WenQuanYi Micro Hei" },
	{ "/usr/share/fonts/truetype/arphic/uming.ttc", "AR PL UMing CN" },
	{ "/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf", "Droid Sans Fallback" },
};

/* Read once a process, and kept: reading the fonts takes longer than writing a letter. */
static struct faces {
	const char *const *files;
	void *config, *map; /* no map: a free place */
	char families[FAMILIES_BYTES];
} kept[FACES_MAX];

/* cairo 1.16 loses 768 bytes with each file that has tags, and fontconfig the answers of one of Pango's threads; a process writes one letter. Asked by
 * a sanitizer that looks for leaks: these are not ours. */
const char *__lsan_default_suppressions(void) __attribute__((weak)); /* a program may have its own */
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo.so\nleak:libfontconfig.so\nleak:libglib-2.0.so\n";
}

typedef struct pen {
	const cn_pdf *doc;
	void *context, *font, *plain, *surface, *cr; /* no cr: it only counts */
	double y;
	size_t page, pages;
	const char *tag[TAGS_MAX];
	size_t n_tag;
	cn_buf *out;
} pen;

static cn_code load(cn_err *err)
{
	if (cn_dso_load("libpangocairo-1.0.so.0", "libpangocairo-1.0-0", calls, &f, err) == CN_OK) /* it brings the others, which are looked through with it */
		return CN_OK;
	(void)CN_FAIL(err, CN_EUNSUPPORTED, "a PDF is drawn by Pango and cairo, which are not installed here");
	return cn_hint(err, "apt install libpangocairo-1.0-0 fonts-noto-cjk");
}

/* ---- fonts ---- */

static cn_code no_font(cn_err *err)
{
	(void)CN_FAIL(err, CN_EUNSUPPORTED, "a PDF carries its fonts, and none is installed here");
	return cn_hint(err, "apt install fonts-noto-cjk");
}

/* Fonts by file alone: with a configuration in place that has no more, neither settings of the machine nor its caches are read, and none is written. */
static cn_code take_fonts(struct faces *k, const char *const *files, cn_err *err)
{
	size_t n = 0;
	k->config = f.FcConfigCreate();
	if (!k->config || !f.FcConfigSetCurrent(k->config))
		return CN_NOMEM(err);
	for (size_t i = 0; files && files[i]; i++)
		n += f.FcConfigAppFontAddFile(k->config, (const unsigned char *)files[i]) != 0;
	for (size_t i = 0; !files && i < sizeof known / sizeof *known; i++) {
		if (!f.FcConfigAppFontAddFile(k->config, (const unsigned char *)known[i].path))
			continue;
		size_t at = strlen(k->families);
		(void)snprintf(k->families + at, sizeof k->families - at, "%s%s", n++ ? "," : "", known[i].family);
	}
	return n ? CN_OK : no_font(err);
}

static cn_code take_faces(const char *const *files, const struct faces **ret, cn_err *err)
{
	struct faces *k = kept;
	while (k < kept + FACES_MAX && k->map && k->files != files)
		k++;
	if (k == kept + FACES_MAX)
		return CN_FAIL(err, CN_EINTERNAL, "more than %d sets of fonts in one process", FACES_MAX);
	*ret = k;
	if (k->map)
		return CN_OK;
	*k = (struct faces){ .files = files };
	cn_code rc = take_fonts(k, files, err);
	if (rc == CN_OK) {
		k->map = f.pango_cairo_font_map_new_for_font_type(FREETYPE);
		rc = k->map ? CN_OK : CN_NOMEM(err);
	}
	if (rc == CN_OK) {
		f.pango_fc_font_map_set_config(k->map, k->config);
		f.pango_cairo_font_map_set_resolution(k->map, 72);
	} else if (k->config) {
		f.FcConfigDestroy(k->config);
	}
	return rc;
}

static cn_code open_fonts(pen *p, cn_err *err)
{
	const struct faces *k = NULL;
	CN_TRY(load(err));
	CN_TRY(take_faces(p->doc->fonts, &k, err));
	void *o = f.cairo_font_options_create();
	p->context = f.pango_font_map_create_context(k->map);
	f.cairo_font_options_set_hint_style(o, NO_HINTS);
	f.cairo_font_options_set_hint_metrics(o, NO_HINTS);
	f.pango_cairo_context_set_font_options(p->context, o);
	f.cairo_font_options_destroy(o);
	f.pango_context_set_language(p->context, f.pango_language_from_string(p->doc->lang));
	p->font = f.pango_font_description_new();
	f.pango_font_description_set_family(p->font, k->families);
	p->plain = f.pango_attr_list_new();
	f.pango_attr_list_insert(p->plain, f.pango_attr_font_features_new("liga 0, clig 0")); /* "first" comes out as it went in */
	return CN_OK;
}

/* The first sign that no font has. */
static cn_code name_sign(void *layout, cn_str text, cn_err *err)
{
	uint32_t cp = 0;
	for (size_t i = 0, n; i < text.n; i += n) {
		n = cn_utf8_at(text, i, &cp);
		f.pango_layout_set_text(layout, text.p + i, (int)n);
		if (f.pango_layout_get_unknown_glyphs_count(layout) > 0)
			break;
	}
	(void)CN_FAIL(err, CN_EUNSUPPORTED, "no font here has the sign U+%04X, and a PDF with a box in its place would not say what the letter says", (unsigned)cp);
	return cn_hint(err, "apt install fonts-noto-cjk");
}

/* A text in lines of a width; *ret is unref'd by the caller also when a sign is missing. */
static cn_code lay_out(pen *p, cn_str text, double size, bool bold, double wide, void **ret, cn_err *err)
{
	if (!cn_utf8_ok(text) || text.n > CN_PDF_TEXT_BYTES_MAX)
		return CN_FAIL(err, CN_EINPUT, "a text of the letter is not UTF-8, or longer than %d bytes", CN_PDF_TEXT_BYTES_MAX);
	void *l = *ret = f.pango_layout_new(p->context);
	f.pango_font_description_set_absolute_size(p->font, size * SCALE);
	f.pango_font_description_set_weight(p->font, bold ? BOLD : 400);
	f.pango_layout_set_font_description(l, p->font);
	f.pango_layout_set_attributes(l, p->plain);
	f.pango_layout_set_wrap(l, WRAP_WORD_CHAR);
	f.pango_layout_set_width(l, (int)(wide * SCALE));
	f.pango_layout_set_text(l, text.p, (int)text.n);
	return f.pango_layout_get_unknown_glyphs_count(l) > 0 ? name_sign(l, text, err) : CN_OK;
}

static double height_of(void *layout)
{
	double sum = 0;
	extents e;
	for (int i = 0; i < f.pango_layout_get_line_count(layout); i++) {
		f.pango_layout_line_get_extents(f.pango_layout_get_line_readonly(layout, i), NULL, &e);
		sum += (double)e.height / SCALE;
	}
	return sum;
}

/* ---- sheets ---- */

static void open_tag(pen *p, const char *tag)
{
	if (p->n_tag < TAGS_MAX)
		p->tag[p->n_tag++] = tag;
	if (p->cr)
		f.cairo_tag_begin(p->cr, tag, NULL);
}

static void close_tag(pen *p)
{
	if (p->n_tag)
		p->n_tag--;
	if (p->cr)
		f.cairo_tag_end(p->cr, p->tag[p->n_tag]);
}

static cn_code put_line(pen *p, void *layout, int i, double x, cn_err *err);

/* The number of a sheet is no part of the text: it has no tag. */
static cn_code number_sheet(pen *p, cn_err *err)
{
	char z[128];
	void *l = NULL;
	extents e;
	(void)snprintf(z, sizeof z, "%s%zu%s%zu%s", p->doc->number[0], p->page, p->doc->number[1], p->pages, p->doc->number[2]);
	cn_code rc = lay_out(p, cn_str_z(z), 8.5, false, WIDE, &l, err);
	if (rc == CN_OK && p->cr) {
		void *line = f.pango_layout_get_line_readonly(l, 0);
		f.pango_layout_line_get_extents(line, NULL, &e);
		f.cairo_move_to(p->cr, (SHEET_WIDTH - (double)e.width / SCALE) / 2, SHEET_HEIGHT - BOTTOM / 2);
		f.pango_cairo_show_layout_line(p->cr, line);
	}
	if (l)
		f.g_object_unref(l);
	return rc;
}

/* What is open goes on as a part of the same kind on the next sheet. */
static cn_code next_sheet(pen *p, cn_err *err)
{
	if (p->page == CN_PDF_PAGES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the letter has more than %d pages", CN_PDF_PAGES_MAX);
	for (size_t i = p->n_tag; p->cr && i-- > 0;)
		f.cairo_tag_end(p->cr, p->tag[i]);
	CN_TRY(number_sheet(p, err));
	if (p->cr)
		f.cairo_show_page(p->cr);
	p->page++;
	p->y = TOP;
	for (size_t i = 0; p->cr && i < p->n_tag; i++)
		f.cairo_tag_begin(p->cr, p->tag[i], NULL);
	return CN_OK;
}

static cn_code room_for(pen *p, double height, cn_err *err)
{
	return p->y > TOP && p->y + height > SHEET_HEIGHT - BOTTOM ? next_sheet(p, err) : CN_OK;
}

static cn_code put_line(pen *p, void *layout, int i, double x, cn_err *err)
{
	extents e;
	void *line = f.pango_layout_get_line_readonly(layout, i);
	f.pango_layout_line_get_extents(line, NULL, &e);
	double height = (double)e.height / SCALE;
	CN_TRY(room_for(p, height, err));
	if (p->cr) {
		f.cairo_move_to(p->cr, x, p->y - (double)e.y / SCALE); /* the base line */
		f.pango_cairo_show_layout_line(p->cr, line);
	}
	p->y += height;
	return CN_OK;
}

static cn_code put_lines(pen *p, void *layout, double x, cn_err *err)
{
	for (int i = 0; i < f.pango_layout_get_line_count(layout); i++)
		CN_TRY(put_line(p, layout, i, x, err));
	return CN_OK;
}

/* ---- parts ---- */

static cn_code put_row(pen *p, const cn_pdf_block *b, cn_err *err)
{
	void *name = NULL, *text = NULL;
	cn_code rc = lay_out(p, b->name, 10.5, false, NAME_WIDE - PAD, &name, err);
	if (rc == CN_OK)
		rc = lay_out(p, b->text, 10.5, false, WIDE - NAME_WIDE, &text, err);
	if (rc == CN_OK)
		rc = room_for(p, height_of(name) > height_of(text) ? height_of(name) : height_of(text), err);
	double from = p->y, below = from;
	size_t page = p->page;
	open_tag(p, "TR");
	open_tag(p, "TH");
	if (rc == CN_OK)
		rc = put_lines(p, name, LEFT, err);
	close_tag(p);
	below = p->y;
	if (p->page == page)
		p->y = from; /* beside it */
	open_tag(p, "TD");
	if (rc == CN_OK)
		rc = put_lines(p, text, LEFT + NAME_WIDE, err);
	close_tag(p);
	close_tag(p);
	if (p->page == page && p->y < below)
		p->y = below;
	if (name)
		f.g_object_unref(name);
	if (text)
		f.g_object_unref(text);
	return rc;
}

static cn_code put_item(pen *p, void *text, cn_err *err)
{
	void *dot = NULL;
	double from = p->y;
	cn_code rc = lay_out(p, CN_S("•"), 11, false, 2 * PAD, &dot, err);
	open_tag(p, "LI");
	open_tag(p, "Lbl");
	if (rc == CN_OK)
		rc = put_lines(p, dot, LEFT, err);
	close_tag(p);
	if (p->y > from)
		p->y = from;
	open_tag(p, "LBody");
	if (rc == CN_OK)
		rc = put_lines(p, text, LEFT + 2 * PAD, err);
	close_tag(p);
	close_tag(p);
	if (dot)
		f.g_object_unref(dot);
	return rc;
}

static cn_code put_box(pen *p, void *text, cn_err *err)
{
	double height = height_of(text) + 2 * PAD;
	p->y += PAD;
	CN_TRY(room_for(p, height, err));
	if (p->cr) {
		f.cairo_set_line_width(p->cr, 0.8);
		f.cairo_rectangle(p->cr, LEFT, p->y, WIDE, height);
		f.cairo_stroke(p->cr);
	}
	p->y += PAD;
	open_tag(p, "P");
	cn_code rc = put_lines(p, text, LEFT + PAD, err);
	close_tag(p);
	p->y += PAD;
	return rc;
}

static cn_code put_tagged(pen *p, const char *tag, void *text, cn_err *err)
{
	open_tag(p, tag);
	cn_code rc = put_lines(p, text, LEFT, err);
	close_tag(p);
	return rc;
}

static const struct look {
	const char *tag, *around; /* around those in sequence */
	double size, before, after, keep, wide;
	bool bold;
} looks[] = {
	[CN_PDF_ROW] = { "TR", "Table", 10.5, 0, 2, 0, WIDE, false },
	[CN_PDF_TITLE] = { "H1", NULL, 14, 18, 4, 60, WIDE, true },
	[CN_PDF_HEADING] = { "H2", NULL, 11.5, 10, 2, 45, WIDE, true },
	[CN_PDF_TEXT] = { "P", NULL, 11, 2, 4, 0, WIDE, false },
	[CN_PDF_ITEM] = { "LI", "L", 11, 0, 1, 0, WIDE - 2 * PAD, false },
	[CN_PDF_BOX] = { "P", NULL, 11, 8, 8, 0, WIDE - 2 * PAD, true },
	[CN_PDF_SMALL] = { "P", NULL, 8.5, 26, 2, 0, WIDE, false },
};

static cn_code put_block(pen *p, const cn_pdf_block *b, cn_err *err)
{
	const struct look *k = &looks[b->part];
	void *text = NULL;
	if (b->part == CN_PDF_ROW)
		return put_row(p, b, err);
	cn_code rc = lay_out(p, b->text, k->size, k->bold, k->wide, &text, err);
	if (rc == CN_OK && k->keep > 0) /* a heading does not stand alone at the foot of a sheet */
		rc = room_for(p, height_of(text) + k->keep, err);
	if (rc == CN_OK && b->part == CN_PDF_ITEM)
		rc = put_item(p, text, err);
	else if (rc == CN_OK && b->part == CN_PDF_BOX)
		rc = put_box(p, text, err);
	else if (rc == CN_OK)
		rc = put_tagged(p, k->tag, text, err);
	if (text)
		f.g_object_unref(text);
	return rc;
}

static cn_code put_all(pen *p, cn_err *err)
{
	const cn_pdf *d = p->doc;
	p->y = TOP;
	p->page = 1;
	p->n_tag = 0;
	for (size_t i = 0; i < d->n_block; i++) {
		const struct look *k = &looks[d->block[i].part];
		bool first = i == 0 || d->block[i - 1].part != d->block[i].part, last = i + 1 == d->n_block || d->block[i + 1].part != d->block[i].part;
		if (first && p->y > TOP)
			p->y += k->before;
		if (first && d->block[i].part == CN_PDF_SMALL && p->cr) {
			f.cairo_set_line_width(p->cr, 0.5);
			f.cairo_move_to(p->cr, LEFT, p->y - 1);
			f.cairo_line_to(p->cr, LEFT + WIDE, p->y - 1);
			f.cairo_stroke(p->cr);
		}
		if (first && k->around)
			open_tag(p, k->around);
		CN_TRY(put_block(p, &d->block[i], err));
		if (last && k->around)
			close_tag(p);
		p->y += k->after;
	}
	p->pages = p->page;
	return number_sheet(p, err);
}

/* ---- the file ---- */

static int take_bytes(void *ctx, const unsigned char *p, unsigned n)
{
	cn_buf *b = ctx;
	cn_buf_put(b, (cn_str){ (const char *)p, n });
	return b->failed ? WRITE_ERROR : 0;
}

static cn_code draw(pen *p, cn_err *err)
{
	char title[1024], author[512], made[64];
	const cn_pdf *d = p->doc;
	(void)snprintf(title, sizeof title, "%.*s", CN_FMT(cn_sub(d->title, 0, sizeof title - 1)));
	(void)snprintf(author, sizeof author, "%.*s", CN_FMT(cn_sub(d->author, 0, sizeof author - 1)));
	(void)snprintf(made, sizeof made, "%.10sT00:00:00Z", d->date);
	p->surface = f.cairo_pdf_surface_create_for_stream(take_bytes, p->out, SHEET_WIDTH, SHEET_HEIGHT);
	f.cairo_pdf_surface_restrict_to_version(p->surface, VERSION_1_4); /* a table of objects that more can be added to */
	f.cairo_pdf_surface_set_metadata(p->surface, TITLE, title);
	f.cairo_pdf_surface_set_metadata(p->surface, AUTHOR, author);
	f.cairo_pdf_surface_set_metadata(p->surface, CREATOR, "Concord");
	f.cairo_pdf_surface_set_metadata(p->surface, CREATED, made);
	p->cr = f.cairo_create(p->surface);
	CN_TRY(put_all(p, err));
	f.cairo_show_page(p->cr);
	int bad = f.cairo_status(p->cr);
	f.cairo_surface_finish(p->surface);
	bad = bad ? bad : f.cairo_surface_status(p->surface);
	if (p->out->failed)
		return CN_NOMEM(err);
	return bad ? CN_FAIL(err, CN_EINTERNAL, "the PDF could not be drawn (cairo says %d)", bad) : CN_OK;
}

static void put_away(pen *p)
{
	if (p->cr)
		f.cairo_destroy(p->cr);
	if (p->surface) {
		f.cairo_surface_finish(p->surface); /* while its buffer is there */
		f.cairo_surface_destroy(p->surface);
	}
	if (p->plain)
		f.pango_attr_list_unref(p->plain);
	if (p->font)
		f.pango_font_description_free(p->font);
	if (p->context)
		f.g_object_unref(p->context);
}

cn_code cn_pdf_write(const cn_pdf *doc, cn_buf *out, cn_err *err)
{
	pen p = { .doc = doc, .out = out };
	size_t from = out->n;
	cn_code rc = open_fonts(&p, err);
	if (rc == CN_OK)
		rc = put_all(&p, err);
	if (rc == CN_OK)
		rc = draw(&p, err);
	put_away(&p);
	if (rc == CN_OK)
		rc = cn_pdf_say_language(out, from, doc->lang, err);
	if (rc != CN_OK)
		out->n = from;
	return rc;
}
