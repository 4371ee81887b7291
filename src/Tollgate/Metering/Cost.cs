namespace Tollgate.Metering;

/// <summary>What a request cost.</summary>
/// <param name="NanoUsd">Billionths of a US dollar, rounded up once; 0 where unpriced.</param>
/// <param name="State">Whether that figure means anything.</param>
internal readonly record struct Cost(long NanoUsd, PriceState State);
