namespace Tollgate.Metering.Prices;

/// <summary>
/// Under which names a model is looked for when the list does not have its own: without the provider's path, without region, without
/// date, or as the newest dated one. A name that says something else than time and place (<c>:free</c>, <c>ft:</c>, <c>-mini</c>) is never
/// cut, for another price may hang on it.
/// </summary>
internal static class PriceNames
{
    private static readonly string[] Paths = ["models/", "publishers/google/models/", "publishers/anthropic/models/", "accounts/fireworks/models/"];

    private static readonly string[] Regions = ["us.", "eu.", "apac.", "jp.", "au.", "global.", "us-gov."];

    /// <summary>Vendors that OpenRouter passes on at their own prices, by its name for them and the list's.</summary>
    private static readonly (string Prefix, string List)[] PassedOn =
        [("openai/", "openai"), ("anthropic/", "anthropic"), ("google/", "gemini"), ("x-ai/", "xai"), ("mistralai/", "mistral")];

    /// <summary>Names to try after the exact one, the nearest first.</summary>
    public static IEnumerable<(string List, string Model)> Candidates(PriceCatalogue catalogue, string list, string model)
    {
        foreach (var name in Spellings(list, model))
        {
            yield return (list, name);
            if (catalogue.Dated.TryGetValue((list, name), out var dated)) { yield return (list, dated); }
        }

        if (list == "azure")
        {
            // Microsoft's list prices are OpenAI's; its rows are fewer.
            foreach (var other in Candidates(catalogue, "openai", model)) { yield return other; }
        }

        if (list != "openrouter") { yield break; }
        foreach (var (prefix, vendor) in PassedOn)
        {
            if (!model.StartsWith(prefix, StringComparison.Ordinal)) { continue; }
            var name = model[prefix.Length..];
            foreach (var other in Candidates(catalogue, vendor, vendor == "anthropic" ? name.Replace('.', '-') : name)) { yield return other; }
        }
    }

    /// <summary>The name without the date at its end.</summary>
    public static string StripDate(string model) => TryStripDate(model, out var rest) ? rest : model;

    /// <summary>
    /// Cuts <c>-2025-08-07</c>, <c>-20250807</c>, <c>@20250807</c> or <c>-250807</c>. Four digits may be a date (<c>-0613</c>) but versions of
    /// such models differ in price.
    /// </summary>
    public static bool TryStripDate(string model, out string rest)
    {
        rest = model;
        if (model is [.., '-', _, _, _, _, '-', _, _, '-', _, _] && Digits(model.AsSpan(model.Length - 10, 4)) && Digits(model.AsSpan(model.Length - 5, 2)) && Digits(model.AsSpan(model.Length - 2)))
        {
            rest = model[..^11];
        }
        else
        {
            foreach (var digits in (ReadOnlySpan<int>)[8, 6])
            {
                if (model.Length > digits + 1 && model[^(digits + 1)] is '-' or '@' && Digits(model.AsSpan(model.Length - digits)))
                {
                    rest = model[..^(digits + 1)];
                    break;
                }
            }
        }

        return rest.Length < model.Length;
    }

    private static IEnumerable<string> Spellings(string list, string model)
    {
        yield return model;
        var name = Without(model, Paths);
        if (list == "bedrock") { name = Without(name, Regions); }
        if (name != model) { yield return name; }
        if (TryStripDate(name, out var undated)) { yield return undated; }
        if (name.EndsWith("-latest", StringComparison.Ordinal)) { yield return name[..^"-latest".Length]; }
    }

    private static string Without(string name, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) { return name[prefix.Length..]; }
        }

        return name;
    }

    private static bool Digits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
