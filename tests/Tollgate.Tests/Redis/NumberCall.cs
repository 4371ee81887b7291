using Tollgate.Redis;

namespace Tollgate.Tests.Redis;

/// <summary>A command answered by a number.</summary>
internal sealed class NumberCall : RedisCall
{
    public long Value { get; private set; } = -1;

    protected override bool Read(ref RespReader reply)
    {
        var isNumber = reply.TryInteger(out var value);
        Value = isNumber ? value : -1;
        return isNumber;
    }
}
