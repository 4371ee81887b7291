using Tollgate.Configuration;
using Tollgate.Metering.Prices;
using Tollgate.Surfaces;

namespace Tollgate.Balancing;

/// <summary>What one target can not do, compiled. What is unknown it can.</summary>
/// <param name="Lacks">What it is said not to do.</param>
/// <param name="Context">Longest prompt in tokens; 0 = unknown.</param>
/// <param name="MaxOutput">Longest answer in tokens; 0 = unknown.</param>
/// <param name="ListedContext">Longest prompt by the price list, which is a hint and not a rule; 0 = unknown.</param>
/// <param name="ListedOutput">Longest answer by the price list; 0 = unknown.</param>
internal sealed record Capabilities(RequestNeeds Lacks, long Context, long MaxOutput, long ListedContext, long ListedOutput)
{
    /// <summary>Longest answer in tokens, as far as anybody says; 0 = unknown.</summary>
    public long MostOutput => MaxOutput != 0 ? MaxOutput : ListedOutput;

    /// <summary>Nothing known.</summary>
    public static Capabilities Unknown { get; } = new(RequestNeeds.None, 0, 0, 0, 0);

    /// <summary>Whether a request could be too much for it.</summary>
    public bool AreKnown => this != Unknown;

    /// <summary>The smallest prompt that is too long, as far as is known.</summary>
    public long ShortestContext => Math.Min(Context == 0 ? long.MaxValue : Context, ListedContext == 0 ? long.MaxValue : ListedContext);

    /// <summary>From settings and the price list.</summary>
    public static Capabilities From(CapabilityConfig config, PriceSchedule? price) => new(
        Lacking(config.Vision, RequestNeeds.Vision) | Lacking(config.Tools, RequestNeeds.Tools)
        | Lacking(config.JsonSchema, RequestNeeds.JsonSchema) | Lacking(config.Audio, RequestNeeds.Audio),
        config.Context ?? 0,
        config.MaxOutput ?? 0,
        config.Context is null ? price?.MaxInput ?? 0 : 0,
        config.MaxOutput is null ? price?.MaxOutput ?? 0 : 0);

    private static RequestNeeds Lacking(bool? can, RequestNeeds need) => can == false ? need : RequestNeeds.None;
}
