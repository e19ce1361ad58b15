// An independent log that asks a witness, and an independent reader of cosignatures: golang.org/x/mod/sumdb/note and tlog, crypto/ed25519, none of
// our code. The cosignature's message and key id are written here from the text of C2SP tlog-cosignature.
//
//	main key FILE                  makes a log's signing key; prints its verifier key
//	main ask URL FILE VKEY         grows a log of its own from 0 to 300 entries and has each step cosigned; then everything that must be refused
//	main go-on URL FILE VKEY SIZE  the same log: is its state still SIZE? Only then is the next step cosigned. Prints the new size.
//	main check NOTE LOGVKEY VKEY   the checkpoint in the file NOTE is signed by the log and cosigned by the witness
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "go.example/log"

type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func parseCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a verifier key")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		return nil, errors.New("not a cosigner's key")
	}
	h := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	if fmt.Sprintf("%x", h[:4]) != parts[1] {
		return nil, errors.New("the id is not that of the key")
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(h[:4]), raw[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	t := binary.BigEndian.Uint64(sig[:8])
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", t, msg)
	return t > 0 && ed25519.Verify(c.key, []byte(text), sig[8:])
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, h[i])
	}
	return out, nil
}

type log struct {
	stored hashes
	signer note.Signer
	own    note.Verifier
	url    string
	w      *cosigner
}

func (l *log) grow(to int64, word string) {
	for n := int64(0); n < to; n++ {
		if tlog.StoredHashCount(n+1) <= int64(len(l.stored)) {
			continue
		}
		more, err := tlog.StoredHashes(n, []byte(fmt.Sprintf("%s %d", word, n)), l.stored)
		if err != nil {
			panic(err)
		}
		l.stored = append(l.stored, more...)
	}
}

func (l *log) root(size int64) tlog.Hash {
	if size == 0 {
		return sha256.Sum256(nil)
	}
	h, err := tlog.TreeHash(size, l.stored)
	if err != nil {
		panic(err)
	}
	return h
}

func (l *log) checkpoint(size int64, root tlog.Hash, more string) []byte {
	msg, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n%s", origin, size, root, more)}, l.signer)
	if err != nil {
		panic(err)
	}
	return msg
}

func (l *log) proof(old, size int64) string {
	var b strings.Builder
	if old > 0 && old < size {
		p, err := tlog.ProveTree(size, old, l.stored)
		if err != nil {
			panic(err)
		}
		for _, h := range p {
			fmt.Fprintln(&b, h)
		}
	}
	return b.String()
}

func (l *log) post(body string) (int, string, string) {
	r, err := http.Post(l.url+"/add-checkpoint", "text/plain", strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	return r.StatusCode, string(data), r.Header.Get("Content-Type")
}

func (l *log) body(old, size int64) string {
	return fmt.Sprintf("old %d\n%s\n%s", old, l.proof(old, size), l.checkpoint(size, l.root(size), ""))
}

// Posts an honest step and checks the cosignature.
func (l *log) step(old, size int64, more string) error {
	msg := l.checkpoint(size, l.root(size), more)
	status, said, _ := l.post(fmt.Sprintf("old %d\n%s\n%s", old, l.proof(old, size), msg))
	if status != 200 {
		return fmt.Errorf("from %d to %d: status %d: %s", old, size, status, said)
	}
	n, err := note.Open(append(append([]byte(nil), msg...), said...), note.VerifierList(l.own, l.w))
	if err != nil {
		return err
	}
	if len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0 {
		return fmt.Errorf("from %d to %d: %d signatures, not two", old, size, len(n.Sigs))
	}
	return nil
}

func (l *log) must(what string, want int, body string) error {
	status, said, kind := l.post(body)
	if status != want {
		return fmt.Errorf("%s: status %d, not %d: %s", what, status, want, said)
	}
	if want == 409 && strings.HasPrefix(what, "size") && (kind != "text/x.tlog.size" || said != what[5:]+"\n") {
		return fmt.Errorf("%s: %q as %s", what, said, kind)
	}
	if want != 200 && strings.Contains(said, "\u2014") {
		return fmt.Errorf("%s: refused, and cosigned all the same", what)
	}
	return nil
}

func ask(l *log) error {
	l.grow(310, "entry")
	if err := l.must("size 0", 409, l.body(5, 9)); err != nil {
		return err
	}
	sizes := []int64{0, 0, 1, 2, 3, 7, 8, 9, 64, 65, 255, 256, 257, 300, 300}
	for i := 1; i < len(sizes); i++ {
		if err := l.step(sizes[i-1], sizes[i], ""); err != nil {
			return err
		}
	}
	if err := l.step(300, 300, "an extension line\n"); err != nil {
		return err
	}
	fork := &log{signer: l.signer, own: l.own, url: l.url, w: l.w}
	fork.grow(310, "other")
	skey, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	thief, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	stolen := &log{stored: l.stored, signer: thief, url: l.url}
	good := l.body(300, 305)
	flipped := strings.Replace(good, "\n305\n", "\n306\n", 1)
	rows := []struct {
		what   string
		status int
		body   string
	}{
		{"size 300", 409, l.body(299, 305)},
		{"size 300", 409, l.body(0, 305)},
		{"size 300", 409, l.body(301, 305)},
		{"another root", 409, fork.body(300, 300)},
		{"a fork", 422, fork.body(300, 305)},
		{"a proof too short", 422, fmt.Sprintf("old 300\n\n%s", l.checkpoint(305, l.root(305), ""))},
		{"a proof that is not needed", 422, fmt.Sprintf("old 300\n%s\n\n%s", l.root(1), l.checkpoint(300, l.root(300), ""))},
		{"old beyond the checkpoint", 400, l.body(300, 200)},
		{"another key", 403, stolen.body(300, 305)},
		{"a changed text", 403, flipped},
		{"another log", 404, strings.Replace(good, origin, "no.example/log", -1)},
		{"nothing", 400, ""},
		{"no empty line", 400, strings.Replace(good, "\n\n", "\n", 1)},
		{"a leading zero", 400, strings.Replace(good, "old 300", "old 0300", 1)},
		{"a plus", 400, strings.Replace(good, "old 300", "old +300", 1)},
		{"no signature", 400, strings.SplitAfter(good, "\n\n")[0] + "go.example/log\n305\n" + l.root(305).String() + "\n"},
		{"64 hashes", 400, "old 300\n" + strings.Repeat(l.root(1).String()+"\n", 64) + "\n" + string(l.checkpoint(305, l.root(305), ""))},
		{"carriage returns", 400, strings.ReplaceAll(good, "\n", "\r\n")},
	}
	for _, r := range rows {
		if err := l.must(r.what, r.status, r.body); err != nil {
			return err
		}
	}
	if err := l.step(300, 305, ""); err != nil { // nothing of that moved it
		return err
	}
	fmt.Println("305")
	return nil
}

func run() error {
	if len(os.Args) < 3 {
		return errors.New("too few arguments")
	}
	if os.Args[1] == "key" {
		skey, vkey, err := note.GenerateKey(rand.Reader, origin)
		if err != nil {
			return err
		}
		fmt.Println(vkey)
		return os.WriteFile(os.Args[2], []byte(skey+"\n"+vkey), 0600)
	}
	if os.Args[1] == "check" {
		msg, err := os.ReadFile(os.Args[2])
		if err != nil {
			return err
		}
		own, err := note.NewVerifier(os.Args[3])
		if err != nil {
			return err
		}
		w, err := parseCosigner(os.Args[4])
		if err != nil {
			return err
		}
		n, err := note.Open(msg, note.VerifierList(own, w))
		if err != nil {
			return err
		}
		if len(n.Sigs) != 2 {
			return fmt.Errorf("%d signatures hold, not two", len(n.Sigs))
		}
		fmt.Println("signed and cosigned")
		return nil
	}
	data, err := os.ReadFile(os.Args[3])
	if err != nil {
		return err
	}
	skey, vkey, _ := strings.Cut(string(data), "\n")
	l := &log{url: os.Args[2]}
	if l.signer, err = note.NewSigner(skey); err != nil {
		return err
	}
	if l.own, err = note.NewVerifier(vkey); err != nil {
		return err
	}
	if l.w, err = parseCosigner(os.Args[4]); err != nil {
		return err
	}
	if os.Args[1] == "ask" {
		return ask(l)
	}
	size, err := strconv.ParseInt(os.Args[5], 10, 64)
	if err != nil {
		return err
	}
	l.grow(size+10, "entry")
	if err := l.must(fmt.Sprintf("size %d", size), 409, l.body(size-1, size+1)); err != nil {
		return err
	}
	if err := l.step(size, size+1, ""); err != nil {
		return err
	}
	fmt.Println(size + 1)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Println("REFUSED:", err)
		os.Exit(1)
	}
}
