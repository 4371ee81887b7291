using Tollgate.Recording;

namespace Tollgate.Metering.Prices;

/// <summary>Says once for each model without a price that there is one, however many requests it gets and snapshots it is in.</summary>
internal sealed class UnpricedModels(EventLog log)
{
    /// <summary>Models told of at most: after that the metric has to do.</summary>
    private const int Most = 256;

    private const int UnpricedModel = EventRange.Metering;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Provider, string Model)> _told = [];

    /// <summary>Notes a request whose cost is unknown.</summary>
    public void Note(string provider, PriceSchedule prices)
    {
        if (!prices.TryTell()) { return; }
        lock (_gate)
        {
            if (_told.Count >= Most || !_told.Add((provider, prices.Model))) { return; }
        }

        log.Warn(UnpricedModel, "A model has no price, so what it costs is not known; prices: in the configuration can name one", ("provider", provider), ("model", prices.Model));
    }
}
