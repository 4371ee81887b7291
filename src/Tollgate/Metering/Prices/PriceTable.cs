using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Metering.Prices;

/// <summary>
/// Finds prices while a snapshot is compiled: the operator's own first, then the built-in list. The operator's: those for the provider before
/// those for its kind before those for all, an exact name before a pattern, the provider's name for the model before the public one.
/// </summary>
internal sealed class PriceTable
{
    private readonly PriceCatalogue? _catalogue;
    private readonly Dictionary<string, List<PriceConfig>> _exact = new(StringComparer.Ordinal);
    private readonly List<PriceConfig> _patterns = [];

    /// <summary>A table of these prices.</summary>
    /// <param name="prices">The operator's prices, checked.</param>
    /// <param name="catalogue">The list behind them; null = the built-in one, read when it is needed.</param>
    public PriceTable(IReadOnlyList<PriceConfig> prices, PriceCatalogue? catalogue = null)
    {
        _catalogue = catalogue;
        foreach (var price in prices)
        {
            if (ModelName.IsPattern(price.Model))
            {
                _patterns.Add(price);
                continue;
            }

            if (!_exact.TryGetValue(price.Model, out var same)) { _exact.Add(price.Model, same = []); }
            same.Add(price);
        }

        _patterns.Sort((a, b) => b.Model.Length.CompareTo(a.Model.Length));
    }

    /// <summary>The prices of a model at a provider.</summary>
    /// <param name="provider">Who serves it.</param>
    /// <param name="model">The model as that provider calls it.</param>
    /// <param name="publicName">The model as clients call it; null when that is the same.</param>
    public PriceSchedule Resolve(Provider provider, string model, string? publicName = null) =>
        Resolve(provider.Name, provider.Preset.Kind, provider.Preset.Aliases, provider.Origin.Host, model, publicName);

    /// <summary>The prices of a model at a kind of provider, wherever that is.</summary>
    public PriceSchedule Resolve(ProviderPreset preset, string model) =>
        Resolve(preset.Kind, preset.Kind, preset.Aliases, string.Empty, model, null);

    private PriceSchedule Resolve(string name, string kind, IReadOnlyList<string> aliases, string host, string model, string? publicName)
    {
        var own = Own(name, kind, aliases, model, publicName);
        var steps = own.Select(price => new PriceStep(
            price.From?.ToUnixTimeMilliseconds() ?? long.MinValue, new ModelPrice(price.Classes, price.PerRequest, price.Tiers, price.PerSearchUnit), "configuration")).ToList();
        var listed = kind == "demo" ? null : Listed(kind, host, model);
        var (maxInput, maxOutput) = listed is null ? (0, 0) : (listed[^1].MaxInput, listed[^1].MaxOutput);
        var first = steps.Count == 0 ? long.MaxValue : steps[0].FromUnixMilliseconds;
        if (first > long.MinValue)
        {
            steps.InsertRange(0, kind == "demo" ? [new PriceStep(long.MinValue, ModelPrice.Free, "demo: free")] : Steps(listed, first));
        }

        return new PriceSchedule(model, steps, maxInput, maxOutput);
    }

    private static IEnumerable<PriceStep> Steps(PriceRow[]? rows, long before)
    {
        for (var i = 0; rows is not null && i < rows.Length; i++)
        {
            // Nothing better is known for the time before the list was made: its first price stands in.
            var from = i == 0 ? long.MinValue : rows[i].FromUnixMilliseconds;
            if (from < before) { yield return new PriceStep(from, rows[i].Price, $"list {rows[i].Provider}/{rows[i].Model}"); }
        }
    }

    private PriceRow[]? Listed(string kind, string host, string model)
    {
        if (PriceLists.Of(kind, host) is not { } list) { return null; }
        var catalogue = _catalogue ?? PriceCatalogue.BuiltIn;
        foreach (var (other, name) in PriceNames.Candidates(catalogue, list, model))
        {
            if (catalogue.Find(other, name) is { Length: > 0 } rows) { return rows; }
        }

        return null;
    }

    /// <summary>The operator's prices that apply, in order of time; all of them are for the same model and the same provider.</summary>
    private List<PriceConfig> Own(string name, string kind, IReadOnlyList<string> aliases, string model, string? publicName)
    {
        if (_exact.Count == 0 && _patterns.Count == 0) { return []; }
        foreach (var asked in publicName is null || publicName == model ? [model] : (string[])[model, publicName])
        {
            var exact = _exact.GetValueOrDefault(asked, []);
            var found = Nearest(exact);
            if (found is null)
            {
                var longest = _patterns.Find(p => ModelName.Matches(p.Model, asked) && Rank(p) > 0);
                found = longest is null ? null : Nearest(_patterns.FindAll(p => p.Model == longest.Model));
            }

            if (found is not null) { return [.. found.OrderBy(p => p.From ?? DateTimeOffset.MinValue)]; }
        }

        return [];

        List<PriceConfig>? Nearest(List<PriceConfig> all)
        {
            var best = all.Count == 0 ? 0 : all.Max(Rank);
            return best == 0 ? null : all.FindAll(p => Rank(p) == best);
        }

        int Rank(PriceConfig price) =>
            price.Provider is null ? 1 : price.Provider == name ? 3 : price.Provider == kind || aliases.Contains(price.Provider, StringComparer.Ordinal) ? 2 : 0;
    }
}
