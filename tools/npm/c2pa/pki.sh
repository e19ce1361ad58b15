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
cat >ca.cnf <<X
[ca]
default_ca=own
[own]
database=index
serial=serial
new_certs_dir=.
default_md=sha256
policy=any
unique_subject=no
[any]
countryName=optional
organizationName=optional
commonName=supplied
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
X
: >index
# All are valid from a day long past, whatever day it is and whatever day a test says it is.
from=20260101000000Z
until=20460101000000Z
made() { # NAME EXT FILE EXTRA...: NAME.csr, signed
	n=$1; x=$2; f=$3; shift 3
	openssl ca -batch -notext -config ca.cnf -startdate $from -enddate $until -in "$n.csr" -out "$n.crt" -extfile "$f" -extensions "$x" "$@" 2>/dev/null
	rm -f "$n.csr" [0-9A-F]*.pem
}
openssl ecparam -name prime256v1 -genkey -noout -out root.key
openssl req -new -key root.key -subj "/C=XX/O=Concord test/CN=test root" -config cnf -out root.csr
echo 01 >serial
made root root ca.cnf -selfsign -keyfile root.key
mv root.crt root.pem
serial=100
leaf() { # NAME EXT KEYARGS...
	n=$1; x=$2; shift 2
	serial=$((serial + 1))
	printf '%04X\n' $serial >serial
	openssl genpkey "$@" -out "$n.key" 2>/dev/null
	openssl req -new -key "$n.key" -subj "/C=XX/O=Concord test/CN=$n" -config cnf -out "$n.csr" 2>/dev/null
	made "$n" "$x" ext -cert root.pem -keyfile root.key
	cat "$n.crt" root.pem >"$n.pem"
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
