// An independent client of a served log: golang.org/x/mod/sumdb/note and tlog over net/http, none of our code.
//
//	main URL VKEY [OLD]    checks the checkpoint, every entry against the tiles, a tlog-proof for each entry, and that the log continues
//	                       the checkpoint in the file OLD; prints the size. Any other answer than the right one ends it with exit 1.
package main

import (
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

type served struct{ url string }

func (s served) get(path string) ([]byte, error) {
	r, err := http.Get(s.url + path)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != 200 {
		err = fmt.Errorf("%s: status %d", path, r.StatusCode)
	}
	if strings.HasPrefix(path, "/tile/") && !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
		err = errors.New(path + ": a tile that may not be kept")
	}
	return data, err
}

// x/mod names tiles tile/8/<level>/<n>; C2SP leaves the height out.
func (s served) Height() int { return 8 }
func (s served) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		data, err := s.get("/tile/" + strings.TrimPrefix(t.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}
func (s served) SaveTiles([]tlog.Tile, [][]byte) {}

func open(data []byte, v note.Verifier) (tlog.Tree, error) {
	n, err := note.Open(data, note.VerifierList(v))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != v.Name() {
		return tlog.Tree{}, errors.New("checkpoint: not this log's three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	h, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: h}, err
}

func (s served) entries(tree tlog.Tree) ([][]byte, error) {
	var all [][]byte
	for at := int64(0); at < tree.N; at += 256 {
		t := tlog.Tile{H: 8, L: 0, N: at / 256, W: 256}
		if tree.N-at < 256 {
			t.W = int(tree.N - at)
		}
		data, err := s.get("/tile/entries/" + strings.TrimPrefix(t.Path(), "tile/8/0/"))
		if err != nil {
			return nil, err
		}
		for i := 0; i < t.W; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, errors.New("a bundle is cut")
			}
			n := 2 + int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:n])
			data = data[n:]
		}
		if len(data) != 0 {
			return nil, errors.New("a bundle is too long")
		}
	}
	return all, nil
}

func (s served) proof(i int64, entry []byte, v note.Verifier) error {
	data, err := s.get(fmt.Sprintf("/api/v1/records/%d/proof", i))
	if err != nil {
		return err
	}
	head, checkpoint, ok := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", i) {
		return errors.New("not a tlog-proof")
	}
	tree, err := open([]byte(checkpoint), v)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, l := range lines[2:] {
		h, err := tlog.ParseHash(l)
		if err != nil {
			return err
		}
		path = append(path, h)
	}
	return tlog.CheckRecord(path, tree.N, tree.Hash, i, tlog.RecordHash(entry))
}

func run() error {
	s := served{os.Args[1]}
	v, err := note.NewVerifier(os.Args[2])
	if err != nil {
		return err
	}
	data, err := s.get("/checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(data, v)
	if err != nil {
		return err
	}
	entries, err := s.entries(tree)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, s)
	for i, e := range entries {
		h, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
		if err != nil {
			return err
		}
		if h[0] != tlog.RecordHash(e) {
			return fmt.Errorf("entry %d is not in the tree", i)
		}
		if err := s.proof(int64(i), e, v); err != nil {
			return fmt.Errorf("proof of %d: %w", i, err)
		}
	}
	if len(os.Args) > 3 {
		old, err := os.ReadFile(os.Args[3])
		if err != nil {
			return err
		}
		before, err := open(old, v)
		if err != nil {
			return err
		}
		p, err := tlog.ProveTree(tree.N, before.N, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(p, tree.N, tree.Hash, before.N, before.Hash); err != nil {
			return err
		}
	}
	fmt.Printf("%d entries, every one proved\n", tree.N)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Println("REFUSED:", err)
		os.Exit(1)
	}
}
