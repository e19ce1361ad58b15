/* The profile of an AI system: what it is, who acts in it, where it is offered. The manifest itself is a blob. */
#include "core/kind.h"

static const cn_field parts[] = {
	{ "id", CN_FIELD_ID, .required = true, .what = "name of the part" },
	{ "kind", CN_FIELD_ID, .what = "model, data, service, ..." },
	{ "part_of", CN_FIELD_ID, .what = "the part it belongs to" },
	{ "party", CN_FIELD_ID, .what = "organisation that makes or runs it" },
	{ "digest", CN_FIELD_DIGEST, .what = "of its bytes, or root of its chunks" },
	{ 0 },
};
static const cn_field actors[] = {
	{ "role", CN_FIELD_ID, .what = "from the vocabulary; absent: not known" },
	{ "party", CN_FIELD_ID, .required = true, .what = "organisation" },
	{ "place", CN_FIELD_ID, .what = "where it is established" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "id", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "name", CN_FIELD_WORDS, .required = true, .what = "its name" },
	{ "version", CN_FIELD_TEXT, .max = 128, .what = "its version" },
	{ "stage", CN_FIELD_ID, .what = "stage of its life" },
	{ "purposes", CN_FIELD_TEXT, .list_max = 64, .max = 256, .what = "what it is for" },
	{ "markets", CN_FIELD_ID, .list_max = 300, .what = "where it is offered" },
	{ "parts", CN_FIELD_MAP, .list_max = 128, .fields = parts, .what = "what it is made of" },
	{ "actors", CN_FIELD_MAP, .list_max = 128, .fields = actors, .what = "who does what" },
	{ "out_of_scope", CN_FIELD_BOOL, .what = "declared military: outside Concord's scope" },
	{ "manifest", CN_FIELD_BLOB, .required = true, .what = "the manifest file" },
	{ 0 },
};
static const cn_ref_rule refs[] = { { "amends", .what = "the profile before this one" }, { 0 } };

const cn_kind cn_kind_system = { "system/1", "The profile of an AI system", fields, refs, .tlp = CN_AMBER_STRICT };
