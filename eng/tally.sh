# Sourced. tally TRX STATUS NAME adds a project's results to $passed, $failed and $skipped.
passed=0
failed=0
skipped=0
failures=

tally() {
    # <Counters total="9" executed="8" passed="7" failed="1" ... />; a skipped test is one that was not executed.
    counters=$(grep -o '<Counters [^>]*>' "$1" 2>/dev/null | head -1)
    total=$(count total "$counters")
    ran=$(count executed "$counters")
    good=$(count passed "$counters")
    bad=$((ran - good))
    if [ "$2" -ne 0 ] && [ "$bad" -eq 0 ]; then
        echo "$3 ended with status $2, and no failed test explains it (124: out of time)."
        bad=1
    fi

    if [ "$bad" -gt 0 ] && [ -f "$1" ]; then
        failures="$failures$(failed_tests "$1")
"
    fi

    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + total - ran))
}

# failed_tests TRX: the name of each failed test, and the first line of what went wrong.
failed_tests() {
    tr '\n' ' ' <"$1" | sed 's/<UnitTestResult /\n&/g' | grep -aE '^<UnitTestResult [^>]*outcome="Failed"' \
        | sed -e 's/.*testName="\([^"]*\)"\(.*<Message>\(.\{0,160\}\)\)\{0,1\}.*/failed: \1: \3/' -e 's/<.*//' -e 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' -e 's/  */ /g' | head -40
}

count() {
    value=$(printf '%s' "$2" | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p")
    echo "${value:-0}"
}
