namespace Tollgate.Control.Explain;

/// <summary>A refusal as the client would get it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Code of the fault.</param>
/// <param name="Message">What the client would read.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="RetryAfterSeconds">When it may try again.</param>
internal sealed record RefusalBody(int Status, string Code, string Message, string? Param, int? RetryAfterSeconds);
