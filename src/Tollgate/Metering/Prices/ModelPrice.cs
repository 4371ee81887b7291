using Tollgate.Configuration;

namespace Tollgate.Metering.Prices;

/// <summary>The price of one model at one time, compiled: computing a cost is ten multiplications and a division, all of them on integers.</summary>
internal sealed class ModelPrice
{
    private const ulong TokensPerUnit = 1_000_000;

    /// <summary>Far more than a request can have; keeps the sum within 128 bits.</summary>
    private const long MostSearchUnits = 1_000_000_000;

    private readonly PriceRates _usual;
    private readonly (long Above, PriceRates Rates)[] _tiers;

    /// <summary>Compiles a price.</summary>
    /// <param name="classes">Per million tokens.</param>
    /// <param name="perRequest">Nano-USD for each request.</param>
    /// <param name="tiers">Prices of long prompts, in any order.</param>
    /// <param name="perSearchUnit">Nano-USD for each search unit.</param>
    public ModelPrice(PriceClasses classes, long perRequest = 0, IReadOnlyList<PriceTierConfig>? tiers = null, long perSearchUnit = 0)
    {
        _usual = PriceRates.Of(classes);
        _tiers = tiers is null
            ? []
            : [.. tiers.OrderByDescending(t => t.AboveInputTokens).Select(t => (t.AboveInputTokens, PriceRates.OfTier(t.Classes, classes)))];
        (PerRequest, PerSearchUnit) = (perRequest, perSearchUnit);
    }

    /// <summary>Costs nothing, on purpose.</summary>
    public static ModelPrice Free { get; } = new(new PriceClasses { Input = 0, Output = 0 });

    /// <summary>Nano-USD for each request, whatever its tokens.</summary>
    public long PerRequest { get; }

    /// <summary>Nano-USD for each search unit of a rerank, whatever its tokens. A request has one at least, also where the provider does not say.</summary>
    public long PerSearchUnit { get; }

    /// <summary>Whether tokens cost anything.</summary>
    public bool IsPerToken => _usual.Input > 0 || _usual.Output > 0 || _tiers.Length > 0;

    /// <summary>Tiers from the longest prompts down.</summary>
    public ReadOnlySpan<(long Above, PriceRates Rates)> Tiers => _tiers;

    /// <summary>Rates of prompts that no tier takes.</summary>
    public PriceRates Usual => _usual;

    /// <summary>
    /// Cost in nano-USD, rounded up once. Every token is priced once: the parts of <see cref="TokenUsage.Input"/> are taken out of it
    /// in the order cached, cache write, audio, picture, and what remains is text, so parts that overlap never cost twice.
    /// </summary>
    public long CostOf(ref readonly TokenUsage usage)
    {
        ref readonly var rates = ref RatesFor(usage.Input);
        var text = Math.Max(0, usage.Input);
        var cached = Take(ref text, usage.CachedInput);
        var written = Take(ref text, usage.CacheWrite);
        var writtenLong = Take(ref written, usage.CacheWrite1h);
        var audio = Take(ref text, usage.AudioInput);
        var image = Take(ref text, usage.ImageInput);
        var sum = Times(text, rates.Input) + Times(cached, rates.Cached) + Times(written, rates.CacheWrite)
            + Times(writtenLong, rates.CacheWrite1h) + Times(audio, rates.AudioInput) + Times(image, rates.ImageInput);

        var answer = Math.Max(0, usage.Output);
        var audioOut = Take(ref answer, usage.AudioOutput);
        var imageOut = Take(ref answer, usage.ImageOutput);
        var reasoning = Take(ref answer, usage.Reasoning);
        sum += Times(answer, rates.Output) + Times(reasoning, rates.Reasoning) + Times(audioOut, rates.AudioOutput) + Times(imageOut, rates.ImageOutput)
            + Times(PerRequest, (long)TokensPerUnit)
            + (Times(Math.Clamp(usage.SearchUnits, 1, MostSearchUnits), PerSearchUnit) * TokensPerUnit);
        return DivideUp(sum);
    }

    /// <summary>Takes a part out of a whole; a part that is larger, or negative, is cut to what there is.</summary>
    private static long Take(ref long whole, long part)
    {
        var taken = Math.Clamp(part, 0, whole);
        whole -= taken;
        return taken;
    }

    /// <summary>The whole prompt and the whole answer are below 2^63 tokens each, and rates below 2^63: no sum of these passes 2^128.</summary>
    private static UInt128 Times(long tokens, long rate) => tokens == 0 ? UInt128.Zero : Math.BigMul((ulong)tokens, (ulong)rate);

    private static long DivideUp(UInt128 sum)
    {
        sum += TokensPerUnit - 1;
        if (sum <= ulong.MaxValue)
        {
            return (long)((ulong)sum / TokensPerUnit); // the usual case, and ten times as fast
        }

        var quotient = sum / TokensPerUnit;
        return quotient > long.MaxValue ? long.MaxValue : (long)quotient;
    }

    private ref readonly PriceRates RatesFor(long inputTokens)
    {
        for (var i = 0; i < _tiers.Length; i++)
        {
            if (inputTokens > _tiers[i].Above)
            {
                return ref _tiers[i].Rates;
            }
        }

        return ref _usual;
    }
}
