/* Any text as a file of rules about files: refused with a place and a sentence, or loaded; then files are judged by it, and no verdict decides
 * what is not sure, or is silent about why. */
#include "ext/yaml.h"
#include "norm/content_rules.h"

#define assert_int_equal(x, y) ((x) == (y) ? (void)0 : abort())
#include "../unit/norm_small.h"

/* libfyaml 0.7.12 itself loses a kilobyte on some broken quotes (seeds/yaml/leak.yaml); ours are still looked for. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

#define ASKS "heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: duty, act: label, object: content, roles: [provider]"
static const char PROVISIONS[] =
	"- {id: art_1, " ASKS ", applies_when: big, applies: [{from: 2026-08-02, when: here}, {from: 2026-12-02, until: 2027-12-01}]}\n"
	"- {id: art_2, " ASKS ", basis: scope, confidence: secondary}\n- {id: art_3, " ASKS ", applies_when: 'true', applies: [{from: 2026-01-01, when: big}]}\n";

static const cn_member kinds[] = { { { "image", 5 }, { { "image", 5 }, { "image", 5 } } }, { { "text", 4 }, { { "text", 4 }, { "text", 4 } } } };
static const cn_fact of_file[] = { { .id = { "seen", 4 }, .type = CN_F_BOOL }, { .id = { "made", 4 }, .type = CN_F_BOOL },
				   { .id = { "kind", 4 }, .type = CN_F_TEXT, .member = kinds, .n_member = 2 }, { .id = { "height", 6 }, .type = CN_F_NUMBER } };

static const cn_library *library(void)
{
	static const cn_library *lib;
	static cn_arena *a; /* of the process */
	if (lib)
		return lib;
	a = cn_arena_new(16u << 20);
	const char *text[] = { LISTS, SMALL_FACTS, act(a, "aa", "AA", PROVISIONS).p };
	cn_norm_file file[3];
	for (size_t i = 0; i < 3; i++)
		file[i] = (cn_norm_file){ .name = CN_S("law.yaml"), .tree = help_yaml(a, text[i], "law.yaml") };
	assert_int_equal(cn_library_load(a, file, 3, &lib, NULL, NULL), CN_OK);
	return lib;
}

static void judge(cn_arena *a, const cn_content_rules *r)
{
	static const char *const days[] = { "2025-12-31", "2026-08-02", "2026-12-02", "2027-12-02" };
	const cn_str market[] = { CN_S("AA"), CN_S("BB") };
	cn_content_fact fact[] = { { CN_S("made"), CN_GIVEN_TRI, CN_TRUE, .why = { CN_S("w"), CN_S("w") } }, { CN_S("kind"), CN_GIVEN_TEXT, CN_FALSE, CN_S("image") },
				   { CN_S("height"), CN_GIVEN_NUMBER, CN_FALSE, { 0 }, 4.5 }, { CN_S("seen"), CN_GIVEN_TRI, CN_FALSE } };
	for (size_t k = 0; k < 8; k++) {
		cn_content_verdict *v;
		size_t n;
		assert_int_equal(cn_content_apply(a, r, fact, k < 4 ? 3 : 4, market, 2, day(days[k % 4]), true, &v, &n, NULL), CN_OK);
		for (size_t i = 0; i < n; i++) {
			bool decides = v[i].answer == CN_CONTENT_MET || v[i].answer == CN_CONTENT_NOT_MET || v[i].answer == CN_CONTENT_NOT_ASKED;
			if (decides && (v[i].confidence != CN_READ || v[i].answer != v[i].would_be))
				abort();
		}
		(void)cn_content_verdicts_val(a, v, n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	cn_norm_file file = { .name = CN_S("m.yaml"), .digest = CN_S("sha256:00") };
	const cn_content_rules *r = NULL;
	cn_problems p = { 0 };
	cn_err err = { 0 };
	if (!a || cn_yaml_parse(a, (cn_str){ (const char *)data, size }, file.name, &file.tree, NULL) != CN_OK)
		return 0;
	cn_code rc = cn_content_rules_load(a, library(), of_file, 4, &file, 1, &r, &p, &err);
	if ((rc == CN_OK) != (r != NULL) || (rc == CN_EINPUT && p.n_errors == 0) || (rc != CN_OK && err.msg[0] == 0))
		abort();
	if (r)
		judge(a, r);
	return 0;
}
