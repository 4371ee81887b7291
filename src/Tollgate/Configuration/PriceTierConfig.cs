namespace Tollgate.Configuration;

/// <summary>What all tokens of a request cost when its prompt is long.</summary>
/// <param name="AboveInputTokens">Applies to prompts of more tokens than this.</param>
/// <param name="Classes">The prices; a class that is missing here moves with the input or output price.</param>
public sealed record PriceTierConfig(long AboveInputTokens, PriceClasses Classes);
