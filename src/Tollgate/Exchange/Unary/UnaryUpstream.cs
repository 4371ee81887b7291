namespace Tollgate.Exchange.Unary;

/// <summary>A provider format of an operation that is answered whole. Has no state; one of each exists.</summary>
/// <param name="errors">The same vendor's chat format, whose errors are those of all its operations.</param>
internal abstract class UnaryUpstream(ChatUpstream errors)
{
    public abstract WireFormat Format { get; }

    /// <inheritdoc cref="ChatUpstream.ReadFailure(int, ReadOnlyMemory{byte})"/>
    public UpstreamFailure ReadFailure(int status, ReadOnlyMemory<byte> body) => errors.ReadFailure(status, body);
}
