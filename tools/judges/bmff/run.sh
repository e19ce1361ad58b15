#!/bin/sh
# MP4, MOV, M4A, HEIC and AVIF that others made (ffmpeg, libheif, libavif), labelled and signed here: ffprobe and ExifTool read the labels back, and
# what ffmpeg, libheif and libavif decode is the same before and after. Prints `N passed, N failed` last.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
. "$root/tools/house.sh"
need build all
export LC_ALL=C.UTF-8 TZ=UTC CONCORD_NORMS="$root/norms" CONCORD_NOW=2026-11-27T12:00:00Z
build=${CONCORD_BUILD:-$root/build-check-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
CC=gcc
{ [ -n "${CONCORD_BUILD:-}" ] || (cd "$root" && configure build-check-gcc -Dbuildtype=debug -Dwerror=true); } >"$tmp/log" 2>&1 &&
	ninja -C "$build" ${CN_JOBS:+-j"$CN_JOBS"} concord >"$tmp/log" 2>&1 || { tail -n 20 "$tmp/log" >&2; die 4 "the build failed"; }
sh "$root/tools/npm/c2pa/pki.sh" "$tmp/pki" >"$tmp/log" 2>&1 || die 4 "openssl could not make the test certificates"
cd "$tmp" || exit 4
mkdir -p old new back

passed=0 failed=0
holds() { # WHAT COMMAND...
	what=$1
	shift
	if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); say "FAIL $what"; fi
}

# ---- files of others
av() { # NAME OPTION...
	name=$1
	shift
	ffmpeg -v error -f lavfi -i testsrc=d=2:s=64x48:r=10 -f lavfi -i sine=d=2 -shortest -c:v mpeg4 -c:a aac -g 5 "$@" "old/$name" || die 4 "ffmpeg made no $name"
}
av plain.mp4
av moov_first.mp4 -movflags faststart
av keys.mp4 -movflags use_metadata_tags -metadata AIGC=old -metadata comment=kept
av fragments.mp4 -movflags frag_keyframe+empty_moov
av fragments_moof.mp4 -movflags frag_keyframe+empty_moov+default_base_moof
av fragments_apart.mp4 -movflags frag_keyframe+separate_moof
av index.mp4 -movflags dash+delay_moov+global_sidx
av plain.mov -metadata title=kept
av moov_first.mov -movflags faststart
ffmpeg -v error -f lavfi -i sine=d=2 -c:a aac -metadata title=kept old/sound.m4a || die 4 "ffmpeg made no M4A"
ffmpeg -v error -f lavfi -i testsrc=d=1:s=80x48:r=1 -frames:v 1 picture.png
heif-enc picture.png -o old/plain.heic >/dev/null 2>&1 || die 4 "heif-enc made no HEIC"
avifenc -s 10 picture.png old/plain.avif >/dev/null 2>&1 || die 4 "avifenc made no AVIF"
for f in heic avif; do
	exiftool -q -o "old/described.$f" -XMP:CreatorTool=kept -EXIF:Make=kept "old/plain.$f" || die 4 "exiftool wrote no $f"
done

# ---- what is in them, by their decoders
media() {
	case $1 in
	*.heic) heif-convert -q 100 "$1" picture_out.png >/dev/null 2>&1 && ffmpeg -v error -i picture_out.png -f md5 - ;;
	*.avif) avifdec "$1" picture_out.png >/dev/null 2>&1 && ffmpeg -v error -i picture_out.png -f md5 - ;;
	*) ffmpeg -v error -i "$1" -map 0 -c copy -f md5 - && ffmpeg -v error -ss 1.2 -i "$1" -map 0 -c copy -f md5 - ;;
	esac
}
same_media() { [ -n "$(media "$1")" ] && [ "$(media "$1")" = "$(media "$2")" ]; }
probe() { ffprobe -v error -show_entries "format_tags=$2" -of default=nw=1:nk=1 "$1"; }
tag() { exiftool -s3 "-$2" "$1"; }
is() { [ "$1" = "$2" ] || { say "  got: $1"; return 1; }; }
has() { case $1 in *"$2"*) ;; *) say "  got: $1"; return 1 ;; esac; }
label() { "$build/concord" media label "$1" --market CN,EU --producer Studio --id n-1 --key pki/es256.key --chain pki/es256.pem --out "$2" >log 2>&1 || { cat log; return 1; }; }
state() { "$build/concord" media check "$1" --trust pki/root.pem --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["state"])'; }

for old in old/*; do
	name=${old#old/}
	new=new/$name
	holds "$name: labels and credentials go in" label "$old" "$new" || continue
	holds "$name: the same media" same_media "$old" "$new"
	holds "$name: the source type, by ExifTool" has "$(tag "$new" XMP-iptcExt:DigitalSourceType)" trainedAlgorithmicMedia
	holds "$name: the credentials hold" is "$(state "$new")" Trusted
	holds "$name: ExifTool has nothing to say against it" is "$(tag "$new" Warning)$(tag "$new" Error)" ""
	case $name in
	*.heic | *.avif)
		holds "$name: the AIGC label, by ExifTool" has "$(tag "$new" XMP-TC260:AIGC)" '"ContentProducer":"Studio"'
		holds "$name: what was there" is "$(tag "$new" XMP:CreatorTool)$(tag "$new" EXIF:Make)" "$(tag "$old" XMP:CreatorTool)$(tag "$old" EXIF:Make)"
		;;
	*)
		holds "$name: the AIGC label, by ffprobe" has "$(probe "$new" AIGC)" '"ContentProducer":"Studio"'
		holds "$name: the AIGC label, by ExifTool" has "$(tag "$new" Keys:AIGC)" '"ContentProducer":"Studio"'
		holds "$name: what was there" is "$(probe "$new" title,comment,encoder)" "$(probe "$old" title,comment,encoder)"
		;;
	esac
	# a second time: nothing is there twice, and the media are found still
	holds "$name: labelled again" label "$new" "back/$name" || continue
	holds "$name: the same media again" same_media "$old" "back/$name"
	holds "$name: the credentials hold again" is "$(state "back/$name")" Trusted
done
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
