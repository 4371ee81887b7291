using Tollgate.Balancing;
using Tollgate.Configuration;
using Tollgate.Exchange;
using Tollgate.Metering.Prices;
using Tollgate.Surfaces;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Routing;

/// <summary>One upstream account, compiled: everything that a request needs of it as bytes and numbers.</summary>
internal sealed class Provider : Upstream
{
    /// <summary>Its kind.</summary>
    public required ProviderPreset Preset { get; init; }

    /// <summary>Formats that it speaks itself, the preferred one first; those of its kind unless its settings say otherwise.</summary>
    public required IReadOnlyList<WireFormat> Formats { get; init; }

    /// <summary>Its settings name its formats: then its models have no others either.</summary>
    public bool HasOwnFormats { get; init; }

    /// <summary>What its paths begin with.</summary>
    public required UpstreamPaths Paths { get; init; }

    /// <summary>The account of Google's that it signs in with; null where it does not.</summary>
    public GoogleAccount? Account { get; init; }

    /// <summary>Whether a sent request may be repeated elsewhere.</summary>
    public bool RetryUnsafe { get; init; }

    /// <summary>When its targets are taken out of rotation.</summary>
    public BreakerOptions Breaker { get; init; } = BreakerOptions.Default;

    /// <summary>How it is asked whether it is well; null where it is not. Set before the snapshot is published.</summary>
    public HealthCheck? HealthCheck { get; set; }

    /// <summary>What those checks found; set when the snapshot is published, null without checks.</summary>
    public CheckState? CheckState { get; set; }

    /// <summary>Whether streams are asked for usage.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>What the tokens of any model cost there, by the name that it has there. Set before the snapshot is published.</summary>
    public PassThroughPrices? Prices { get; set; }

    /// <summary>The wire format that it speaks.</summary>
    public Dialect Dialect => Preset.Dialect;

    /// <summary>Whether it is the built-in provider.</summary>
    public bool IsDemo => Preset.IsDemo;

    /// <summary>Formats in which it takes requests for a model, the preferred one first.</summary>
    /// <param name="model">Its own name of the model, or a pattern over such names.</param>
    public IReadOnlyList<WireFormat> FormatsFor(string model)
    {
        var rows = HasOwnFormats ? [] : Preset.FormatsByModel;
        for (var i = 0; i < rows.Count; i++)
        {
            if (ModelName.Matches(rows[i].Pattern, model))
            {
                return rows[i].Formats;
            }
        }

        return Formats;
    }
}
