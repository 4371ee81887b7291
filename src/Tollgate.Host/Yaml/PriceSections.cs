using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads the entries of <c>prices</c>: US dollars per million tokens.</summary>
internal static class PriceSections
{
    public static PriceConfig Price(SectionReader section) => new()
    {
        Model = section.RequiredText("model"),
        Provider = section.Text("provider"),
        From = section.Moment("from"),
        Classes = Classes(section),
        PerRequest = section.Usd("per_request") ?? 0,
        PerSearchUnit = section.Usd("per_search_unit") ?? 0,
        Tiers = section.Each("tiers", tier => new PriceTierConfig(tier.RequiredText("above_input_tokens").Length == 0 ? 0 : tier.Whole("above_input_tokens", 1, 1_000_000_000) ?? 0, Classes(tier))),
    };

    private static PriceClasses Classes(SectionReader section) => new()
    {
        Input = section.Usd("input"),
        Output = section.Usd("output"),
        Cached = section.Usd("cached"),
        CacheWrite = section.Usd("cache_write"),
        CacheWrite1h = section.Usd("cache_write_1h"),
        Reasoning = section.Usd("reasoning"),
        AudioInput = section.Usd("audio_input"),
        AudioOutput = section.Usd("audio_output"),
        ImageInput = section.Usd("image_input"),
        ImageOutput = section.Usd("image_output"),
    };
}
