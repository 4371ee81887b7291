using System.Globalization;
using System.Text;

namespace Tollgate.Recording.Journal;

/// <summary>
/// How far a sink has come: the offset in each segment that it has begun, kept in a small file. Written after the sink has stored a batch, so a crash
/// in between makes it see that batch again.
/// </summary>
internal sealed class SinkCursor
{
    private const string Ending = ".cursor";

    private readonly string _path;
    private readonly SortedDictionary<long, long> _offsets = [];

    private SinkCursor(string path) => _path = path;

    /// <summary>Reads the file. One that is missing or unreadable means from the beginning.</summary>
    public static SinkCursor Load(string folder, string sink)
    {
        var name = new StringBuilder(sink.Length);
        foreach (var letter in sink)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_');
        }

        var cursor = new SinkCursor(Path.Combine(folder, name + Ending));
        if (File.Exists(cursor._path))
        {
            foreach (var (number, offset) in Read(cursor._path))
            {
                cursor._offsets[number] = offset;
            }
        }

        return cursor;
    }

    /// <summary>The highest segment number that any cursor of a folder speaks of. No new segment may have it: it would be read from the old one's offset on.</summary>
    public static long HighestNumber(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Ending).SelectMany(Read).Select(position => position.Number).DefaultIfEmpty().Max();

    /// <summary>Where to go on in a segment.</summary>
    public long this[long number] => _offsets.GetValueOrDefault(number);

    /// <summary>Takes over positions, forgets segments that are gone, and writes the file anew. False when the disk does not take it: a crash now makes the sink see records again.</summary>
    public bool TrySave(IEnumerable<KeyValuePair<long, long>> positions, IReadOnlySet<long> existing)
    {
        foreach (var (number, offset) in positions)
        {
            _offsets[number] = offset;
        }

        foreach (var gone in _offsets.Keys.Where(number => !existing.Contains(number)).ToList())
        {
            _offsets.Remove(gone);
        }

        var text = new StringBuilder();
        foreach (var (number, offset) in _offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number:x16} {offset}\n");
        }

        var next = _path + ".next";
        try
        {
            File.WriteAllText(next, text.ToString());
            File.Move(next, _path, overwrite: true);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<(long Number, long Offset)> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split(' ');
            if (parts.Length == 2
                && long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                yield return (number, offset);
            }
        }
    }
}
