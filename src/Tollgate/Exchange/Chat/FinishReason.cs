namespace Tollgate.Exchange.Chat;

/// <summary>Why the model stopped.</summary>
internal enum FinishReason : byte
{
    /// <summary>The provider did not say.</summary>
    Unknown,

    /// <summary>It had said what it wanted to say.</summary>
    Stop,

    /// <summary>A stop sequence came.</summary>
    StopSequence,

    /// <summary>The limit of tokens, or of the context, was reached.</summary>
    Length,

    /// <summary>It wants tools to run.</summary>
    ToolCalls,

    /// <summary>A filter or the model itself declined.</summary>
    ContentFilter,

    /// <summary>A long turn was interrupted and can be gone on with (Anthropic's <c>pause_turn</c>).</summary>
    Pause,

    /// <summary>The provider broke.</summary>
    Error,
}
