namespace Tollgate.Exchange.Unary;

/// <summary>A provider format of an operation that is answered whole. Has no state; one of each exists.</summary>
/// <param name="errors">The same vendor's chat format, whose errors are those of all its operations.</param>
internal abstract class UnaryUpstream(ChatUpstream errors)
{
    public abstract WireFormat Format { get; }

    /// <summary>As the vendor's chat format reads its refusals.</summary>
    public UpstreamFailure ReadFailure(int status, ReadOnlySpan<byte> errorType, ReadOnlyMemory<byte> body) => errors.ReadFailure(status, errorType, body);
}
