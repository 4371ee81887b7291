#!/bin/sh
# nightly.sh [SECONDS]: the tests that are too long for every change, then each fuzz target for so many seconds (default 600).
cd "$(dirname "$0")/.." || exit 1
seconds=${1:-600}
status=0

TEST_PROJECT_SECONDS=${TEST_PROJECT_SECONDS:-7200} eng/test.sh "Category=Nightly" || status=1

dotnet msbuild tests/Tollgate.Fuzz -restore -nologo -v:q -p:Configuration=Release || exit 1
fuzz=artifacts/bin/Tollgate.Fuzz/release/Tollgate.Fuzz.dll
for target in $(dotnet "$fuzz" 2>&1 | sed -n 's/.*targets: all //p'); do
    dotnet "$fuzz" "$target" "$seconds" || status=1
done

exit $status
