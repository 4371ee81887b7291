namespace Tollgate.TestSupport.Grammar;

/// <summary>One event of a stream.</summary>
/// <param name="Name">Its <c>event:</c> field; empty where it has none.</param>
/// <param name="Data">Its <c>data:</c> lines, joined.</param>
public sealed record SseEvent(string Name, string Data)
{
    /// <summary>What ends a stream of OpenAI's.</summary>
    public bool IsDone => Data == "[DONE]";
}
