using Tollgate.Routing;

namespace Tollgate.Exchange;

/// <summary>What a writer of requests needs to know about the provider that it writes for.</summary>
internal sealed class UpstreamCall
{
    /// <summary>What is known about its kind.</summary>
    public required ProviderPreset Preset { get; init; }

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The answer shall come as a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>Most output tokens that the model can make, for formats that must name a limit; 0 where not known.</summary>
    public long MaxOutput { get; init; }

    /// <summary>Streams are asked for usage (OpenAI's formats).</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The request offers a search of the web: a reader has to know where in the text it is.</summary>
    public bool Searches { get; set; }

    /// <summary>Writes the member <c>model</c>.</summary>
    public void WriteModel(JsonOut json)
    {
        json.Name("model"u8);
        json.Text(Model);
    }
}
