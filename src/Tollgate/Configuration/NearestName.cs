namespace Tollgate.Configuration;

/// <summary>Finds the valid name that a mistyped one was meant to be.</summary>
internal static class NearestName
{
    private const int MaxLength = 64;

    /// <summary>Names compared at most: a file with thousands of models is searched in part rather than slowly.</summary>
    private const int MaxNames = 256;

    /// <summary>The nearest of <paramref name="names"/>, or null when none is near enough to be meant.</summary>
    public static string? Find(string wrong, IEnumerable<string> names)
    {
        if (wrong.Length > MaxLength) { return null; }
        string? best = null;
        var bestDistance = Math.Max(2, wrong.Length / 2) + 1;
        foreach (var name in names.Take(MaxNames))
        {
            if (name.Length > MaxLength) { continue; }
            var distance = Distance(wrong, name);
            if (distance < bestDistance) { (best, bestDistance) = (name, distance); }
        }

        return best;
    }

    /// <summary><c> (did you mean 'x'?)</c>, or nothing.</summary>
    public static string Hint(string wrong, IEnumerable<string> names) =>
        Find(wrong, names) is { } near ? $" (did you mean '{near}'?)" : string.Empty;

    /// <summary>Edit distance, case ignored; a swap of neighbours counts as two.</summary>
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) { row[j] = j; }
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var change = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
