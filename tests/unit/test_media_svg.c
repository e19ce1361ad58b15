/* lab/media/format: SVG is read by its tokens and written so that it stays XML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "lab/media/format/xml.h"
#include "tests/unit/media_help.h"

static const char XMP[] =
    "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/><?xpacket end=\"w\"?>";
static const char STORE[] = "\0\0\0\x26jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03"
			    "c2pa";
static const char STORE_64[] = "AAAAJmp1bWIAAAAeanVtZGMycGEAEQAQgAAAqgA4m3EDYzJwYQA=";
static const char OPEN[] = "<c2pa:manifest xmlns:c2pa=\"http://c2pa.org/manifest\">", CLOSE[] = "</c2pa:manifest>";

static cn_media_file read_z(cn_arena *a, const char *s)
{
	cn_media_file f;
	assert_int_equal(cn_media_read(a, cn_str_z(s), &f, NULL), CN_OK);
	return f;
}

static cn_str write_z(cn_arena *a, const char *s, bool xmp, bool store, cn_media_pieces *out)
{
	const cn_media_edit e[] = { { CN_PART_XMP, { "", 0 }, { xmp ? XMP : NULL, xmp ? sizeof XMP - 1 : 0 } },
				    { CN_PART_C2PA, { "", 0 }, { store ? STORE : NULL, store ? sizeof STORE : 0 } } };
	cn_err err = { 0 };
	if (cn_media_write(a, cn_str_z(s), e, 2, out, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, out);
}

static void svg_gives_its_labels_its_texts_and_its_size(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "svg");
	cn_media_file f;
	assert_int_equal(cn_media_read(a, s, &f, NULL), CN_OK);
	assert_null(f.trouble);
	assert_int_equal(f.format, CN_MEDIA_SVG);
	assert_int_equal(f.width, 8);
	assert_int_equal(f.height, 12);
	assert_int_equal(f.n_part, 3);
	media_part_is(&f, 0, CN_PART_XMP, XMP, sizeof XMP - 1);
	media_part_is(&f, 1, CN_PART_C2PA, STORE, sizeof STORE);
	assert_true(cn_eqz(cn_sub(s, f.part[1].range[0].at, f.part[1].range[0].size), STORE_64)); /* the text of the element */
	media_part_is(&f, 2, CN_PART_BODY, "A & B\nAI<1>", 11);
	f = read_z(a, "<svg width=\"3.5\" height='4'/>");
	assert_int_equal(f.format, CN_MEDIA_SVG);
	assert_int_equal(f.width, 0);
	assert_int_equal(f.height, 4);
}

static void svg_is_known_by_its_root_whatever_stands_before(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const YES[] = {
		"<svg/>",
		"\xef\xbb\xbf <?xml version=\"1.0\"?><!-- <html> --><!DOCTYPE svg [ <!ELEMENT a \">\"> ]>\n<x:svg></x:svg>"
	};
	static const char *const NO[] = { "<html><svg/></html>",     "text <svg/>", "<!-- <svg/> -->", "<", "<svg", "<!-- ",
					  "<![CDATA[<svg/>]]><svg/>" };
	for (size_t i = 0; i < sizeof YES / sizeof *YES; i++)
		assert_int_equal(read_z(a, YES[i]).format, CN_MEDIA_SVG);
	for (size_t i = 0; i < sizeof NO / sizeof *NO; i++)
		assert_int_not_equal(read_z(a, NO[i]).format, CN_MEDIA_SVG);
}

static void svg_in_trouble_says_why(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *s, *why;
	} T[] = { { "<svg><g></svg>", "before its elements" },
		  { "<svg></svg></g>", "not open" },
		  { "<svg/><svg/>", "more than one root" },
		  { "<svg><!-- ", "does not end" },
		  { "<svg><a b='></svg>", "does not end" },
		  { "<svg>\xff</svg>", "UTF-8" },
		  { "<svg><c2pa:manifest>A*</c2pa:manifest></svg>", "base64" },
		  { "<!DOCTYPE svg [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><svg/>", "entities" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_media_file f = read_z(a, T[i].s);
		assert_non_null(f.trouble);
		if (!strstr(f.trouble, T[i].why))
			fail_msg("\"%s\" says \"%s\"", T[i].s, f.trouble);
	}
	assert_null(read_z(a, "<!DOCTYPE svg [<!ENTITY ns \"http://a\">]><svg xmlns:x=\"&ns;\"/>").trouble);
}

static void svg_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	media_cut_everywhere(a, media_seed(a, "svg"), 1);
}

static void labels_are_put_where_metadata_is_or_into_one_of_their_own(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *before, *after; /* %s%s%s%s: XMP, the store's element */
	} T[] = { { "<svg/>", "<svg><metadata>%s%s%s%s</metadata></svg>" },
		  { "<svg ><g/></svg>", "<svg ><metadata>%s%s%s%s</metadata><g/></svg>" },
		  { "<a:svg><a:metadata>x</a:metadata></a:svg>", "<a:svg><a:metadata>%s%s%s%sx</a:metadata></a:svg>" },
		  { "<a:svg></a:svg>", "<a:svg><a:metadata>%s%s%s%s</a:metadata></a:svg>" },
		  { "<svg><metadata id='m'/></svg>", "<svg><metadata id='m'>%s%s%s%s</metadata></svg>" },
		  { "<svg><g><metadata/></g></svg>", "<svg><metadata>%s%s%s%s</metadata><g><metadata/></g></svg>" },
		  { "<svg><metadata> <c2pa:manifest>AAAA</c2pa:manifest> <rdf:RDF><a/></rdf:RDF> </metadata><text>t</text></svg>",
		    "<svg><metadata>%s%s%s%s   </metadata><text>t</text></svg>" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_media_pieces out;
		cn_buf b;
		cn_buf_init(&b, 4096);
		cn_str form = cn_str_z(T[i].after);
		static const char *const PUT[] = { XMP, OPEN, STORE_64, CLOSE };
		for (size_t at = 0, k = 0; at < form.n; at++) {
			if (form.p[at] != '%')
				cn_buf_putc(&b, form.p[at]);
			else
				cn_buf_putz(&b, PUT[k++]);
			at += form.p[at] == '%';
		}
		cn_str n = write_z(a, T[i].before, true, true, &out);
		if (!cn_eq(n, cn_buf_str(&b)))
			fail_msg("%.*s\nis not\n%s", CN_FMT(n), b.p);
		cn_buf_done(&b);
		assert_int_equal(out.n_store, 1);
		assert_true(cn_eqz(cn_sub(n, out.store[0].at, out.store[0].size), STORE_64));
		cn_str again = write_z(a, cn_cstr(a, n), true, true, &out); /* what is there already is written the same */
		assert_true(cn_eq(again, n));
	}
}

static void labels_can_go_and_nothing_else_changes(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_pieces out;
	static const char S[] =
	    "<svg><metadata><c2pa:manifest>AAAA</c2pa:manifest><z/><x:xmpmeta><rdf:RDF/></x:xmpmeta></metadata>&amp;</svg>";
	assert_true(cn_eqz(write_z(a, S, false, false, &out), "<svg><metadata><z/></metadata>&amp;</svg>"));
	assert_int_equal(out.n_store, 0);
	assert_true(cn_eqz(write_z(a, "<svg/>", false, false, &out), "<svg/>"));
}

static void xmp_that_would_break_the_file_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const BAD[] = { "<a>",   "</a>",	"text", "<?xml version=\"1.0\"?><a/>", "<!DOCTYPE a><a/>",
					   "<a/><", "\xff<a/>", "" };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		cn_media_edit e = { CN_PART_XMP, { "", 0 }, cn_str_z(BAD[i]) };
		cn_media_pieces out;
		cn_err err = { 0 };
		assert_int_equal(cn_media_write(a, CN_S("<svg/>"), &e, 1, &out, &err), CN_EINPUT);
		assert_non_null(strstr(err.msg, "XMP"));
	}
}

static void entities_become_what_they_mean_once(void **state)
{
	(void)state;
	static const struct {
		const char *written, *meant;
	} T[] = { { "&lt;&gt;&amp;&quot;&apos;", "<>&\"'" },
		  { "&amp;lt;", "&lt;" },
		  { "&#65;&#x4E2D;&#x1F600;", "A\xe4\xb8\xad\xf0\x9f\x98\x80" },
		  { "&other; & &#0; &#xD800; &#1114112; &#99999999999; &#x; &#X41; &#1;",
		    "&other; & &#0; &#xD800; &#1114112; &#99999999999; &#x; &#X41; &#1;" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		char s[128];
		size_t n = strlen(T[i].written);
		memcpy(s, T[i].written, n);
		n = cn_tag_xml_plain(s, n);
		assert_int_equal(n, strlen(T[i].meant));
		assert_memory_equal(s, T[i].meant, n);
	}
}

static void attributes_are_found_by_name(void **state)
{
	(void)state;
	size_t at = 0;
	cn_tag_xml x = cn_tag_xml_next(CN_S("<a x=\"1\" y = '2>' xz=\"3\">"), &at);
	cn_str v;
	assert_int_equal(x.kind, CN_XML_OPEN);
	assert_true(cn_tag_xml_attribute(&x, "y", &v) && cn_eqz(v, "2>"));
	assert_true(cn_tag_xml_attribute(&x, "xz", &v) && cn_eqz(v, "3"));
	assert_false(cn_tag_xml_attribute(&x, "z", &v));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(svg_gives_its_labels_its_texts_and_its_size),
		cmocka_unit_test(svg_is_known_by_its_root_whatever_stands_before),
		cmocka_unit_test(svg_in_trouble_says_why),
		cmocka_unit_test(svg_cut_anywhere_says_so),
		cmocka_unit_test(labels_are_put_where_metadata_is_or_into_one_of_their_own),
		cmocka_unit_test(labels_can_go_and_nothing_else_changes),
		cmocka_unit_test(xmp_that_would_break_the_file_is_refused),
		cmocka_unit_test(entities_become_what_they_mean_once),
		cmocka_unit_test(attributes_are_found_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
