using System.Globalization;
using Tollgate.Metering.Prices;

namespace Tollgate.Host.Commands;

/// <summary>Writes prices for people: US dollars per million tokens, one line per time and tier.</summary>
internal static class PriceText
{
    /// <summary>Writes all prices that a model has.</summary>
    public static void Write(TextWriter output, string seller, PriceSchedule prices)
    {
        output.WriteLine($"{seller} {prices.Model}   (USD per million tokens)");
        foreach (var step in prices.Steps)
        {
            output.WriteLine($"  {From(step)}: {Rates(step.Price.Usual)}{PerPiece(step.Price)}   [{step.Source}]");
            for (var i = step.Price.Tiers.Length - 1; i >= 0; i--)
            {
                var (above, rates) = step.Price.Tiers[i];
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    prompts above {above} tokens: {Rates(rates)}"));
            }
        }

        if (prices.Steps.IsEmpty) { output.WriteLine("  no price"); }
        if (prices.MaxInput > 0 || prices.MaxOutput > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  at most {prices.MaxInput} tokens in, {prices.MaxOutput} out (0 = unknown)"));
        }
    }

    private static string From(PriceStep step) =>
        step.FromUnixMilliseconds == long.MinValue
            ? "always"
            : "from " + DateTimeOffset.FromUnixTimeMilliseconds(step.FromUnixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Rates(PriceRates rates)
    {
        var text = $"input {UsdText.Format(rates.Input)}, output {UsdText.Format(rates.Output)}";
        foreach (var (name, rate, usual) in (ReadOnlySpan<(string, long, long)>)
            [
                ("cached", rates.Cached, rates.Input),
                ("cache_write", rates.CacheWrite, rates.Input),
                ("cache_write_1h", rates.CacheWrite1h, rates.CacheWrite),
                ("reasoning", rates.Reasoning, rates.Output),
                ("audio_input", rates.AudioInput, rates.Input),
                ("audio_output", rates.AudioOutput, rates.Output),
                ("image_input", rates.ImageInput, rates.Input),
                ("image_output", rates.ImageOutput, rates.Output),
            ])
        {
            if (rate != usual) { text += $", {name} {UsdText.Format(rate)}"; }
        }

        return text;
    }

    private static string PerPiece(ModelPrice price) => Piece("per_request", price.PerRequest) + Piece("per_search_unit", price.PerSearchUnit);

    private static string Piece(string name, long nanoUsd) => nanoUsd == 0 ? string.Empty : $", {name} {UsdText.Format(nanoUsd)}";
}
