namespace Tollgate.TestSupport.Grammar;

/// <summary>What an answer says, in no vendor's terms: what every translation of it has to say too. Of several choices, the first.</summary>
public sealed record AnswerSeen
{
    /// <summary>All text, joined.</summary>
    public string Text { get; init; } = "";

    /// <summary>The model's thoughts, or their summary, joined.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>Words of a refusal, where the vendor has a place of its own for them.</summary>
    public string Refusal { get; init; } = "";

    public IReadOnlyList<CallSeen> Calls { get; init; } = [];

    /// <summary>Opaque notes about reasoning (signatures, encrypted content), as they came.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Pictures and sounds.</summary>
    public int Media { get; init; }

    /// <summary>Answers beside each other.</summary>
    public int Choices { get; init; }

    public FinishSeen Finish { get; init; }

    /// <summary>Null where the answer did not say.</summary>
    public UsageSeen? Usage { get; init; }

    /// <summary>The provider's words, where the answer is an error or ends in one.</summary>
    public string? Error { get; init; }
}
