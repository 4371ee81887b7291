namespace Tollgate.Redis;

/// <summary>A command whose answer only says that it worked.</summary>
internal sealed class StatusCall : RedisCall
{
    protected override bool Read(ref RespReader reply) => reply.Next() is RespKind.Status or RespKind.Bytes or RespKind.Integer or RespKind.Null;
}
