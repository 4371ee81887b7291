namespace Tollgate.Configuration;

/// <summary>A price of the operator's own (an entry of <c>prices:</c>); it wins over the built-in list.</summary>
public sealed record PriceConfig
{
    /// <summary>The model, as the provider calls it or as clients do; <c>qwen3-*</c> takes every name with that beginning.</summary>
    public required string Model { get; init; }

    /// <summary>Name of a provider, or a kind; null (default) = whoever serves the model.</summary>
    public string? Provider { get; init; }

    /// <summary>First moment at which it applies; null (default) = always.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Per million tokens.</summary>
    public PriceClasses Classes { get; init; } = new();

    /// <summary>Nano-USD for each request, whatever its tokens. Default 0.</summary>
    public long PerRequest { get; init; }

    /// <summary>Nano-USD for each search unit of a rerank, whatever its tokens. Default 0.</summary>
    public long PerSearchUnit { get; init; }

    /// <summary>Prices of long prompts, shortest first. Default none.</summary>
    public IReadOnlyList<PriceTierConfig> Tiers { get; init; } = [];
}
