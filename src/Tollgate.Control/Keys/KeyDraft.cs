using System.Text.Json.Serialization;

namespace Tollgate.Control.Keys;

/// <summary>A key to be made. What is left out has the value said here.</summary>
internal sealed record KeyDraft
{
    /// <summary>Unique within the organisation, 1 to 128 characters.</summary>
    [JsonRequired]
    public string Name { get; set; } = "";

    /// <summary>Default <c>default</c>.</summary>
    public string Org { get; set; } = "default";

    public string Team { get; set; } = "";

    public string User { get; set; } = "";

    /// <summary>Names and patterns (<c>gpt-*</c>); none allows none. Default all.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["*"];

    /// <summary>Default never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>Default: the limits of the configuration.</summary>
    public int? RequestsPerMinute { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>May make calls that name no model. Default no.</summary>
    public bool Passthrough { get; set; }

    public bool CaptureContent { get; set; }
}
