#!/bin/sh
# test.sh [FILTER]: builds once, runs every test project, and ends with one line: N passed, N failed, N skipped.
# A filter other than the default measures no coverage. Not set -e: each failure is counted.
cd "$(dirname "$0")/.." || exit 1
. eng/tally.sh

filter=${1:-Category!=Nightly}
results=artifacts/test-results
limit=${TEST_PROJECT_SECONDS:-900}
rm -rf "$results"
mkdir -p "$results"

eng/sdk.sh || exit 1
eng/packages.sh node=nodejs npm=npm psql=postgresql influxd=influxdb promtool=prometheus redis-server=redis-server

echo "Building"
if ! dotnet msbuild Tollgate.slnx -restore -nologo -v:q; then
    echo "The build failed: no test ran."
    exit 1
fi

for project in tests/Tollgate.*Tests; do
    name=$(basename "$project")
    [ -n "$(find "$project" -name '*.cs' -not -path '*/obj/*' -print -quit)" ] || continue
    echo "$name"
    set -- --filter "$filter" --results-directory "$results/$name" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal"
    [ "$filter" = "Category!=Nightly" ] && set -- "$@" --settings eng/coverage.runsettings --collect "XPlat Code Coverage"
    timeout -k 10 "$limit" dotnet test "$project" --no-build --nologo "$@" </dev/null
    tally "$results/$name/$name.trx" $? "$name"
done

covered=0
if [ "$filter" = "Category!=Nightly" ]; then
    find "$results" -name coverage.info -exec cat {} + | awk -v root="$PWD/src/" -v minimum="${COVERAGE_MINIMUM:-85}" -f eng/coverage.awk
    covered=$?
fi

echo
if [ "$passed" -eq 0 ]; then
    echo "No test passed: something is wrong with the run itself."
    failed=$((failed + 1))
fi

# Last but one, where a reader of the end of a long log finds them.
printf '%s' "$failures"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$covered" -eq 0 ]
