namespace Tollgate.Metering.Prices;

/// <summary>What a deployment's tokens cost over time. Resolved when a snapshot is compiled, or at a passed model's first use.</summary>
internal sealed class PriceSchedule
{
    private readonly PriceStep[] _steps;
    private int _told;

    /// <summary>Prices of one model.</summary>
    /// <param name="model">The model as its provider calls it.</param>
    /// <param name="steps">Prices in order of time; none where there is none.</param>
    /// <param name="maxInput">Longest prompt in tokens; 0 = unknown.</param>
    /// <param name="maxOutput">Longest answer in tokens; 0 = unknown.</param>
    public PriceSchedule(string model, IEnumerable<PriceStep> steps, long maxInput = 0, long maxOutput = 0)
    {
        Model = model;
        _steps = [.. steps];
        MaxInput = maxInput;
        MaxOutput = maxOutput;
    }

    /// <summary>What has no price.</summary>
    public static PriceSchedule None { get; } = new(string.Empty, []);

    /// <summary>The model as its provider calls it.</summary>
    public string Model { get; }

    /// <summary>Longest prompt in tokens; 0 = unknown.</summary>
    public long MaxInput { get; }

    /// <summary>Longest answer in tokens; 0 = unknown.</summary>
    public long MaxOutput { get; }

    /// <summary>Prices in order of time.</summary>
    public ReadOnlySpan<PriceStep> Steps => _steps;

    /// <summary>True once in its life: for the line in the log that says that there is no price.</summary>
    public bool TryTell() => Volatile.Read(ref _told) == 0 && Interlocked.Exchange(ref _told, 1) == 0;

    /// <summary>The price in force at a time; null where there is none.</summary>
    public ModelPrice? At(long unixMilliseconds)
    {
        ModelPrice? price = null;
        foreach (var step in _steps)
        {
            if (step.FromUnixMilliseconds > unixMilliseconds) { break; }
            price = step.Price;
        }

        return price;
    }
}
