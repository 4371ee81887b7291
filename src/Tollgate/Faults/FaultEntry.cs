namespace Tollgate.Faults;

/// <summary>One row of the fault table: what a <see cref="FaultCode"/> means on the wire, in the log and in each dialect.</summary>
internal sealed class FaultEntry
{
    /// <summary>The code that this row describes.</summary>
    public required FaultCode Code { get; init; }

    /// <summary>The stable name, such as <c>RATE_LIMIT_EXCEEDED</c>.</summary>
    public required string Name { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>Whose fault it is.</summary>
    public required FaultSource Source { get; init; }

    /// <summary>Class in logs and metrics.</summary>
    public required ErrorClass Class { get; init; }

    /// <summary>What the client reads unless the place of failure has something more exact to say.</summary>
    public required string Message { get; init; }

    /// <summary><c>error.type</c> in OpenAI's shape.</summary>
    public required string OpenAiType { get; init; }

    /// <summary><c>error.type</c> in Anthropic's shape; their closed list.</summary>
    public required string AnthropicType { get; init; }

    /// <summary><c>error.status</c> in Gemini's shape: a <c>google.rpc.Code</c> name.</summary>
    public required string GeminiStatus { get; init; }
}
