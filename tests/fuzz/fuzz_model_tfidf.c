/* Models of words from outside, then a NUL and the text that they are asked about: an answer and a reason, never a crash. The same
 * text has the same score whatever was asked before. */
#include "lab/model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_tfidf *m = NULL;
	cn_err err = { 0 };
	cn_str bytes, text[3] = { CN_S("Late FEE, late fee; \xce\x9f\xce\x94\xce\x9f\xce\xa3 a b") };
	double score[3];
	(void)cn_split((cn_str){ (const char *)data, size }, '\0', &bytes, &text[1]);
	text[2] = text[1];
	if (cn_tfidf_read(a, bytes, &m, &err) != CN_OK) {
		if (m || !err.msg[0])
			abort();
		return 0;
	}
	if (cn_tfidf_column(m).n == 0)
		abort();
	if (cn_tfidf_score(m, text, 3, score, &err) != CN_OK)
		return err.msg[0] ? 0 : (abort(), 0);
	if (!(score[1] == score[2]) || !(score[0] - score[0] == 0))
		abort();
	return 0;
}
