using System.Text.Json.Serialization;

namespace Tollgate.Control.Keys;

/// <summary>A change of a key. What is left out stays; for expiry and limit, null takes them away.</summary>
internal sealed record KeyEdit
{
    public string? Name { get; set; }

    public string? Team { get; set; }

    public string? User { get; set; }

    public IReadOnlyList<string>? Models { get; set; }

    public DateTimeOffset? ExpiresAt
    {
        get;
        set
        {
            field = value;
            SetsExpiry = true;
        }
    }

    /// <summary>The expiry was given, null or not.</summary>
    [JsonIgnore]
    public bool SetsExpiry { get; private set; }

    public bool? Enabled { get; set; }

    public int? RequestsPerMinute
    {
        get;
        set
        {
            field = value;
            SetsLimit = true;
        }
    }

    /// <summary>The limit was given, null or not.</summary>
    [JsonIgnore]
    public bool SetsLimit { get; private set; }

    public IReadOnlyDictionary<string, string>? Labels { get; set; }

    public bool? Passthrough { get; set; }

    public bool? CaptureContent { get; set; }
}
