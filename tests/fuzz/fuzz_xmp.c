/* Packets of XMP from outside: values that lie in the packet, or a sentence; what is set in a packet that reads is there after, and
 * the same is set again to the same bytes. */
#include "lab/media/layer.h"
#include "lab/media/xmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_twice(cn_arena *a, cn_str packet)
{
	static const cn_xmp_set SET[] = { { CN_NS_TC260, "TC260", "AIGC", { "{\"Label\":\"1\"}", 13 }, CN_XMP_TEXT },
					  { CN_NS_DC, "dc", "creator", { "<a>&\n", 5 }, CN_XMP_SEQ },
					  { CN_NS_IPTC_EXT, "Iptc4xmpExt", "DigitalSourceType", { NULL, 0 }, CN_XMP_TEXT } };
	CN_AUTO_BUF once;
	CN_AUTO_BUF twice;
	cn_err err = { 0 };
	cn_buf_init(&once, 4 << 20);
	cn_buf_init(&twice, 4 << 20);
	cn_code rc = cn_xmp_write(a, &once, packet, SET, 3, &err);
	if (rc != CN_OK) {
		if (!err.msg[0] || rc == CN_EINTERNAL)
			abort();
		return;
	}
	rc = cn_xmp_write(a, &twice, cn_buf_str(&once), SET, 3, &err);
	if (rc != CN_ETOOBIG && rc != CN_ENOMEM && (rc != CN_OK || !cn_eq(cn_buf_str(&once), cn_buf_str(&twice))))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str packet = { (const char *)data, size };
	cn_xmp x;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_layer_draft d = { .a = a, .out = { .kind = CN_PART_XMP, .carrier = "APP1", .says_ai = CN_UNKNOWN } };
	cn_layer_of_xmp(&d, packet);
	if (cn_xmp_read(a, packet, &x, &err) != CN_OK) {
		if (!err.msg[0] || !d.unread || d.out.n_remark == 0)
			abort();
		return 0;
	}
	for (size_t i = 0; i < x.n_property; i++)
		if (x.property[i].at > size || x.property[i].size > size - x.property[i].at || x.property[i].size == 0)
			abort();
	for (size_t i = 0; i < x.n_value; i++)
		if (x.value[i].property >= x.n_property || !cn_utf8_ok(x.value[i].text))
			abort();
	write_twice(a, packet);
	return 0;
}
