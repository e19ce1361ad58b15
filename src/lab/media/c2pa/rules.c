/* Rule sets by name, and what they call what 2.2 calls otherwise. */
#include "lab/media/c2pa/c2pa.h"

static const char *const NAMES[] = { [CN_C2PA_2_2] = "2.2", [CN_C2PA_2_4] = "2.4", [CN_C2PA_1_4] = "1.4" };

bool cn_c2pa_rules_of(cn_str name, cn_c2pa_rules *ret)
{
	for (cn_c2pa_rules i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (cn_eqz(name, NAMES[i])) {
			*ret = i;
			return true;
		}
	return false;
}

const char *cn_c2pa_rules_text(cn_c2pa_rules rules)
{
	return NAMES[rules];
}

/* 2.4: 15.2.2.3. 1.4: 16.1.1, 16.1.2, and where the codes are used: 16.3 to 16.8 and 16.11. */
static const struct {
	cn_c2pa_rules rules;
	cn_c2pa_code code;
	const char *name;
} OTHER[] = {
	{ CN_C2PA_2_4, CN_C2PA_DATA_REDACTED, "assertion.hardBinding.redacted" },
	{ CN_C2PA_1_4, CN_C2PA_SIGNATURE_OUTSIDE, "signingCredential.expired" },
	{ CN_C2PA_1_4, CN_C2PA_OCSP_REVOKED, "signingCredential.revoked" },
	{ CN_C2PA_1_4, CN_C2PA_OCSP_GOOD, "signingCredential.notRevoked" },
	{ CN_C2PA_1_4, CN_C2PA_CLAIM_MALFORMED, "claim.required.missing" },
	{ CN_C2PA_1_4, CN_C2PA_INGREDIENT_MISMATCH, "ingredient.hashedURI.mismatch" },
	{ CN_C2PA_1_4, CN_C2PA_INGREDIENT_MISSING, "claim.missing" },
	{ CN_C2PA_1_4, CN_C2PA_INGREDIENT_MALFORMED, "assertion.required.missing" },
	{ CN_C2PA_1_4, CN_C2PA_BMFF_MALFORMED, "assertion.required.missing" },
	{ CN_C2PA_1_4, CN_C2PA_BOXES_MALFORMED, "assertion.required.missing" },
	{ CN_C2PA_1_4, CN_C2PA_DATA_MALFORMED, "assertion.required.missing" },
	{ CN_C2PA_1_4, CN_C2PA_ACTION_MALFORMED, "assertion.required.missing" },
};

const char *cn_c2pa_code_name(cn_c2pa_code c, cn_c2pa_rules rules)
{
	for (size_t i = 0; i < sizeof OTHER / sizeof *OTHER; i++)
		if (OTHER[i].rules == rules && OTHER[i].code == c)
			return OTHER[i].name;
	return cn_c2pa_code_text(c);
}
