/* Any JSON tree offered as somebody else's library is imported or refused; what is imported can be printed as an instrument file. */
#include "norm/norm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = { "ciso-assistant", "oscal-catalog" };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_val *tree;
	cn_import_options o = { .jurisdiction = CN_S("EU"), .read_on = 20000 };
	if (!a || cn_json_parse(a, (cn_str){ (const char *)data, size }, CN_JSON_FOREIGN_DEPTH_MAX, &tree, NULL) != CN_OK)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		cn_val *instruments, *report;
		if (cn_norm_import(a, NULL, formats[i], tree, CN_S("f"), &o, &instruments, &report, NULL) != CN_OK)
			continue;
		CN_EACH (x, instruments) {
			CN_AUTO_BUF b;
			cn_buf_init(&b, 1 << 20);
			cn_code rc = cn_norm_fmt(x, CN_S(""), CN_S("f"), &b, NULL);
			(void)rc; /* refused or printed */
		}
	}
	return 0;
}
