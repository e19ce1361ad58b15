/* Outputs of a generator from outside: an answer with a reason for any bytes; the same answer twice. */
#include "lab/media/media.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cn_str s = { (const char *)data, size };
	cn_label_found f, again;
	cn_err err = { 0 };
	cn_code rc = cn_label_check(s, &f, &err);
	if (rc != CN_OK) {
		if (!err.msg[0] || cn_utf8_ok(s))
			abort();
		return 0;
	}
	if (!f.explicit_why[0] || !f.metadata_why[0] || cn_label_check(s, &again, &err) != CN_OK)
		abort();
	if (f.explicit_label != again.explicit_label || f.metadata_label != again.metadata_label)
		abort();
	return 0;
}
