namespace Tollgate.Faults;

/// <summary>One failure that the gateway answers: the code, and what this one time has to add to the code's row.</summary>
/// <param name="Code">Which of the closed list.</param>
/// <param name="Message">Shown to the client in place of the row's own message; never a secret, a host name or content.</param>
/// <param name="Param">The field at fault, such as <c>messages</c>; null when there is none.</param>
/// <param name="RetryAfterSeconds">Value of <c>Retry-After</c> in whole seconds, 0 for none.</param>
internal readonly record struct GatewayFault(FaultCode Code, string? Message = null, string? Param = null, int RetryAfterSeconds = 0)
{
    /// <summary>The row of <see cref="Code"/>.</summary>
    public FaultEntry Entry => Fault.Of(Code);

    /// <summary>HTTP status of the answer.</summary>
    public int Status => Entry.Status;

    /// <summary>What the client reads.</summary>
    public string Text => Message ?? Entry.Message;

    /// <summary>A fault with the row's own message.</summary>
    public static implicit operator GatewayFault(FaultCode code) => new(code);
}
