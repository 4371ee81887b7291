namespace Tollgate.Exchange.Chat;

/// <summary>What the client wants of the model's reasoning: by effort, by a budget of tokens, or both.</summary>
internal readonly record struct ReasoningWish
{
    /// <summary>How hard.</summary>
    public Effort Effort { get; init; }

    /// <summary>Tokens at most; null where the client did not say.</summary>
    public long? Budget { get; init; }

    /// <summary>The client wants to read the thoughts, or a summary; null where it did not say.</summary>
    public bool? Show { get; init; }

    /// <summary>It says something.</summary>
    public bool IsSet => Effort != Effort.Unset || Budget is not null;

    /// <summary>It asks for reasoning.</summary>
    public bool IsOn => (Effort != Effort.Unset || Budget is not null) && Effort != Effort.None && Budget != 0;

    /// <summary>The budget in tokens for formats that want one, from the effort where the client gave that. Steps as the vendors' own compatibility layers have them.</summary>
    public long BudgetOrDefault => Budget ?? Effort switch
    {
        Effort.None => 0,
        Effort.Minimal or Effort.Low => 1024,
        Effort.High => 24576,
        Effort.Max => 32768,
        _ => 8192,
    };

    /// <summary>The effort for formats that want one, from the budget where the client gave that.</summary>
    public Effort EffortOrDefault => (Effort, Budget) switch
    {
        (Effort.Unset or Effort.Adaptive, null) => Effort.Medium,
        (Effort.Unset or Effort.Adaptive, 0) => Effort.None,
        (Effort.Unset or Effort.Adaptive, <= 2048) => Effort.Low,
        (Effort.Unset or Effort.Adaptive, <= 16384) => Effort.Medium,
        (Effort.Unset or Effort.Adaptive, _) => Effort.High,
        _ => Effort,
    };
}
