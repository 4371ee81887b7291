using Tollgate.Loops;

namespace Tollgate.Redis;

/// <summary>
/// A command under way and who waits for its answer. Reused by its owner from one command to the next; it stays the connection's until it has
/// ended, which it always does: with the answer, at the deadline, or with the connection.
/// </summary>
internal abstract class RedisCall : LoopOperation<RedisOutcome>
{
    /// <summary>First word of the error that ended it; empty otherwise. For the log and for deciding what to do.</summary>
    public string ErrorCode { get; private set; } = "";

    /// <summary>Waits for the end. Once per command.</summary>
    public LoopTask<RedisOutcome> EndAsync() => new(this);

    /// <summary>Takes what it needs of the answer, which is no error. False when the answer is of another shape than the command has: the connection is closed then.</summary>
    /// <param name="reply">The answer's values; nothing of it may be kept.</param>
    protected abstract bool Read(ref RespReader reply);

    internal bool Accept(ReadOnlySpan<byte> frame, out RedisOutcome outcome)
    {
        ErrorCode = "";
        var reply = new RespReader(frame);
        if (frame[0] is (byte)'-' or (byte)'!')
        {
            reply.Next();
            ErrorCode = RedisErrors.CodeOf(reply.Bytes);
            outcome = ErrorCode == RedisErrors.NoScript ? RedisOutcome.NoScript : RedisOutcome.Refused;
            return true;
        }

        outcome = RedisOutcome.Ok;
        return Read(ref reply);
    }

    internal void End(RedisOutcome outcome) => Complete(outcome);
}
