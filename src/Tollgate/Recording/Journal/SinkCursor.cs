using System.Globalization;
using System.Text;

namespace Tollgate.Recording.Journal;

/// <summary>
/// How far a sink has come: the offset in each segment that it has begun, kept in a small file. Written after the sink has stored a batch, so a crash
/// in between makes it see that batch again.
/// </summary>
internal sealed class SinkCursor
{
    private const string Extension = ".cursor";

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

        return Read(Path.Combine(folder, name + Extension));
    }

    /// <summary>The highest number of a segment that any cursor of the folder speaks of; 0 for none.</summary>
    public static long HighestIn(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Extension).Select(path => Read(path)._offsets.Keys.LastOrDefault()).DefaultIfEmpty().Max();

    /// <summary>Where to go on in a segment.</summary>
    public long this[long number] => _offsets.GetValueOrDefault(number);

    /// <summary>Takes over positions, forgets segments that are gone, and writes the file anew.</summary>
    public void Save(IEnumerable<KeyValuePair<long, long>> positions, IReadOnlySet<long> existing)
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
        File.WriteAllText(next, text.ToString());
        File.Move(next, _path, overwrite: true);
    }

    private static SinkCursor Read(string path)
    {
        var cursor = new SinkCursor(path);
        if (File.Exists(cursor._path))
        {
            foreach (var line in File.ReadLines(cursor._path))
            {
                var parts = line.Split(' ');
                if (parts.Length == 2
                    && long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
                    && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
                {
                    cursor._offsets[number] = offset;
                }
            }
        }

        return cursor;
    }
}
