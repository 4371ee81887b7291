namespace Tollgate.Metering;

/// <summary>What a number at the top of a usage object means, whatever the vendor calls it.</summary>
internal enum UsageName : byte
{
    /// <summary>Nothing that is read.</summary>
    None,

    /// <summary>Prompt tokens.</summary>
    Input,

    /// <summary>Completion tokens.</summary>
    Output,

    /// <summary>The vendor's total.</summary>
    Total,

    /// <summary>Read from the prompt cache.</summary>
    Cached,

    /// <summary>Written to the prompt cache.</summary>
    CacheWrite,

    /// <summary>Spent on reasoning.</summary>
    Reasoning,

    /// <summary>Gemini's tool results in the prompt.</summary>
    ToolUse,
}
