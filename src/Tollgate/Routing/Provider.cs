using Tollgate.Balancing;
using Tollgate.Exchange;
using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>One upstream account, compiled: everything that a request needs of it as bytes and numbers.</summary>
internal sealed class Provider : Upstream
{
    /// <summary>Its kind.</summary>
    public required ProviderPreset Preset { get; init; }

    /// <summary>What its paths begin with.</summary>
    public required UpstreamPaths Paths { get; init; }

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

    /// <summary>Formats that it speaks itself, the preferred one of each operation first.</summary>
    public IReadOnlyList<WireFormat> Formats { get; init; } = [];

    /// <summary>Whether it takes requests of that format as they are.</summary>
    public bool Speaks(WireFormat format)
    {
        for (var i = 0; i < Formats.Count; i++)
        {
            if (Formats[i] == format)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The wire format that it speaks.</summary>
    public Dialect Dialect => Preset.Dialect;

    /// <summary>Whether it is the built-in provider.</summary>
    public bool IsDemo => Preset.IsDemo;
}
