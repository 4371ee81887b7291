namespace Tollgate.Upstreams.Anthropic;

/// <summary>How a model of the messages format is asked to think.</summary>
internal enum ThinkingStyle : byte
{
    /// <summary>It does not think.</summary>
    None,

    /// <summary>By a budget of tokens.</summary>
    Budget,

    /// <summary>By a budget, or as it sees fit.</summary>
    BudgetOrAdaptive,

    /// <summary>As it sees fit, led by an effort: it refuses a budget.</summary>
    Adaptive,
}
