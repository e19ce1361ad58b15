/* A report of a vulnerability or of misuse that came to this node, once somebody of the node took it up. Who reported it is in no record. */
#include "core/kind.h"

static const cn_field fields[] = {
	{ "about", CN_FIELD_CHOICE, .required = true, .choices = "vulnerability misuse other", .what = "what is reported" },
	{ "system", CN_FIELD_TEXT, .max = 256, .what = "the system, as the reporter named it" },
	{ "text", CN_FIELD_TEXT, .required = true, .min = 1, .max = 16384, .what = "the report, in the reporter's words" },
	{ "received", CN_FIELD_DATE, .required = true, .what = "when it came" },
	{ "intake", CN_FIELD_ID, .required = true, .what = "its id at this node" },
	{ "answer", CN_FIELD_TEXT, .max = 16384, .what = "what the reporter is told" },
	{ 0 },
};

const cn_kind cn_kind_report = { "report/1", "A vulnerability or misuse that was reported, and taken up", fields, NULL, .tlp = CN_AMBER_STRICT };
