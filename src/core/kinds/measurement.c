/* A measured number with its interval, the counts it came from, and the verdict on a limit if there is one. */
#include "core/kind.h"

static const cn_field limit[] = {
	{ "op", CN_FIELD_CHOICE, .required = true, .choices = ">= > <= < ==", .what = "how it is compared" },
	{ "value", CN_FIELD_DECIMAL, .required = true, .what = "with what" },
	{ "bound", CN_FIELD_CHOICE, .choices = "lower upper point", .what = "which bound of the interval" },
	{ "from", CN_FIELD_CHOICE, .required = true, .choices = "law standard policy", .what = "whose number it is" },
	{ "source", CN_FIELD_TEXT, .max = 512, .what = "the provision, or the id of the policy" },
	{ 0 },
};
static const cn_field fields[] = {
	{ "id", CN_FIELD_ID, .what = "name inside its assessment: m1" },
	{ "system", CN_FIELD_ID, .required = true, .what = "id of the system" },
	{ "metric", CN_FIELD_ID, .required = true, .what = "name of the metric" },
	{ "property", CN_FIELD_ID, .what = "fairness robustness explainability reliability attack-resistance controllability data" },
	{ "unit", CN_FIELD_ID, .what = "unit of the value" },
	{ "attribute", CN_FIELD_TEXT, .max = 512, .what = "protected attribute or attributes" },
	{ "n", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "rows, outputs or answers looked at" },
	{ "value", CN_FIELD_REAL, .what = "absent: undefined on these data" },
	{ "lo", CN_FIELD_REAL, .what = "lower bound" },
	{ "hi", CN_FIELD_REAL, .what = "upper bound" },
	{ "level", CN_FIELD_REAL, .what = "of the interval: 0.95" },
	{ "method", CN_FIELD_TEXT, .max = 128, .what = "of the interval" },
	{ "seed", CN_FIELD_ID, .what = "of draws, decimal" },
	{ "verdict", CN_FIELD_CHOICE, .choices = "meets fails not_enough_data", .what = "absent: no limit" },
	{ "limit", CN_FIELD_MAP, .fields = limit, .what = "what the verdict is on" },
	{ "needed_n", CN_FIELD_INT, .min = 0, .max = CN_INT_MAX, .what = "not_enough_data: how many of those looked at would do" },
	{ "counts", CN_FIELD_BLOB, .what = "the sufficient statistics: from them everything above is computed again" },
	{ "data", CN_FIELD_BLOB, .what = "the data it was measured on" },
	{ "model", CN_FIELD_BLOB, .what = "the model or its predictions" },
	{ "step", CN_FIELD_ID, .what = "measure@1" },
	{ 0 },
};
static const cn_ref_rule refs[] = {
	{ "system", .what = "the system's profile" },
	{ "policy", .many = true, .what = "where the limit comes from" },
	{ 0 },
};

const cn_kind cn_kind_measurement = { "measurement/1", "A measured number with its interval, counts and verdict", fields, refs,
	.tlp = CN_AMBER_STRICT };
