using System.Globalization;

namespace Tollgate.Recording.Journal;

/// <summary>Names of segment files: a number in hexadecimal, and what they hold.</summary>
internal static class SegmentFile
{
    public const string Records = ".rec";
    public const string Contents = ".bod";

    public static string PathOf(string folder, SegmentKind kind, long number) =>
        Path.Combine(folder, number.ToString("x16", CultureInfo.InvariantCulture) + (kind == SegmentKind.Records ? Records : Contents));

    public static bool TryParse(string path, out SegmentKind kind, out long number)
    {
        var extension = Path.GetExtension(path);
        kind = extension == Contents ? SegmentKind.Contents : SegmentKind.Records;
        number = 0;
        return extension is Records or Contents
            && Path.GetFileNameWithoutExtension(path) is { Length: 16 } name
            && long.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
