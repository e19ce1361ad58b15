#!/bin/sh
# A letter of a case as a PDF, held by other programs: qpdf finds it sound, poppler takes the text out, in English and Chinese; the same case gives the
# same bytes on another day; what cannot be shown is said, and leaves no file.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z CONCORD_DATA=node
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" sys
expect 0 init "$CONCORD" init node --no-passphrase --name authority.example
expect 0 "a key" "$CONCORD" key add --role management --no-passphrase
key=$(tail -n 1 out)
expect 0 "a case" "$CONCORD" case open sys/system.yaml --party northbank --title 'Scoring (first use), 信用评分'
python3 -c 'print("How long are logs kept?\n\n" + "Say it of each system, and who may read it. 请逐一说明，并说明何人可以查阅。" * 120)' >text
expect 0 "a question" "$CONCORD" case rule 3 --step question --text "$(cat text)" --deadline 2026-12-15 --law eu-ai-act/art_26.6 --law eu-ai-act/art_50.1 --key "$key"
# CN_DOCUMENTS_MAX: 32 come with a step, 33 do not
echo one >d.txt
many=$(for i in 0 1 2 3; do printf '%s' '--document d.txt --document d.txt --document d.txt --document d.txt --document d.txt --document d.txt --document d.txt --document d.txt '; done)
expect 3 "more documents than a step takes" "$CONCORD" case step 3 --step counter --text many $many --document d.txt
says 'more than 32 documents' "is said" "$tmp/err"
expect 0 "as many as it takes" "$CONCORD" case step 3 --step counter --text many $many
expect 3 "a PDF is for a file" "$CONCORD" case letter 3 --pdf
says 'letter.pdf' "is said" err

for lang in en zh; do
	expect 0 "a letter, $lang" "$CONCORD" case letter 3 --pdf --out "$lang.pdf" --lang $lang
	expect 0 "on another day" env CONCORD_NOW=2027-01-02T03:04:05Z "$CONCORD" case letter 3 --pdf --out again.pdf --lang $lang
	same "$lang.pdf" again.pdf "the same letter twice"
	expect 0 "qpdf, $lang" qpdf --check "$lang.pdf"
	never_says 'WARNING|reconstruct' "it is sound"
	expect 0 "qpdf, the root" sh -c "qpdf --qdf --object-streams=disable $lang.pdf - | strings"
	case $lang in en) says '/Lang \(en\)' "its language" ;; zh) says '/Lang \(zh-Hans\)' "its language" ;; esac
	expect 0 "what it is" pdfinfo "$lang.pdf"
	says '^Title: +Scoring \(first use\), 信用评分$' "its title"
	says '^Author: +authority.example$' "who writes"
	says '^Tagged: +yes$' "it is tagged"
	says '^CreationDate: +Mon Nov 23 00:00:00 2026' "the day of the record"
	pages=$(sed -n 's/^Pages: *//p' out)
	[ "$pages" -ge 3 ] && held=$((held + 1)) || broke "$pages pages"
	expect 0 "its fonts" pdffonts "$lang.pdf"
	[ "$(sed 1,2d out | awk '{ print $(NF - 4) $(NF - 2) }' | sort -u)" = yesyes ] && held=$((held + 1)) || { broke "a font that is not embedded, or has no text"; cat out; }
	expect 0 "its parts" pdfinfo -struct "$lang.pdf"
	for tag in Table TR TH TD H1 H2 P L LI Lbl LBody; do says "^ *$tag\b" "a part $tag"; done
	expect 0 "its text" pdftotext -layout "$lang.pdf" -
	[ "$(grep -c "Page [0-9] of $pages\|第 [0-9] 页，共 $pages 页" out)" = "$pages" ] && held=$((held + 1)) || broke "not every page has its number"
	tr -d ' \n\f' <out >flat
	# every word, in its order; the numbers of pages stand between
	python3 - <<'PY' && held=$((held + 1)) || broke "the text of the letter ($lang)"
import re
want = re.sub(r"\s", "", open("text", encoding="utf-8").read())
got = re.sub(r"Page\dof\d|第\d页，共\d页", "", open("flat", encoding="utf-8").read())
assert want in got, got[:400]
PY
done
expect 0 "English" pdftotext -layout en.pdf -
says 'An answer is due by 2026-12-15' "until when"
says '^From +authority.example$' "who writes to whom"
says 'Record 4, sha256:[0-9a-f]{64}' "the record"
expect 0 "Chinese" pdftotext -layout zh.pdf -
says '答复期限 2026-12-15' "until when, in Chinese"
says '^发自 +authority.example$' "who writes to whom, in Chinese"
expect 0 "as JSON" "$CONCORD" case letter 3 --pdf --json
python3 -c 'import base64, json; open("json.pdf", "wb").write(base64.b64decode(json.load(open("out"))["pdf"]))'
same en.pdf json.pdf "the letter in JSON"

# ---- a sign that no font has: no box in its place
expect 0 "a decision" "$CONCORD" case rule 3 --step decision --outcome refused --text "$(printf 'The sign \364\217\277\275 is in no font')" --reasons none --deadline 2027-01-15 --key "$key"
expect 4 "its letter" "$CONCORD" case letter 3 --pdf --out none.pdf
says 'U\+10FFFD' "which sign it is" err
says 'apt install fonts-noto-cjk' "what helps" err
expect 4 "in Chinese" "$CONCORD" case letter 3 --pdf --out none.pdf --lang zh
says '没有任何字体.*U\+10FFFD' "it is said in Chinese" err
[ ! -e none.pdf ] && held=$((held + 1)) || broke "a letter that was not made is there"
expect 0 "the page of HTML has it" "$CONCORD" case letter 3 --out with.html
finish
