namespace Tollgate.Metering;

/// <summary>What is known about the price of a request.</summary>
internal enum PriceState : byte
{
    /// <summary>Nothing to price: no provider was asked, or it counted nothing.</summary>
    None,

    /// <summary>The cost is the price of what was used.</summary>
    Priced,

    /// <summary>The model has no price: the cost is unknown, not nil.</summary>
    Unpriced,
}
