/* The registry of steps, and the door through which each is run. */
#include "assess/step.h"

#include "core/jcs.h"

#define X(symbol) extern const cn_step symbol;
#include "registry_step.inc"
#undef X

static const cn_step *const steps[] = {
#define X(symbol) &symbol,
#include "registry_step.inc"
#undef X
	NULL,
};

const cn_step *cn_step_at(size_t i)
{
	return i < sizeof steps / sizeof *steps ? steps[i] : NULL;
}

const cn_step *cn_step_find(cn_str name)
{
	for (size_t i = 0; steps[i]; i++)
		if (cn_eqz(name, steps[i]->name))
			return steps[i];
	return NULL;
}

const cn_step *cn_step_for(cn_str kind)
{
	for (size_t i = 0; steps[i]; i++)
		if (cn_eqz(kind, steps[i]->makes))
			return steps[i];
	return NULL;
}

cn_str cn_step_text(cn_arena *a, const cn_step *s)
{
	return cn_strf(a, "%s@%u", s->name, s->version);
}

bool cn_step_made(const cn_step *s, const cn_val *body, int64_t *ret_version)
{
	cn_str name, version;
	*ret_version = 0;
	if (!cn_split(cn_get_text(body, "step"), '@', &name, &version) || !cn_eqz(name, s->name))
		return false;
	if (cn_int_parse(version, 1, INT32_MAX, ret_version, NULL) != CN_OK)
		*ret_version = 0;
	return *ret_version == (int64_t)s->version;
}

cn_code cn_step_run(cn_arena *a, const cn_step *s, const cn_step_in *in, cn_step_out *ret, cn_err *err)
{
	cn_step_out out = { 0 };
	unsigned long was = cn_heap_failures();
	CN_TRY(s->run(a, in, &out, err));
	cn_put(a, out.body, "step", cn_text(a, cn_step_text(a, s)));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_heap_failures() != was)
		return CN_NOMEM(err);
	*ret = out;
	return CN_OK;
}

cn_code cn_step_blob_of(cn_arena *a, const cn_val *v, const char *name, cn_step_blob *ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_JSON_BYTES_MAX);
	CN_TRY(cn_jcs(a, v, &b, err));
	cn_str bytes = cn_str_copy(a, cn_buf_str(&b));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = (cn_step_blob){ .name = name, .bytes = bytes, .digest = cn_sha256(bytes) };
	return CN_OK;
}

cn_val *cn_step_blob_ref(cn_arena *a, const cn_step_blob *b)
{
	return cn_blob_ref(a, &b->digest, b->bytes.n, "application/json", cn_str_z(b->name));
}
