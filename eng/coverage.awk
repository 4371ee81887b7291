# Line coverage of src/ over several lcov reports: a line is covered if any of the runs reached it. Fails below `minimum` per cent.
/^SF:/ { file = substr($0, 4); next }
/^DA:/ {
    if (index(file, root) != 1 || file ~ /\/obj\//) next
    split(substr($0, 4), part, ",")
    key = file ":" part[1]
    if (!(key in seen)) { seen[key] = 1; lines[file]++ }
    if (part[2] > 0 && !(key in hit)) { hit[key] = 1; hits[file]++ }
}

function percent(some, all) { return all ? 100 * some / all : 0 }

END {
    for (file in lines) {
        name = substr(file, length(root) + 1)
        n = split(name, folder, "/")
        area = n > 2 ? folder[1] "/" folder[2] : folder[1]
        areaLines[area] += lines[file]; areaHits[area] += hits[file]
        project[folder[1]] = 1
        allLines += lines[file]; allHits += hits[file]
    }

    print "Line coverage"
    for (area in areaLines) printf "  %5.1f %%  %s\n", percent(areaHits[area], areaLines[area]), area | "sort -k3"
    close("sort -k3")
    printf "  %5.1f %%  %d of %d lines of src/ (at least %d %%)\n", percent(allHits, allLines), allHits, allLines, minimum
    if (!allLines) { print "No coverage was collected."; exit 1 }
    if (percent(allHits, allLines) < minimum) { print "Line coverage is too low."; exit 1 }
}
