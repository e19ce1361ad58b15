/* Who may do what with a node changed, or somebody did something through it. A person is a random id of this node: no name. */
#include "core/kind.h"

#define ROLES "reader contributor assessor officer administrator"

static const cn_field fields[] = {
	{ "act", CN_FIELD_CHOICE, .required = true,
	  .choices = "person-added roles-changed person-reset person-ended key-bound key-freed password-set code-set code-ended passkey-added passkey-ended"
		     " token-made token-ended proposed approved failed refused ran",
	  .what = "what was done" },
	{ "by", CN_FIELD_ID, .required = true, .what = "id of who did it; operator: who runs the machine; setup: the one-time link" },
	{ "on", CN_FIELD_TIME, .required = true, .what = "when it was done, which is before it was recorded" },
	{ "n", CN_FIELD_INT, .required = true, .min = 1, .max = CN_INT_MAX, .what = "number of the act at this node: one that stands twice was done once" },
	{ "person", CN_FIELD_ID, .what = "id of whom it is about" },
	{ "roles", CN_FIELD_CHOICE, .list_max = 5, .choices = ROLES, .what = "what the person, or the token, may do from then on" },
	{ "key", CN_FIELD_ID, .what = "name of the signing key, or id of the token, passkey or proposal" },
	{ "op", CN_FIELD_TEXT, .max = 64, .what = "proposed, approved, failed, refused, ran: the command" },
	{ 0 },
};

const cn_kind cn_kind_access = { "access/1", "Who may do what with the node, and who did", fields, NULL, .tlp = CN_AMBER_STRICT };
