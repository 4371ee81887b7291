using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Tollgate.Control.Registry;

/// <summary>
/// A model over targets as it may be given. Besides what is named here every setting that an entry of <c>models:</c> has in the configuration
/// file. It stands for the document alone: what is given is read by the code that reads the file.
/// </summary>
internal sealed record ModelDraft
{
    /// <summary>The name that clients use; unique. To be given for a new one.</summary>
    public string? Name { get; set; }

    /// <summary>How a target is picked. Default <c>ordered</c>.</summary>
    public string? Strategy { get; set; }

    /// <summary>Where it may go: <c>provider</c>, and where they differ from the usual <c>model</c> and <c>weight</c>. To be given for a new one.</summary>
    public IReadOnlyList<JsonObject>? Targets { get; set; }

    /// <summary>Model names that are tried when all targets failed.</summary>
    public IReadOnlyList<string>? Fallback { get; set; }

    /// <summary>All other settings.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Settings { get; set; }
}
