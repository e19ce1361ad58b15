/* A table of certificates that believes everything, so that what comes after signatures is reached. Only for tests and fuzzing. */
#ifndef CN_TESTS_C2PA_TABLE_H
#define CN_TESTS_C2PA_TABLE_H

#include "core/x509.h"

static cn_code believes(void *self, cn_cert_chain chain, cn_sigalg alg, cn_cert_facts *ret, cn_err *err)
{
	(void)self, (void)chain, (void)alg, (void)err;
	*ret = (cn_cert_facts){ .trusted = true, .from_us = INT64_MIN, .until_us = INT64_MAX };
	return CN_OK;
}

static bool signs(void *self, cn_str cert, cn_sigalg alg, cn_str message, cn_str sig)
{
	(void)self, (void)cert, (void)alg, (void)message, (void)sig;
	return true;
}

static void stamps(void *self, cn_str der, bool response, cn_str message, cn_stamp_facts *ret)
{
	(void)self, (void)der, (void)response, (void)message;
	*ret = (cn_stamp_facts){ .answer = CN_STAMP_HOLDS, .at_us = 1 };
}

/* self: the answer to every question about revocation. */
static cn_ocsp_answer says_ocsp(void *self, cn_str der, cn_cert_chain chain, int64_t stamped_us, int64_t now_us)
{
	(void)der, (void)chain, (void)stamped_us, (void)now_us;
	return *(const cn_ocsp_answer *)self;
}

static inline cn_x509 believing(cn_ocsp_answer *ocsp)
{
	return (cn_x509){ ocsp, believes, signs, stamps, says_ocsp };
}

#endif
