namespace Tollgate.Telemetry;

/// <summary>
/// Hands out <see cref="Series"/> and keeps label values few: names beyond the limit become <c>other</c>, or one client that invents
/// model names would fill the memory of every scraper.
/// </summary>
internal sealed class SeriesTable
{
    /// <summary>Label value of requests that have no model, or reached no provider.</summary>
    public const string None = "none";

    /// <summary>Label value of what has no name of its own.</summary>
    public const string Other = "other";

    /// <summary>Combinations in all; beyond it a new one is counted under <see cref="Other"/> for model and provider.</summary>
    private const int MaxSeries = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Model, string Provider, string Route), Series> _byLabels = [];
    private readonly LabelNames _models = new();
    private readonly LabelNames _providers = new();
    private readonly LabelNames _routes = new();
    private Series[] _all = [];

    /// <summary>Every series handed out, in the order of their index.</summary>
    public ReadOnlySpan<Series> All => Volatile.Read(ref _all);

    /// <summary>The series of these labels, the same one each time.</summary>
    public Series Resolve(string model, string provider, string route)
    {
        lock (_gate)
        {
            var labels = (_models.Guard(model), _providers.Guard(provider), _routes.Guard(route));
            if (_byLabels.TryGetValue(labels, out var known))
            {
                return known;
            }

            if (_all.Length >= MaxSeries)
            {
                labels = (Other, Other, labels.Item3);
                if (_byLabels.TryGetValue(labels, out known))
                {
                    return known;
                }
            }

            var series = new Series { Index = _all.Length, Model = labels.Item1, Provider = labels.Item2, Route = labels.Item3 };
            _byLabels.Add(labels, series);
            Volatile.Write(ref _all, [.. _all, series]);
            return series;
        }
    }
}
