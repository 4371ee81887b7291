using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>prices</c>: nothing is free by omission, and each price has one place.</summary>
internal static class PriceRules
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var sellers = config.Providers.Select(p => p.Name).Concat(ProviderPresets.Names).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<(string Model, string? Provider, DateTimeOffset? From)>();
        for (var i = 0; i < config.Prices.Count; i++)
        {
            var price = config.Prices[i];
            var path = $"prices[{i}]";
            TextRules.Model(findings, path + ".model", price.Model, patterns: true);
            if (price.Provider is { } seller && !sellers.Contains(seller))
            {
                findings.Error(path + ".provider", "is neither the name of a provider nor a kind" + NearestName.Hint(seller, sellers));
            }

            if (!seen.Add((price.Model, price.Provider, price.From))) { findings.Error(path, "is the price of the same model from the same time as another"); }
            var isPerPiece = (price.PerRequest > 0 || price.PerSearchUnit > 0) && price.Classes == new PriceClasses();
            if (price.Classes.Input is null && !isPerPiece) { findings.Error(path + ".input", "is required; 0 says that it is free"); }
            if (price.Classes.Output is null && !isPerPiece) { findings.Error(path + ".output", "is required; 0 says that it is free"); }
            CheckTiers(price, path, findings);
        }
    }

    private static void CheckTiers(PriceConfig price, string path, ConfigFindings findings)
    {
        for (var i = 0; i < price.Tiers.Count; i++)
        {
            var (above, classes) = price.Tiers[i];
            var tier = $"{path}.tiers[{i}]";
            if (i > 0 && above <= price.Tiers[i - 1].AboveInputTokens) { findings.Error(tier + ".above_input_tokens", "must be more than that of the tier before"); }
            if (classes.Input is null) { findings.Error(tier + ".input", "is required; 0 says that it is free"); }
            if (classes.Output is null) { findings.Error(tier + ".output", "is required; 0 says that it is free"); }
        }
    }
}
