using Tollgate.Balancing;
using Tollgate.Metering.Prices;
using Tollgate.Telemetry;

namespace Tollgate.Routing;

/// <summary>One provider serving one model, as a route's candidate.</summary>
internal sealed class Deployment
{
    /// <summary>Who serves it.</summary>
    public required Provider Provider { get; init; }

    /// <summary>The name to write into the request, or null when the client's bytes are right as they are.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary><see cref="UpstreamModel"/> as the log writes it.</summary>
    public byte[]? UpstreamModelUtf8 => field ??= UpstreamModel is null ? null : System.Text.Encoding.UTF8.GetBytes(UpstreamModel);

    /// <summary><see cref="UpstreamModel"/> as a JSON string, quotes included.</summary>
    public byte[]? UpstreamModelJson { get; init; }

    /// <summary>Dense number within a snapshot, one per provider and upstream name, the same in every route.</summary>
    public required int Id { get; init; }

    /// <summary>Where its requests are counted; a pattern's are counted by <see cref="PassThroughSeries"/>.</summary>
    public SeriesSlots Series => field ??= new SeriesSlots(Model ?? SeriesTable.Other, Provider.Name);

    /// <summary>What its tokens cost; null for a pattern.</summary>
    public PriceSchedule? Price { get; init; }

    /// <summary>What the tokens of the models that pass through it cost; null unless it is of a pattern.</summary>
    public PassThroughPrices? PassedPrices { get; init; }

    /// <summary>The public model name that it is a candidate of; null for a pattern.</summary>
    public string? Model { get; init; }

    /// <summary><see cref="Model"/> as records have it.</summary>
    public byte[]? ModelUtf8 => field ??= Model is null ? null : System.Text.Encoding.UTF8.GetBytes(Model);

    /// <summary>Share among the candidates of its tier.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>0 for the model's own targets, 1 for those of its first fallback, and so on: a tier is entered when the one before has nobody left.</summary>
    public int Tier { get; init; }

    /// <summary>Its place among all candidates of its route, from 0.</summary>
    public int Ordinal { get; set; }

    /// <summary>Number of the experiment's arm that it serves alone; 0 where it serves all requests.</summary>
    public int Arm { get; init; }

    /// <summary>What it can do.</summary>
    public Capabilities Capabilities { get; init; } = Capabilities.Unknown;

    /// <summary>How it goes on from the beginning of an answer.</summary>
    public PrefillStyle Prefill { get; init; }

    /// <summary>What rendezvous hashing knows it by: the same in every process.</summary>
    public ulong StickySeed => field == 0 ? field = StickyHash.Of(System.Text.Encoding.UTF8.GetBytes($"{Provider.Name}|{UpstreamModel ?? Model}")) : field;

    /// <summary>How it does and whether it may be used; set when the snapshot is published.</summary>
    public TargetState State { get; set; } = null!;
}
