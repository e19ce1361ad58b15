/* Signed notes, checkpoints and verifier keys from others. What a checkpoint says is written back as it stood. */
#include "core/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(4u << 20);
	cn_str in = { (const char *)data, size };
	cn_vkey k, known;
	cn_note note;
	cn_checkpoint c;
	if (!a || cn_vkey_parse(CN_S("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &known, NULL) != CN_OK)
		return 0;
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX);
	if (cn_vkey_parse(in, &k, NULL) == CN_OK) {
		cn_vkey_text(&k, &b);
		assert(cn_eq(cn_buf_str(&b), in));
	}
	if (cn_note_open(a, in, &known, 1, &note, NULL) != CN_OK)
		return 0;
	assert(note.n_sigs > 0 && note.n_sigs <= CN_NOTE_SIGS_MAX);
	if (cn_checkpoint_parse(note.text, &c, NULL) == CN_OK) {
		cn_buf_reset(&b);
		cn_checkpoint_text(&c, &b);
		assert(cn_starts(note.text, b.p)); /* extension lines may follow */
	}
	cn_code rc = cn_checkpoint_open(a, in, &known, NULL, 0, &c, NULL, NULL);
	(void)rc; /* any answer will do */
	return 0;
}
