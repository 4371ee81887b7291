namespace Tollgate.Exchange.Unary;

/// <summary>A client format of an operation that is answered whole. Has no state; one of each exists.</summary>
/// <param name="errors">The same vendor's chat format, whose errors are those of all its operations; null where it has its own.</param>
internal abstract class UnarySurface(ChatSurface? errors)
{
    public abstract WireFormat Format { get; }

    /// <summary>Another request begins.</summary>
    public abstract UnaryExchange NewExchange();

    /// <inheritdoc cref="ChatSurface.WriteFailure"/>
    public virtual int WriteFailure(UpstreamFailure failure, int status, AnswerContext context) => errors!.WriteFailure(failure, status, context);
}
