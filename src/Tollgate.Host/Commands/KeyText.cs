using System.Globalization;
using System.Text;
using Tollgate.Control.Keys;

namespace Tollgate.Host.Commands;

/// <summary>A key for people at a terminal.</summary>
internal static class KeyText
{
    /// <summary>One line of a list.</summary>
    public static string Line(KeyBody key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{key.Id}  {key.Status,-8}  …{key.Hint}  {key.CreatedAt:yyyy-MM-dd}  {key.Org}/{key.Name}");

    /// <summary>All there is to know, without what is not set; the secret first, if it was made just now.</summary>
    public static string Page(KeyBody key)
    {
        var text = new StringBuilder();
        Row("key", key.Key is null ? null : key.Key + "   (shown this once; only its hash is stored)");
        Row("id", key.Id);
        Row("name", key.Name);
        Row("org", key.Org);
        Row("team", key.Team);
        Row("user", key.User);
        Row("status", key.Status);
        Row("models", string.Join(", ", key.Models));
        Row("expires", Time(key.ExpiresAt));
        Row("limit", key.RequestsPerMinute is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{limit} requests a minute") : null);
        Row("labels", string.Join(", ", key.Labels.Select(label => $"{label.Key}={label.Value}")));
        Row("passthrough", key.Passthrough ? "yes" : null);
        Row("hint", "…" + key.Hint);
        Row("created", Time(key.CreatedAt));
        Row("rotated", Time(key.RotatedAt));
        Row("before", key.PreviousUntil is null ? null : "the secret before works until " + Time(key.PreviousUntil));
        Row("revoked", Time(key.RevokedAt));
        return text.ToString().TrimEnd();

        void Row(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                text.Append(name.PadRight(12)).AppendLine(value);
            }
        }
    }

    private static string? Time(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
