/* lab/media/xmp: packets of XMP, read strictly and written beside what they hold. One packet was written by exiftool 12.57. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/xml.h"
#include "lab/media/xmp.h"

#define RDF_OPEN "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='" CN_NS_RDF "'>"
#define RDF_CLOSE "</rdf:RDF></x:xmpmeta>"
#define IN_ONE(properties)                                                                                                         \
	RDF_OPEN "<rdf:Description rdf:about='' xmlns:p='urn:p' xmlns:dc='" CN_NS_DC "'>" properties "</"                          \
												     "rdf:Description>" RDF_CLOSE

static const char EXIFTOOL[] =
    "<?xpacket begin='\xef\xbb\xbf' id='W5M0MpCehiHzreSzNTczkc9d'?>\n<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Image::ExifTool "
    "12.57'>\n"
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n\n <rdf:Description rdf:about=''\n"
    "  xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>\n  <Iptc4xmpExt:DigitalSourceType>"
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>\n "
    "</rdf:Description>\n\n"
    " <rdf:Description rdf:about=''\n  xmlns:dc='http://purl.org/dc/elements/1.1/'>\n  <dc:creator>\n   <rdf:Seq>\n    "
    "<rdf:li>Ann</rdf:li>\n"
    "    <rdf:li>Bob</rdf:li>\n   </rdf:Seq>\n  </dc:creator>\n  <dc:rights>\n   <rdf:Alt>\n    <rdf:li xml:lang='x-default'>(c) "
    "\xc3\xa9</rdf:li>\n"
    "   </rdf:Alt>\n  </dc:rights>\n </rdf:Description>\n\n <rdf:Description rdf:about=''\n  "
    "xmlns:xmp='http://ns.adobe.com/xap/1.0/'>\n"
    "  <xmp:CreatorTool>Tool &amp; &lt;1&gt;</xmp:CreatorTool>\n </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end='r'?>";

static cn_xmp read_ok(cn_arena *a, cn_str s)
{
	cn_xmp x;
	cn_err err = { 0 };
	if (cn_xmp_read(a, s, &x, &err) != CN_OK)
		fail_msg("%s in %.*s", err.msg, (int)(s.n < 400 ? s.n : 400), s.p);
	return x;
}

static void text_is(const cn_xmp *x, const char *ns, const char *name, const char *text)
{
	const cn_xmp_value *v = cn_xmp_get(x, ns, name);
	if (!text) {
		assert_null(v);
		return;
	}
	assert_non_null(v);
	if (!cn_eqz(v->text, text))
		fail_msg("%s is \"%.*s\", not \"%s\"", name, CN_FMT(v->text), text);
}

static cn_code refused(cn_arena *a, cn_str s, const char *part)
{
	cn_xmp x;
	cn_err err = { 0 };
	cn_code rc = cn_xmp_read(a, s, &x, &err);
	if (rc == CN_OK || !strstr(err.msg, part))
		fail_msg("\"%s\" is not refused with \"%s\": %s", s.p, part, err.msg);
	return rc;
}

static void a_packet_of_exiftool_is_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_xmp x = read_ok(a, cn_str_z(EXIFTOOL));
	assert_int_equal(x.n_property, 4);
	assert_int_equal(x.n_value, 5);
	text_is(&x, CN_NS_IPTC_EXT, "DigitalSourceType", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
	text_is(&x, CN_NS_DC, "creator", "Ann");
	assert_true(cn_eqz(x.value[2].text, "Bob"));
	text_is(&x, CN_NS_DC, "rights", "(c) \xc3\xa9");
	assert_true(cn_eqz(x.value[3].lang, "x-default"));
	text_is(&x, CN_NS_XMP, "CreatorTool", "Tool & <1>");
	text_is(&x, CN_NS_DC, "CreatorTool", NULL);
}

static void a_name_is_what_its_address_says_whatever_the_prefix(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_xmp x = read_ok(a, CN_S("<r:RDF xmlns:r='" CN_NS_RDF "'><r:Description xmlns:dc='" CN_NS_XMP "' dc:CreatorTool='it'>"
				   "<q:AIGC xmlns:q='" CN_NS_TC260 "'>{}</q:AIGC></r:Description></r:RDF>"));
	text_is(&x, CN_NS_XMP, "CreatorTool", "it");
	text_is(&x, CN_NS_DC, "CreatorTool", NULL);
	text_is(&x, CN_NS_TC260, "AIGC", "{}");
	assert_true(x.property[0].attribute && !x.property[1].attribute);
	x = read_ok(a, CN_S("<RDF xmlns='" CN_NS_RDF
			    "'><Description xmlns:p='urn:outer'><p:x xmlns:p='urn:inner'>1</p:x><p:x>2</p:x></Description></RDF>"));
	text_is(&x, "urn:inner", "x", "1");
	text_is(&x, "urn:outer", "x", "2");
}

static void all_forms_of_a_value_are_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *packet, *text;
	} FORMS[] = {
		{ IN_ONE("<p:x>v</p:x>"), "v" },
		{ IN_ONE("<p:x rdf:resource='v'/>"), "v" },
		{ IN_ONE("<p:x><rdf:Bag><rdf:li>v</rdf:li></rdf:Bag></p:x>"), "v" },
		{ IN_ONE("<p:x><rdf:Alt>\n<rdf:li xml:lang='en'>v</rdf:li></rdf:Alt></p:x>"), "v" },
		{ IN_ONE("<p:x rdf:parseType='Resource'><rdf:value>v</rdf:value><p:y>no</p:y></p:x>"), "v" },
		{ IN_ONE("<p:x><rdf:Description><rdf:value>v</rdf:value><p:y>no</p:y></rdf:Description></p:x>"), "v" },
		{ IN_ONE("<p:x>a<!-- c -->b<![CDATA[<&amp;]]>&#x63;</p:x>"), "ab<&amp;c" },
		{ IN_ONE("<p:x>&lt;&gt;&amp;&quot;&apos;&#65;&#x4eba;&#x1F600;</p:x>"), "<>&\"'A\xe4\xba\xba\xf0\x9f\x98\x80" },
		{ IN_ONE("<p:x>one\r\ntwo\rthree</p:x>"), "one\ntwo\nthree" },
		{ IN_ONE("<p:x></p:x>"), "" },
		{ IN_ONE("<p:x/>"), "" },
		{ RDF_OPEN "<rdf:Description xmlns:p='urn:p' p:x='a&#10;b\nc\td'/>" RDF_CLOSE, "a\nb c d" },
	};
	for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
		cn_xmp x = read_ok(a, cn_str_z(FORMS[i].packet));
		text_is(&x, "urn:p", "x", FORMS[i].text);
	}
}

static void a_field_of_a_structure_is_no_value_of_the_file(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const FORMS[] = {
		IN_ONE("<p:s rdf:parseType='Resource'><p:x>v</p:x></p:s>"),
		IN_ONE("<p:s><rdf:Description><p:x>v</p:x></rdf:Description></p:s>"),
		IN_ONE("<p:s><rdf:Description p:x='v'/></p:s>"),
		IN_ONE("<p:s p:x='v'/>"),
		IN_ONE("<p:s><rdf:Seq><rdf:li rdf:parseType='Resource'><p:x>v</p:x></rdf:li></rdf:Seq></p:s>"),
	};
	for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
		cn_xmp x = read_ok(a, cn_str_z(FORMS[i]));
		text_is(&x, "urn:p", "x", NULL);
		assert_int_equal(x.n_property, 1);
		assert_int_equal(x.n_value, 1);
		assert_true(x.value[0].inner && cn_eqz(x.value[0].name, "x") && cn_eqz(x.value[0].text, "v"));
		assert_true(cn_starts(cn_sub(cn_str_z(FORMS[i]), x.property[0].at, x.property[0].size), "<p:s"));
		assert_true(cn_ends(cn_sub(cn_str_z(FORMS[i]), x.property[0].at, x.property[0].size), ">"));
	}
}

static void what_is_no_packet_is_refused_with_the_place(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const char *const BAD[][2] = {
		{ "", "no rdf:RDF" },
		{ "<x/>", "no rdf:RDF" },
		{ "<!DOCTYPE x [<!ENTITY e 'boom'>]>" IN_ONE("<p:x>&e;</p:x>"), "document type" },
		{ IN_ONE("<p:x>&e;</p:x>"), "entity" },
		{ IN_ONE("<p:x>&#x110000;</p:x>"), "entity" },
		{ IN_ONE("<p:x>&#xd800;</p:x>"), "entity" },
		{ IN_ONE("<p:x>&#;</p:x>"), "entity" },
		{ IN_ONE("<p:x>&amp</p:x>"), "entity" },
		{ IN_ONE("<q:x>v</q:x>"), "no namespace is declared for q" },
		{ IN_ONE("<p:x>v</p:y>"), "closed but not open" },
		{ IN_ONE("<p:x>v"), "closed but not open" },
		{ "<rdf:RDF xmlns:rdf='" CN_NS_RDF "'>", "ends inside RDF" },
		{ IN_ONE("<p:x a='1' a='2'/>"), "twice" },
		{ IN_ONE("<p:x p:a='1' xmlns:q='urn:p' q:a='2'/>"), "twice" },
		{ IN_ONE("<p:x a=1/>"), "whole value" },
		{ IN_ONE("<p:x a='<'/>"), "whole value" },
		{ IN_ONE("<p:x a/>"), "= is wanted" },
		{ IN_ONE("<p:x a='1'b='2'/>"), "end of a tag" },
		{ IN_ONE("<p:x rdf:parseType='Literal'><p:y/></p:x>"), "parseType" },
		{ IN_ONE("<p:x><p:y/></p:x>"), "no value of XMP" },
		{ IN_ONE("<p:x><rdf:Seq/><rdf:Seq/></p:x>"), "second value" },
		{ IN_ONE("<p:x><rdf:Seq><p:li/></rdf:Seq></p:x>"), "in an array" },
		{ IN_ONE("<p:x>text<rdf:Seq/></p:x>"), "another value" },
		{ RDF_OPEN "<x:y/>" RDF_CLOSE, "where descriptions stand" },
		{ RDF_OPEN "<rdf:Description rdf:about='a'/><rdf:Description rdf:about='b'/>" RDF_CLOSE, "two things" },
		{ "<a:b:c xmlns:a='x'/>", "a name is wanted" },
		{ "<!-- open", "not closed" },
	};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_int_equal(refused(a, cn_str_z(BAD[i][0]), BAD[i][1]), CN_EINPUT);
	assert_int_equal(refused(a, CN_S("\xff\xfe<\0x\0"), "UTF-16"), CN_EUNSUPPORTED);
	assert_int_equal(refused(a, CN_S("\0<\0x"), "UTF-16"), CN_EUNSUPPORTED);
	assert_int_equal(refused(a, CN_S(IN_ONE("<p:x>\xc3</p:x>")), "not UTF-8"), CN_EINPUT);
	cn_xmp x = read_ok(a, CN_S(IN_ONE("<p:x>v</p:x>") "  \n\0\0")); /* padding and NULs at the end are no harm */
	text_is(&x, "urn:p", "x", "v");
}

static void a_packet_cut_anywhere_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str s = CN_S(IN_ONE("<p:x xml:lang='en'>a&amp;b</p:x><!-- c --><p:y><rdf:Seq><rdf:li>1</rdf:li></rdf:Seq></p:y>"));
	cn_xmp x;
	for (size_t n = 0; n < s.n; n++) {
		char *copy = malloc(n + 1); /* exactly sized: ASan sees one byte too far */
		assert_non_null(copy);
		memcpy(copy, s.p, n);
		assert_int_not_equal(cn_xmp_read(a, (cn_str){ copy, n }, &x, NULL), CN_OK);
		free(copy);
	}
}

static cn_str repeated(cn_arena *a, const char *before, const char *part, size_t n, const char *after)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64 << 20);
	cn_buf_putz(&b, before);
	for (size_t i = 0; i < n; i++)
		for (const char *p = part; *p; p++)
			if (*p == '#')
				cn_buf_printf(&b, "%zu", i);
			else
				cn_buf_putc(&b, *p);
	cn_buf_putz(&b, after);
	return cn_buf_copy(a, &b);
}

#define BEFORE RDF_OPEN "<rdf:Description xmlns:p='urn:p'>"
#define AFTER "</rdf:Description>" RDF_CLOSE

static void each_bound_holds_at_it_and_not_beyond(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	(void)read_ok(a, repeated(a, BEFORE, "<p:x/>", CN_XMP_PROPERTIES_MAX, AFTER));
	assert_int_equal(refused(a, repeated(a, BEFORE, "<p:x/>", CN_XMP_PROPERTIES_MAX + 1, AFTER), "properties"), CN_ETOOBIG);
	(void)read_ok(a, repeated(a, BEFORE "<p:x><rdf:Bag>", "<rdf:li/>", CN_XMP_PROPERTIES_MAX, "</rdf:Bag></p:x>" AFTER));
	assert_int_equal(
	    refused(a, repeated(a, BEFORE "<p:x><rdf:Bag>", "<rdf:li/>", CN_XMP_PROPERTIES_MAX + 1, "</rdf:Bag></p:x>" AFTER),
		    "values"),
	    CN_ETOOBIG);
	(void)read_ok(a, repeated(a, "<r>", "<e/>", CN_XML_ELEMENTS_MAX - 4, BEFORE AFTER "</r>"));
	assert_int_equal(refused(a, repeated(a, "<r>", "<e/>", CN_XML_ELEMENTS_MAX - 3, BEFORE AFTER "</r>"), "elements"),
			 CN_ETOOBIG);
	(void)read_ok(a, repeated(a, BEFORE "<p:x", " a#=''", CN_XML_ATTRIBUTES_MAX, "/>" AFTER));
	assert_int_equal(refused(a, repeated(a, BEFORE "<p:x", " a#=''", CN_XML_ATTRIBUTES_MAX + 1, "/>" AFTER), "attributes"),
			 CN_ETOOBIG);
	(void)read_ok(
	    a, repeated(a, BEFORE "<p:x", " xmlns:n#='u'", CN_XML_SCOPE_MAX - 3, "/>" AFTER)); /* x, rdf and p are around it */
	assert_int_equal(refused(a, repeated(a, BEFORE "<p:x", " xmlns:n#='u'", CN_XML_SCOPE_MAX - 2, "/>" AFTER), "namespaces"),
			 CN_ETOOBIG);
	cn_str deep = repeated(a, "", "<e>", CN_XML_DEPTH_MAX, "");
	assert_int_equal(refused(a, deep, "ends inside"), CN_EINPUT);
	assert_int_equal(refused(a, repeated(a, "", "<e>", CN_XML_DEPTH_MAX + 1, ""), "deep"), CN_ETOOBIG);
	char *big = calloc(1, CN_XML_BYTES_MAX + 1);
	assert_non_null(big);
	memset(big, ' ', CN_XML_BYTES_MAX + 1);
	assert_int_equal(refused(a, (cn_str){ big, CN_XML_BYTES_MAX }, "no rdf:RDF"), CN_EINPUT);
	assert_int_equal(refused(a, (cn_str){ big, CN_XML_BYTES_MAX + 1 }, "MiB"), CN_ETOOBIG);
	free(big);
}

/* ---- writing --------------------------------------------------------------------------------------------------------------- */

static cn_str write_ok(cn_arena *a, cn_str existing, const cn_xmp_set *set, size_t n)
{
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_buf_init(&b, 1 << 20);
	if (cn_xmp_write(a, &b, existing, set, n, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_buf_copy(a, &b);
}

static const cn_xmp_set OURS[] = {
	{ CN_NS_IPTC_EXT, "Iptc4xmpExt", "DigitalSourceType", { "u", 1 }, CN_XMP_TEXT },
	{ CN_NS_TC260, "TC260", "AIGC", { "{\"Label\":\"1\"}\n<&>", 17 }, CN_XMP_TEXT },
	{ CN_NS_DC, "dc", "creator", { "Who", 3 }, CN_XMP_SEQ },
	{ CN_NS_DC, "dc", "rights", { "R", 1 }, CN_XMP_ALT },
};

static void ours_are_there(cn_arena *a, cn_str packet)
{
	cn_xmp x = read_ok(a, packet);
	for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++) {
		const cn_xmp_value *v = cn_xmp_get(&x, OURS[i].ns, OURS[i].name);
		assert_true(v && cn_eq(v->text, OURS[i].value));
		size_t n = 0;
		for (size_t k = 0; k < x.n_property; k++)
			n += cn_eqz(x.property[k].ns, OURS[i].ns) && cn_eqz(x.property[k].name, OURS[i].name);
		assert_int_equal(n, 1);
	}
	assert_true(cn_starts(packet, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"));
	assert_true(cn_ends(packet, "<?xpacket end=\"w\"?>"));
	size_t padding = 0;
	for (size_t i = packet.n - strlen("<?xpacket end=\"w\"?>"); i > 0 && (packet.p[i - 1] == ' ' || packet.p[i - 1] == '\n');
	     i--)
		padding++;
	assert_int_equal(padding, CN_XMP_PADDING_BYTES + 1);
}

static void a_fresh_packet_has_what_was_set(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str p = write_ok(a, (cn_str){ "", 0 }, OURS, 4);
	ours_are_there(a, p);
	assert_true(cn_eq(write_ok(a, p, OURS, 4), p)); /* again: the same bytes */
	assert_true(cn_contains(p, CN_S("xmlns:dc=\"" CN_NS_DC "\"")));
}

static void everything_else_of_a_packet_stays_byte_for_byte(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str p = write_ok(a, cn_str_z(EXIFTOOL), OURS, 4);
	ours_are_there(a, p);
	cn_xmp x = read_ok(a, p);
	text_is(&x, CN_NS_XMP, "CreatorTool", "Tool & <1>");
	assert_true(cn_contains(p, CN_S("x:xmptk='Image::ExifTool 12.57'>\n<rdf:RDF")));
	assert_true(cn_contains(
	    p,
	    CN_S("\n\n <rdf:Description rdf:about=''\n  xmlns:dc='http://purl.org/dc/elements/1.1/'>\n  <dc:creator><rdf:Seq>")));
	assert_true(cn_contains(
	    p,
	    CN_S(
		"  <xmp:CreatorTool>Tool &amp; &lt;1&gt;</xmp:CreatorTool>\n </rdf:Description>\n <rdf:Description rdf:about=\"\"\n"
		"   xmlns:TC260=\"" CN_NS_TC260 "\">\n")));
	assert_true(cn_eq(write_ok(a, p, OURS, 4), p));
	cn_str twice = write_ok(a, write_ok(a, cn_str_z(EXIFTOOL), OURS, 1), OURS, 4);
	assert_true(cn_eq(twice, p)); /* one after the other gives what both at once give */
}

static void packets_of_every_shape_are_written_to(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const char *const SHAPES[] = {
		RDF_OPEN RDF_CLOSE,
		"<rdf:RDF xmlns:rdf='" CN_NS_RDF "'/>",
		"<r:RDF xmlns:r='" CN_NS_RDF "'/>",
		"<RDF xmlns='" CN_NS_RDF "'><Description/></RDF>",
		"<?xml version='1.0'?>\n<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>" IN_ONE(
		    "<dc:creator><rdf:Seq/></dc:creator>") "<?xpacket end='r'?>\n\n",
		IN_ONE("<dc:creator>x</dc:creator><dc:creator>y</dc:creator>"),
		RDF_OPEN "<rdf:Description rdf:about='a\"b' xmlns:q='" CN_NS_TC260 "' q:AIGC='old' xmlns:d='" CN_NS_DC
			 "' d:rights='old'/>" RDF_CLOSE,
		RDF_OPEN "<rdf:Description rdf:about='' xmlns:dc='urn:other' dc:creator='other'/>" RDF_CLOSE,
	};
	for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
		cn_str p = write_ok(a, cn_str_z(SHAPES[i]), OURS, 4);
		ours_are_there(a, p);
		assert_true(cn_eq(write_ok(a, p, OURS, 4), p));
	}
	cn_xmp x = read_ok(a, write_ok(a, cn_str_z(SHAPES[7]), OURS, 4));
	text_is(&x, "urn:other", "creator", "other");
}

static void a_property_is_taken_out(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	const cn_xmp_set gone[] = { { CN_NS_DC, "dc", "creator", { NULL, 0 }, CN_XMP_TEXT },
				    { CN_NS_PLUS, "plus", "DataMining", { NULL, 0 }, CN_XMP_TEXT } };
	cn_xmp x = read_ok(a, write_ok(a, cn_str_z(EXIFTOOL), gone, 2));
	text_is(&x, CN_NS_DC, "creator", NULL);
	text_is(&x, CN_NS_DC, "rights", "(c) \xc3\xa9");
	assert_int_equal(x.n_property, 3);
}

static void what_cannot_be_written_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_BUF b;
	cn_xmp_set many[CN_XMP_SETS_MAX + 1];
	cn_xmp_set bad = { CN_NS_DC, "dc", "rights", { "a\x01", 2 }, CN_XMP_ALT };
	cn_err err = { 0 };
	cn_buf_init(&b, 1 << 20);
	assert_int_equal(cn_xmp_write(a, &b, (cn_str){ "", 0 }, &bad, 1, &err), CN_EINPUT);
	bad.value = CN_S("a\xc3");
	assert_int_equal(cn_xmp_write(a, &b, (cn_str){ "", 0 }, &bad, 1, &err), CN_EINPUT);
	bad.value = CN_S("a");
	assert_int_equal(cn_xmp_write(a, &b, CN_S("<x>"), &bad, 1, &err), CN_EINPUT);
	assert_int_equal(cn_xmp_write(a, &b,
				      CN_S("<r>" RDF_OPEN RDF_CLOSE RDF_OPEN "<rdf:Description xmlns:dc='" CN_NS_DC
					   "' dc:rights='x'/>" RDF_CLOSE "</r>"),
				      &bad, 1, &err),
			 CN_EINPUT);
	for (size_t i = 0; i <= CN_XMP_SETS_MAX; i++)
		many[i] = (cn_xmp_set){ CN_NS_DC, "dc", cn_cstr(a, cn_strf(a, "n%zu", i)), { "v", 1 }, CN_XMP_TEXT };
	assert_int_equal(cn_xmp_write(a, &b, (cn_str){ "", 0 }, many, CN_XMP_SETS_MAX + 1, &err), CN_ETOOBIG);
	cn_buf_reset(&b);
	assert_int_equal(cn_xmp_write(a, &b, (cn_str){ "", 0 }, many, CN_XMP_SETS_MAX, &err), CN_OK);
	CN_AUTO_BUF little;
	cn_buf_init(&little, 100);
	assert_int_equal(cn_xmp_write(a, &little, (cn_str){ "", 0 }, OURS, 4, &err), CN_ETOOBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packet_of_exiftool_is_read),
		cmocka_unit_test(a_name_is_what_its_address_says_whatever_the_prefix),
		cmocka_unit_test(all_forms_of_a_value_are_read),
		cmocka_unit_test(a_field_of_a_structure_is_no_value_of_the_file),
		cmocka_unit_test(what_is_no_packet_is_refused_with_the_place),
		cmocka_unit_test(a_packet_cut_anywhere_is_refused),
		cmocka_unit_test(each_bound_holds_at_it_and_not_beyond),
		cmocka_unit_test(a_fresh_packet_has_what_was_set),
		cmocka_unit_test(everything_else_of_a_packet_stays_byte_for_byte),
		cmocka_unit_test(packets_of_every_shape_are_written_to),
		cmocka_unit_test(a_property_is_taken_out),
		cmocka_unit_test(what_cannot_be_written_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
