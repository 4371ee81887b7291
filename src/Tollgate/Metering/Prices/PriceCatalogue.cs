using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Tollgate.Configuration;

namespace Tollgate.Metering.Prices;

/// <summary>The built-in price list, <c>prices.json</c> in the assembly. It is data of a certain day; docs/prices.md says how it is made.</summary>
internal sealed class PriceCatalogue
{
    private static readonly Lazy<PriceCatalogue> Embedded = new(ReadEmbedded);

    private readonly FrozenDictionary<(string Provider, string Model), PriceRow[]> _rows;

    private PriceCatalogue(string listDate, IEnumerable<PriceRow> rows)
    {
        ListDate = listDate;
        _rows = rows
            .GroupBy(row => (row.Provider, row.Model))
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(row => row.FromUnixMilliseconds).ToArray());
        Dated = _rows.Keys
            .Where(key => PriceNames.TryStripDate(key.Model, out _))
            .GroupBy(key => (key.Provider, PriceNames.StripDate(key.Model)))
            .ToFrozenDictionary(group => group.Key, group => group.Select(key => key.Model).Max(StringComparer.Ordinal)!);
    }

    /// <summary>The list of this version; read when first asked for.</summary>
    public static PriceCatalogue BuiltIn => Embedded.Value;

    /// <summary>Day of the list, <c>2026-08-01</c>.</summary>
    public string ListDate { get; }

    /// <summary>The newest dated name of each undated one.</summary>
    public FrozenDictionary<(string Provider, string Model), string> Dated { get; }

    /// <summary>All rows.</summary>
    public IEnumerable<PriceRow> Rows => _rows.Values.SelectMany(rows => rows);

    /// <summary>Rows of exactly this name in order of time; empty where there are none.</summary>
    public PriceRow[] Find(string provider, string model) => _rows.GetValueOrDefault((provider, model), []);

    /// <summary>Reads a list.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static PriceCatalogue Read(Stream json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            return new PriceCatalogue(root.GetProperty("list_date").GetString()!, [.. root.GetProperty("models").EnumerateArray().Select(ReadRow)]);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The price list is malformed.", broken);
        }
    }

    private static PriceCatalogue ReadEmbedded()
    {
        using var json = typeof(PriceCatalogue).Assembly.GetManifestResourceStream("prices.json")
            ?? throw new InvalidDataException("The price list is not in the assembly.");
        return Read(json);
    }

    private static PriceRow ReadRow(JsonElement row)
    {
        var from = DateTimeOffset.ParseExact(row.GetProperty("from").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var tiers = row.TryGetProperty("tiers", out var list)
            ? list.EnumerateArray().Select(tier => new PriceTierConfig(tier.GetProperty("above_input_tokens").GetInt64(), ReadClasses(tier))).ToArray()
            : [];
        return new PriceRow(
            row.GetProperty("provider").GetString()!,
            row.GetProperty("model").GetString()!,
            from.ToUnixTimeMilliseconds(),
            new ModelPrice(ReadClasses(row), Number(row, "per_request") ?? 0, tiers, Number(row, "per_search_unit") ?? 0),
            Number(row, "max_input") ?? 0,
            Number(row, "max_output") ?? 0);
    }

    private static PriceClasses ReadClasses(JsonElement row) => new()
    {
        Input = Number(row, "input"),
        Output = Number(row, "output"),
        Cached = Number(row, "cached"),
        CacheWrite = Number(row, "cache_write"),
        CacheWrite1h = Number(row, "cache_write_1h"),
        Reasoning = Number(row, "reasoning"),
        AudioInput = Number(row, "audio_input"),
        AudioOutput = Number(row, "audio_output"),
        ImageInput = Number(row, "image_input"),
        ImageOutput = Number(row, "image_output"),
    };

    private static long? Number(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value.TryGetInt64(out var number) && number >= 0 ? number : throw new FormatException(name) : null;
}
