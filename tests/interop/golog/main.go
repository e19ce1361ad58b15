// An independent verifier of the logs that write_log made: golang.org/x/mod/sumdb/note and tlog do the work, none of our code is used.
// It checks the checkpoint, a cosignature, every entry against the tiles, tlog-proof files, a consistency proof and the DSSE envelopes;
// then it changes bytes on the way in and must refuse each change.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A log folder, read through an optional change.
type folder struct {
	dir    string
	change func(name string, data []byte) []byte
}

func (f folder) read(name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(f.dir, name))
	if err == nil && f.change != nil {
		data = f.change(name, append([]byte(nil), data...))
	}
	return data, err
}

// x/mod names tiles tile/8/<level>/<n>; C2SP leaves the height out.
func (f folder) Height() int { return 8 }
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		data, err := f.read("public/tile/" + strings.TrimPrefix(t.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// A cosignature key of type 0x04, which x/mod does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) (cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return cosigner{}, errors.New("cosigner key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return cosigner{}, errors.New("cosigner key")
	}
	h := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(h[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return cosigner{}, errors.New("cosigner key id")
	}
	return cosigner{parts[0], hash, key[1:]}, nil
}

func parseTree(text string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return tlog.Tree{}, errors.New("checkpoint: not three lines")
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	h, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: n, Hash: h}, err
}

func (f folder) checkpoint(name string, want int, verifiers ...note.Verifier) (tlog.Tree, error) {
	data, err := f.read(name)
	if err != nil {
		return tlog.Tree{}, err
	}
	n, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(n.Sigs) != want {
		return tlog.Tree{}, fmt.Errorf("%s: %d signatures of %d", name, len(n.Sigs), want)
	}
	return parseTree(n.Text)
}

// All entries, from the bundles, each checked against the tiles.
func (f folder) entries(tree tlog.Tree) ([][]byte, error) {
	var all [][]byte
	reader := tlog.TileHashReader(tree, f)
	for at := int64(0); at < tree.N; at += 256 {
		w := tree.N - at
		t := tlog.Tile{H: 8, L: 0, N: at / 256, W: 256}
		if w < 256 {
			t.W = int(w)
		}
		data, err := f.read("public/tile/entries/" + strings.TrimPrefix(t.Path(), "tile/8/0/"))
		if err != nil {
			return nil, err
		}
		var index []int64
		for i := 0; i < t.W; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, errors.New("bundle cut")
			}
			n := 2 + int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:n])
			data = data[n:]
			index = append(index, tlog.StoredHashIndex(0, at+int64(i)))
		}
		if len(data) != 0 {
			return nil, errors.New("bundle too long")
		}
		hashes, err := reader.ReadHashes(index)
		if err != nil {
			return nil, err
		}
		for i, h := range hashes {
			if h != tlog.RecordHash(all[at+int64(i)]) {
				return nil, fmt.Errorf("entry %d is not in the tree", at+int64(i))
			}
		}
	}
	return all, nil
}

func hashLines(text string) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line == "" {
			continue
		}
		h, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func (f folder) proof(name string, entries [][]byte, log note.Verifier) error {
	data, err := f.read(name)
	if err != nil {
		return err
	}
	head, checkpoint, ok := strings.Cut(string(data), "\n\n")
	if !ok {
		return errors.New("proof: no checkpoint")
	}
	n, err := note.Open([]byte(checkpoint), note.VerifierList(log))
	if err != nil {
		return err
	}
	tree, err := parseTree(n.Text)
	if err != nil {
		return err
	}
	lines := strings.SplitN(head+"\n", "\n", 3)
	if lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("proof: head")
	}
	index, err := strconv.ParseInt(lines[1][6:], 10, 64)
	if err != nil || index < 0 || index >= int64(len(entries)) {
		return errors.New("proof: index")
	}
	path, err := hashLines(lines[2])
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(entries[index]))
}

// The DSSE envelopes of public entries; sealed entries have their one form.
func envelopes(entries [][]byte, key ed25519.PublicKey) (signed, sealed int, err error) {
	for i, e := range entries {
		if bytes.HasPrefix(e, []byte("concord-seal/v1\n")) {
			if len(e) != 81 {
				return 0, 0, fmt.Errorf("entry %d: sealed form", i)
			}
			sealed++
			continue
		}
		var env struct {
			Payload     []byte
			PayloadType string
			Signatures  []struct {
				Keyid string
				Sig   []byte
			}
		}
		if err := json.Unmarshal(e, &env); err != nil {
			return 0, 0, err
		}
		id := sha256.Sum256(key)
		pae := fmt.Sprintf("DSSEv1 %d %s %d %s", len(env.PayloadType), env.PayloadType, len(env.Payload), env.Payload)
		if len(env.Signatures) != 1 || env.Signatures[0].Keyid != fmt.Sprintf("sha256:%x", id) ||
			!ed25519.Verify(key, []byte(pae), env.Signatures[0].Sig) {
			return 0, 0, fmt.Errorf("entry %d: signature", i)
		}
		signed++
	}
	return signed, sealed, nil
}

func (f folder) consistency(tree tlog.Tree, log note.Verifier) error {
	old, err := f.checkpoint("old-checkpoint", 1, log)
	if err != nil {
		return err
	}
	data, err := f.read("consistency")
	if err != nil {
		return err
	}
	path, err := hashLines(string(data))
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, tree.N, tree.Hash, old.N, old.Hash)
}

func (f folder) verify() (string, error) {
	raw := folder{dir: f.dir} // keys are what we trust: never changed
	vkey, err := raw.read("vkey")
	if err != nil {
		return "", err
	}
	log, err := note.NewVerifier(string(vkey))
	if err != nil {
		return "", err
	}
	wkey, err := raw.read("witness-vkey")
	if err != nil {
		return "", err
	}
	witness, err := newCosigner(string(wkey))
	if err != nil {
		return "", err
	}
	tree, err := f.checkpoint("public/checkpoint", 1, log)
	if err != nil {
		return "", err
	}
	if _, err = f.checkpoint("cosigned", 2, log, witness); err != nil {
		return "", err
	}
	entries, err := f.entries(tree)
	if err != nil {
		return "", err
	}
	proofs, _ := filepath.Glob(filepath.Join(f.dir, "*.tlog-proof"))
	for _, p := range proofs {
		if err := f.proof(filepath.Base(p), entries, log); err != nil {
			return "", fmt.Errorf("%s: %w", filepath.Base(p), err)
		}
	}
	said := fmt.Sprintf("%d entries, %d proofs", tree.N, len(proofs))
	if tree.N > 1000 {
		return said + ", grown consistently", f.consistency(tree, log)
	}
	key64, err := raw.read("record-key")
	if err != nil {
		return "", err
	}
	key, err := base64.StdEncoding.DecodeString(string(key64))
	if err != nil {
		return "", err
	}
	signed, sealed, err := envelopes(entries, key)
	return fmt.Sprintf("%s, %d envelopes, %d sealed", said, signed, sealed), err
}

// Changes that must be refused: which file, how.
func tampers(n int64) map[string]func(string, []byte) []byte {
	flip := func(want string, at func([]byte) int) func(string, []byte) []byte {
		return func(name string, data []byte) []byte {
			if strings.HasPrefix(name, want) && len(data) > 0 {
				data[at(data)] ^= 1
			}
			return data
		}
	}
	middle := func(d []byte) int { return len(d) / 2 }
	all := map[string]func(string, []byte) []byte{
		"size of the checkpoint": flip("public/checkpoint", func(d []byte) int { return bytes.IndexByte(d, '\n') + 1 }),
		"a cosignature":          flip("cosigned", func(d []byte) int { return len(d) - 20 }),
		"a byte of an entry":     flip("public/tile/entries/", middle),
		"a byte of a tile":       flip("public/tile/0/", middle),
	}
	if n > 2 {
		all["swapped lines of a proof"] = func(name string, data []byte) []byte {
			lines := strings.Split(string(data), "\n")
			if strings.HasSuffix(name, ".tlog-proof") && len(lines) > 4 && lines[2] != "" && lines[3] != "" {
				lines[2], lines[3] = lines[3], lines[2]
			}
			return []byte(strings.Join(lines, "\n"))
		}
	}
	if n > 1000 {
		all["a consistency proof"] = flip("consistency", func(d []byte) int { return 3 })
	}
	return all
}

func main() {
	failed := false
	for _, size := range []int64{1, 255, 256, 257, 70000} {
		f := folder{dir: filepath.Join(os.Args[1], strconv.FormatInt(size, 10))}
		said, err := f.verify()
		if err != nil {
			fmt.Printf("size %d: REFUSED: %v\n", size, err)
			failed = true
			continue
		}
		refused := 0
		for what, change := range tampers(size) {
			if _, err := (folder{f.dir, change}).verify(); err == nil {
				fmt.Printf("size %d: ACCEPTED although changed: %s\n", size, what)
				failed = true
			} else {
				refused++
			}
		}
		fmt.Printf("size %d: %s; %d changes refused\n", size, said, refused)
	}
	if failed {
		os.Exit(1)
	}
}
