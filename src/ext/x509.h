/* x509: certificates, time stamps and OCSP by OpenSSL, behind the table of core/x509.h. Reads no file, no clock and no network. */
#ifndef CN_EXT_X509_H
#define CN_EXT_X509_H

#include "core/x509.h"

enum { CN_ANCHORS_MAX = 4096, CN_ANCHOR_BYTES_MAX = 16 << 20 }; /* of one list */

/* A table over two lists of anchors in PEM, of signers and of time-stamp authorities; either may be empty: then nothing is trusted by it.
 *   fails  CN_EINPUT if a list holds bytes and no certificate, or one that cannot be read; CN_ETOOBIG over a bound; CN_ENOMEM
 *   owns   *ret: cn_x509_close */
CN_MUST_CHECK cn_code cn_x509_open(cn_str signers, cn_str authorities, cn_x509 **ret, cn_err *err);
void cn_x509_close(cn_x509 *x); /* accepts NULL */
static inline void cn_x509_auto_(cn_x509 **x)
{
	cn_x509_close(*x);
}
#define CN_AUTO_X509 __attribute__((cleanup(cn_x509_auto_))) cn_x509 *

#endif
