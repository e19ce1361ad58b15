/* Terms of digitalSourceType. */
#include "lab/media/layers.h"

static const cn_source_type TERMS[] = {
#define X(term, ai, retired, en, zh) { #term, CN_##ai, retired, en, zh },
#include "lab/media/source_types.def"
#undef X
};

/* IPTC's two terms for places are one here: files in the wild write C2PA's terms below IPTC's address and the other way round, and
 * no term means two things. */
static const char *const PLACES[] = { "cv.iptc.org/newscodes/digitalsourcetype/", "c2pa.org/digitalsourcetype/" };

const cn_source_type *cn_source_type_of(cn_str term)
{
	cn_str s = cn_trim(term);
	bool address = false;
	if (cn_starts(s, "http://") || cn_starts(s, "https://")) {
		s = cn_sub(s, cn_starts(s, "https://") ? 8 : 7, s.n);
		address = true;
	}
	for (size_t i = 0; address && i < sizeof PLACES / sizeof *PLACES; i++)
		if (cn_starts(s, PLACES[i])) {
			s = cn_sub(s, strlen(PLACES[i]), s.n);
			break;
		}
	for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++)
		if (cn_eqz(s, TERMS[i].term))
			return &TERMS[i];
	return NULL;
}
