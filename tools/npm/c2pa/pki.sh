#!/bin/sh
# Test certificates for the judge: pki.sh DIR. A root; below it one signer per algorithm, a time-stamp authority, an OCSP responder, and a
# certificate without purposes.
set -eu
mkdir -p "$1" && cd "$1"
cat >ext <<X
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=emailProtection
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[tsa]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[ocsp]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=OCSPSigning
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[noeku]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
X
printf '[req]\ndistinguished_name=d\n[d]\n' >cnf
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj "/C=XX/O=Concord test/CN=test root" \
	-days 7300 -config cnf -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
	-addext subjectKeyIdentifier=hash
serial=100
leaf() { # NAME EXT KEYARGS...
	n=$1; x=$2; shift 2
	serial=$((serial + 1))
	openssl genpkey "$@" -out "$n.key" 2>/dev/null
	openssl req -new -key "$n.key" -subj "/C=XX/O=Concord test/CN=$n" -config cnf -out "$n.csr" 2>/dev/null
	openssl x509 -req -in "$n.csr" -CA root.pem -CAkey root.key -set_serial $serial -days ${DAYS:-3650} -extfile ext -extensions "$x" -out "$n.crt" 2>/dev/null
	cat "$n.crt" root.pem >"$n.pem"
	rm "$n.csr"
}
ec() { echo "-algorithm EC -pkeyopt ec_paramgen_curve:$1"; }
leaf es256 leaf $(ec P-256)
leaf es384 leaf $(ec P-384)
leaf es512 leaf $(ec P-521)
leaf ps256 leaf -algorithm RSA -pkeyopt rsa_keygen_bits:2048
leaf ps384 leaf -algorithm RSA -pkeyopt rsa_keygen_bits:2048
leaf ps512 leaf -algorithm RSA -pkeyopt rsa_keygen_bits:2048
leaf ed25519 leaf -algorithm ED25519
leaf tsa tsa $(ec P-256)
leaf ocsp ocsp $(ec P-256)
leaf noeku noeku $(ec P-256)
