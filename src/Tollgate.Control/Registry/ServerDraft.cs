using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Tollgate.Control.Registry;

/// <summary>
/// A provider as it may be given. Besides what is named here every setting that an entry of <c>providers:</c> has in the configuration file.
/// It stands for the document alone: what is given is read by the code that reads the file.
/// </summary>
internal sealed record ServerDraft
{
    /// <summary>Unique, 1 to 64 letters, digits, dots, dashes or underscores. To be given for a new one.</summary>
    public string? Name { get; set; }

    /// <summary>What it speaks. Default <c>openai-compatible</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Where it is; <c>endpoint</c> and <c>url</c> are other names of this. Private addresses only as <c>egress.allow</c> of the file says.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Its credential. Never shown again.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A list of names, or a map from public names to the provider's own.</summary>
    public JsonNode? Models { get; set; }

    public bool? Enabled { get; set; }

    /// <summary>Lower ones come first. Default 0.</summary>
    public int? Order { get; set; }

    public int? Weight { get; set; }

    /// <summary>Requests a minute at most.</summary>
    public long? Rpm { get; set; }

    /// <summary>Tokens a minute at most.</summary>
    public long? Tpm { get; set; }

    /// <summary>Headers added to every request. Their values are never shown again.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; set; }

    /// <summary>It sends heartbeats as often as this, and leaves rotation when it misses three. 1 to 3600.</summary>
    public int? HeartbeatSeconds { get; set; }

    /// <summary>Whether its own list of models is followed.</summary>
    public bool? AutoDiscover { get; set; }

    /// <summary>How often that list is looked at. 60 to 604800, default 3600.</summary>
    public int? DiscoverIntervalSeconds { get; set; }

    /// <summary>All other settings.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Settings { get; set; }
}
