using Tollgate.Configuration;

namespace Tollgate.Metering.Prices;

/// <summary>Prices of all classes in nano-USD per million tokens, without a gap: what a list leaves out is filled in by rule.</summary>
/// <remarks>The rules stand in docs/prices.md; the comments of <see cref="PriceClasses"/> name them.</remarks>
internal readonly record struct PriceRates
{
    private PriceRates(PriceClasses classes)
    {
        Input = classes.Input ?? 0;
        Cached = classes.Cached ?? Input;
        CacheWrite = classes.CacheWrite ?? Input;
        CacheWrite1h = classes.CacheWrite1h ?? CacheWrite;
        AudioInput = classes.AudioInput ?? Input;
        ImageInput = classes.ImageInput ?? Input;
        Output = classes.Output ?? 0;
        Reasoning = classes.Reasoning ?? Output;
        AudioOutput = classes.AudioOutput ?? Output;
        ImageOutput = classes.ImageOutput ?? Output;
    }

    public long Input { get; }

    public long Cached { get; }

    public long CacheWrite { get; }

    public long CacheWrite1h { get; }

    public long AudioInput { get; }

    public long ImageInput { get; }

    public long Output { get; }

    public long Reasoning { get; }

    public long AudioOutput { get; }

    public long ImageOutput { get; }

    /// <summary>Rates of the usual prompts.</summary>
    public static PriceRates Of(PriceClasses classes) => new(classes);

    /// <summary>Rates of a tier: a class that only the base states keeps its relation to the base's input or output price, rounded up.</summary>
    public static PriceRates OfTier(PriceClasses tier, PriceClasses whole) => new(new PriceClasses
    {
        Input = tier.Input ?? whole.Input,
        Output = tier.Output ?? whole.Output,
        Cached = tier.Cached ?? Scaled(whole.Cached, whole.Input, tier.Input),
        CacheWrite = tier.CacheWrite ?? Scaled(whole.CacheWrite, whole.Input, tier.Input),
        CacheWrite1h = tier.CacheWrite1h ?? Scaled(whole.CacheWrite1h, whole.Input, tier.Input),
        AudioInput = tier.AudioInput ?? Scaled(whole.AudioInput, whole.Input, tier.Input),
        ImageInput = tier.ImageInput ?? Scaled(whole.ImageInput, whole.Input, tier.Input),
        Reasoning = tier.Reasoning ?? Scaled(whole.Reasoning, whole.Output, tier.Output),
        AudioOutput = tier.AudioOutput ?? Scaled(whole.AudioOutput, whole.Output, tier.Output),
        ImageOutput = tier.ImageOutput ?? Scaled(whole.ImageOutput, whole.Output, tier.Output),
    });

    private static long? Scaled(long? rate, long? from, long? to)
    {
        if (rate is null || from is null or 0 || to is null) { return rate; }
        var (whole, rest) = UInt128.DivRem((UInt128)(ulong)rate.Value * (ulong)to.Value, (ulong)from.Value);
        var scaled = whole + (rest > 0 ? UInt128.One : UInt128.Zero);
        return scaled > long.MaxValue ? long.MaxValue : (long)scaled;
    }
}
