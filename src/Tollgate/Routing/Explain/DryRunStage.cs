using System.Buffers;
using System.Text;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Keys;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Surfaces;

namespace Tollgate.Routing.Explain;

/// <summary>
/// What would be done with a request, asked by the control plane over the internal listener: the stages of the path up to the first attempt, which
/// takes nothing and counts nothing. No record, no metric, nobody's turn, no place in a limit.
/// </summary>
internal static class DryRunStage
{
    /// <summary>A request that carries this is a question. Its value is the name of the key in base64, empty for none.</summary>
    private static ReadOnlySpan<byte> Mark => "x-tollgate-explain"u8;

    /// <summary>Who asks for no key in particular: no rules of keys, every model.</summary>
    private static readonly Caller Nobody = new() { KeyId = -1, Name = "", Passthrough = true };

    /// <summary>Whether it is a question. Only what comes over the internal listener can be one: there no client writes lines of such names.</summary>
    public static bool Takes(RequestContext request) => request.Client.Listener.IsInternal && FindMark(request, out _);

    /// <summary>Answers with JSON.</summary>
    public static async LoopTask RunAsync(RequestContext request)
    {
        var fault = await DecideAsync(request);
        var plan = new DryRunPlan(request);

        // All of it is told, whatever refuses; what refuses first on the path is the client's answer.
        var nobody = request.HasCandidates ? plan.Preview() : default;
        if (request.Caller is not null)
        {
            fault = First(fault, plan.ReadBudgets());
            fault = First(fault, plan.ReadLimits());
        }

        fault = First(fault, nobody);
        await Operations.SendAsync(request, 200, Operations.JsonType, plan.Compose(fault), default);
    }

    private static GatewayFault First(in GatewayFault one, in GatewayFault other) => one.Code == FaultCode.None ? other : one;

    private static async LoopTask<GatewayFault> DecideAsync(RequestContext request)
    {
        var fault = EntryRules.Check(request);
        if (fault.Code == FaultCode.None)
        {
            fault = Identify(request);
        }

        if (fault.Code == FaultCode.None)
        {
            fault = await BodyStage.ReadAsync(request);
        }

        return fault.Code == FaultCode.None ? await RouteStage.ResolveAsync(request) : fault;
    }

    private static GatewayFault Identify(RequestContext request)
    {
        _ = FindMark(request, out var value);
        if (value.IsEmpty)
        {
            request.Caller = Nobody;
            return default;
        }

        var name = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            var decoded = System.Buffers.Text.Base64.DecodeFromUtf8(value, name, out _, out var length) == OperationStatus.Done;
            request.Caller = decoded ? request.Services.Shared.Keys.FindByName(Encoding.UTF8.GetString(name, 0, length)) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(name);
        }

        return request.Caller switch
        {
            null => new GatewayFault(FaultCode.AuthInvalidToken, "There is no key of this name.", "key"),
            { Enabled: false } => new GatewayFault(FaultCode.AuthInvalidToken, "The key is switched off.", "key"),
            var caller when caller.IsExpired(request.Services.UnixMilliseconds) => FaultCode.AuthExpiredToken,
            _ => default,
        };
    }

    private static bool FindMark(RequestContext request, out ReadOnlySpan<byte> value)
    {
        var bytes = request.Client.In.Unread;
        for (var i = 0; i < request.Head.FieldCount; i++)
        {
            ref readonly var field = ref request.Head.FieldAt(i);
            if (field.Known == KnownField.TollgateOther && Ascii.EqualsIgnoreCase(field.Name.Of(bytes), Mark))
            {
                value = field.Value.Of(bytes);
                return true;
            }
        }

        value = default;
        return false;
    }
}
