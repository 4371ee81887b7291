using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Streaming.Live;
using Tollgate.Surfaces;

namespace Tollgate.Keys;

/// <summary>Stage 2: whose request is it?</summary>
internal static class KeyStage
{
    private const int ScratchBytes = 1024;

    /// <summary>Who reads the list of models where <c>auth.public_models</c> opens it.</summary>
    private static readonly Caller Anyone = new() { KeyId = -1, Name = "public" };

    public static GatewayFault Identify(RequestContext request)
    {
        var head = request.Head;
        var bytes = request.Client.In.Unread;
        Span<byte> scratch = stackalloc byte[ScratchBytes];
        var query = head.Query.Of(bytes);
        var presented = new PresentedKey(query.Length > scratch.Length ? new byte[query.Length] : scratch);
        for (var i = 0; i < head.FieldCount; i++)
        {
            ref readonly var field = ref head.FieldAt(i);
            switch (field.Known)
            {
                case KnownField.Authorization:
                    presented.AddAuthorization(field.Value.Of(bytes));
                    break;
                case KnownField.XApiKey or KnownField.ApiKey or KnownField.XGoogApiKey:
                    presented.AddHeader(field.Value.Of(bytes));
                    break;
                default:
                    break;
            }
        }

        foreach (var part in QueryParts.Of(query))
        {
            if (part.IsKey || (part.IsToken && LiveStage.Takes(request)))
            {
                presented.AddQuery(part.Value);
            }
        }

        var code = KeyCheck.Identify(request.Services.Shared.Keys, ref presented, request.Services.UnixMilliseconds, request.Client.KeyMemo, out var caller);
        if (code == FaultCode.AuthMissingToken && request.Snapshot.Config.Auth.PublicModels && request.Endpoint.Kind is EndpointKind.Models or EndpointKind.Model)
        {
            request.Caller = Anyone;
            return default;
        }

        request.Caller = caller;
        request.Record.Caller = caller;
        return code == FaultCode.ValidationError
            ? new GatewayFault(FaultCode.ValidationError, "The request carries two different API keys; send one.")
            : code;
    }
}
