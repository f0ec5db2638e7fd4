#!/bin/sh
# release.sh TREE VERSION MAVEN: makes target/release of what mvn -Prelease verify has made in TREE, and checks it; ends with 1 where a check fails.
set -eu
tree=$1
version=$2
maven=$3
made=$tree/target/release-build
release=$tree/target/release

fail() {
    echo "release: $1" >&2
    exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

commit=$(sh "$tree/src/main/build/commit.sh" "$tree")
case $commit in
    '') fail 'no commit is known: a release is made in a checkout, with git' ;;
    *-dirty) fail 'files were changed since the last commit' ;;
esac
grep -q "^## \[$version\] - 20" "$tree/CHANGELOG.md" || fail "CHANGELOG.md has no section with a date for $version"
! grep -q "^## \[Unreleased\]" "$tree/CHANGELOG.md" || fail "CHANGELOG.md has changes that are in no release"

# The libraries in the jar are those that the jar says are in it.
sed -n 's/^ *\([^: ]*:[^: ]*\):jar:\([^: ]*\):\(compile\|runtime\).*/\1:\2/p' "$made/libraries.txt" | LC_ALL=C sort >"$work/used"
unzip -p "$tree/target/stalemate.jar" META-INF/THIRD-PARTY.txt | sed -n 's/^\([^: ]*:[^: ]*:[^: ]*\)  .*/\1/p' | LC_ALL=C sort >"$work/listed"
[ -s "$work/used" ] && diff "$work/used" "$work/listed" >&2 || fail 'META-INF/THIRD-PARTY.txt lists other libraries (>) than are used (<)'

# A second build, of the same commit, in another place, by another clock and for a user with other habits, makes the same bytes.
git clone -q "$tree" "$work/deeper/again"
git -C "$work/deeper/again" checkout -q "$(git -C "$tree" rev-parse HEAD)"
(cd "$work/deeper/again" && umask 077 && TZ=Asia/Tokyo LC_ALL=C LANG=tr_TR.UTF-8 MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.language=tr" \
    "$maven" -q -B -o -Dmaven.test.skip -Dspotless.check.skip package)
cmp "$tree/target/stalemate.jar" "$work/deeper/again/target/stalemate.jar" >&2 || fail 'a second build makes another jar'

rm -rf "$release"
mkdir -p "$release/man"
cp "$tree/target/stalemate.jar" "$release/stalemate-$version.jar"
cp "$made"/man/*.1 "$release/man/"
cp "$tree/LICENSE" "$tree/CHANGELOG.md" "$release/"

# The jar needs nothing beside it.
mkdir "$work/empty"
cd "$work/empty"
jar=$release/stalemate-$version.jar
java -jar "$jar" check K3 >/dev/null || fail 'check K3 does not end with 0 in an empty directory'
[ "$(java -jar "$jar" --version)" = "Stalemate $version (commit $commit)" ] || fail 'the jar says another version'
java -jar "$jar" completion >"$release/stalemate-completion.sh"

# Each verb has its page, and man has no complaints.
pages=$(find "$made/man" -name '*.adoc' | wc -l)
[ "$pages" -gt 20 ] && [ "$(find "$release/man" -name '*.1' | wc -l)" = "$pages" ] || fail 'a manual page is missing'
if command -v man >/dev/null; then
    for page in "$release"/man/*.1; do
        said=$(MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -l "$page" 2>&1 >/dev/null) || fail "man cannot show $page: $said"
        [ -z "$said" ] || fail "man says of $page: $said"
    done
fi

cd "$release"
find . -type f ! -name SHA256SUMS | sed 's#^\./##' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
sha256sum --quiet -c SHA256SUMS
echo "release: $release has $(wc -l <SHA256SUMS) files of commit $commit; a second build elsewhere made the same jar"
