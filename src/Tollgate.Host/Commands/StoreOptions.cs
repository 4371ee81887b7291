using System.CommandLine;
using System.Globalization;

namespace Tollgate.Host.Commands;

/// <summary>Options that the commands over the control store share.</summary>
internal static class StoreOptions
{
    public static Option<string?> Config() => new("--config") { Description = "Configuration (file or URL); it says where the data folder is. Default: as for serve." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    /// <summary>A length of time such as <c>90s</c>, <c>15m</c>, <c>12h</c>, <c>30d</c>; a bare number is seconds. Null for anything else.</summary>
    public static TimeSpan? Length(string text)
    {
        var (digits, unit) = text.Length > 0 && char.IsAsciiLetterLower(text[^1]) ? (text[..^1], text[^1]) : (text, 's');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        return unit switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' when count <= 36_500 => TimeSpan.FromDays(count),
            _ => null,
        };
    }

    /// <summary>A moment: ISO 8601, or a length of time from now on. Null for anything else.</summary>
    public static DateTimeOffset? Moment(string text, DateTimeOffset now) =>
        Length(text) is { } length ? now + length
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : null;
}
