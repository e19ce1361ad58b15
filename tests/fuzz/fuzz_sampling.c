/* A plan of sampling and its prompts, divided by a NUL: refused with a sentence, or read; then the draw is an order of all prompts, each once, and a
 * request can be written for each that is drawn. Whether they are JSON
 * Lines is said by the name that the plan gives their file. */
#include <stddef.h>
#include <stdint.h>

#include "ext/yaml.h"
#include "node/sampling.h"

enum { BODY_BYTES = 1 << 20 };

/* libfyaml 0.7.12 itself loses a kilobyte on some broken quotes (seeds/yaml/leak.yaml); ours are still looked for. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

static void check_drawn(cn_arena *a, const cn_sampling *s)
{
	bool *seen = CN_NEW(a, bool, s->n_prompt);
	if (!seen)
		return;
	if (s->n == 0 || s->n > s->n_prompt || !cn_starts(s->key, "sha256:") || memchr(s->url.p, '?', s->url.n))
		__builtin_trap();
	for (size_t i = 0; i < s->n_prompt; i++) {
		if (s->order[i] >= s->n_prompt || seen[s->order[i]] || !s->prompt[i].n || !cn_utf8_ok(s->prompt[i]) || (i && s->prompt_line[i] <= s->prompt_line[i - 1]))
			__builtin_trap();
		seen[s->order[i]] = true;
	}
	for (size_t i = 0; i < s->n && i < 4; i++) {
		CN_AUTO_BUF body;
		const cn_val *v;
		cn_buf_init(&body, BODY_BYTES);
		cn_generator_body(s->how.body, s->prompt[s->order[i]], &body);
		if (!body.failed && cn_json_parse(a, cn_buf_str(&body), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL) == CN_EINPUT)
			__builtin_trap();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	cn_ctx ctx = { .a = a };
	cn_str plan, prompts;
	const cn_val *tree;
	cn_sampling s, drawn;
	cn_err why = { 0 };
	(void)cn_split((cn_str){ (const char *)data, size }, '\0', &plan, &prompts);
	if (!a || cn_yaml_parse(a, plan, CN_S("plan.yaml"), &tree, NULL) != CN_OK)
		return 0;
	if (cn_sampling_plan(&ctx, "plan.yaml", tree, &s, &why) == CN_OK && cn_sampling_draw(&ctx, &s, "prompts", prompts, &drawn, &why) == CN_OK)
		check_drawn(a, &drawn);
	else if (!why.msg[0])
		__builtin_trap();
	return 0;
}
