using System.Buffers.Text;
using Tollgate.Redis;

namespace Tollgate.Tests.Redis;

/// <summary>ECHO of a number.</summary>
internal sealed class EchoCall : RedisCall
{
    public long Value { get; private set; } = -1;

    protected override bool Read(ref RespReader reply)
    {
        var isNumber = reply.Next() == RespKind.Bytes && Utf8Parser.TryParse(reply.Bytes, out long value, out _);
        Value = isNumber && Utf8Parser.TryParse(reply.Bytes, out value, out _) ? value : -1;
        return isNumber;
    }
}
