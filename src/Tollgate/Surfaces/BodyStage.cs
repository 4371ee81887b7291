using System.Diagnostics;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Json;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Surfaces;

/// <summary>Stage 3: the body that must be understood is read whole and scanned once; every other body stays where it is.</summary>
internal static class BodyStage
{
    /// <summary>A client that sends slower than this, after a grace, is told so and dropped; Kestrel's figure.</summary>
    private const long BytesPerSecond = 240;

    public static async LoopTask<GatewayFault> ReadAsync(RequestContext request)
    {
        var fault = CheckDeclaredLength(request);
        if (fault.Code != FaultCode.None)
        {
            return fault;
        }

        if (request.Body.Absorb() == BodyStatus.Malformed)
        {
            return Malformed;
        }

        if (!MustBuffer(request))
        {
            return default;
        }

        if (!request.Body.IsComplete)
        {
            fault = await BufferAsync(request);
            if (fault.Code != FaultCode.None)
            {
                return fault;
            }
        }

        request.BodyRead = Stopwatch.GetTimestamp();
        return Scan(request);
    }

    /// <summary>Asks the client for a body that it holds back until it is asked.</summary>
    public static async LoopTask<bool> InviteAsync(RequestContext request)
    {
        if (request.Head.ExpectContinue && !request.Body.IsComplete && request.Body.Received == 0)
        {
            return await request.Client.SendAsync(Continue);
        }

        return true;
    }

    /// <summary>Time for a body to arrive in.</summary>
    public static long PatienceMs(RequestContext request) =>
        (long)request.Services.Shared.Server.BodyTimeout.TotalMilliseconds + (Math.Max(0, request.Head.ContentLength) * 1000 / BytesPerSecond);

    /// <summary>What a body that is being buffered ends with; none while all is well.</summary>
    public static GatewayFault FaultOf(RequestContext request, BodyStatus status, long limit) => status switch
    {
        BodyStatus.More or BodyStatus.Complete => default,
        BodyStatus.TooLarge => new GatewayFault(FaultCode.BodyTooLarge, $"The request body has more than the {limit} bytes that are accepted here."),
        BodyStatus.NoMemory => new GatewayFault(FaultCode.GatewayOverloaded, RetryAfterSeconds: 1),
        BodyStatus.Malformed => Malformed,
        _ => request.Client.Transport.Aborted == AbortReason.Deadline ? FaultCode.RequestTimeout : FaultCode.ClientCancel,
    };

    private static readonly byte[] Continue = [.. HttpWriter.Continue];

    private static GatewayFault Malformed => new(FaultCode.MalformedRequest, "The chunked framing of the body is broken.");

    private static long LimitOf(RequestContext request)
    {
        var server = request.Services.Shared.Server;
        return request.Endpoint.Kind switch
        {
            EndpointKind.Raw => long.MaxValue,
            EndpointKind.Understood => server.MaxBodyBytes,
            _ => IsJson(request) ? server.MaxBodyBytes : server.MaxStreamBodyBytes,
        };
    }

    private static GatewayFault CheckDeclaredLength(RequestContext request)
    {
        var limit = LimitOf(request);
        return request.Head.ContentLength > limit
            ? new GatewayFault(FaultCode.BodyTooLarge, $"The request body has {request.Head.ContentLength} bytes; at most {limit} are accepted here.")
            : default;
    }

    /// <summary>A forwarded call's JSON is read too: the provider that it goes to stands in its <c>model</c>.</summary>
    private static bool MustBuffer(RequestContext request) =>
        request.Endpoint.Kind == EndpointKind.Understood
        || (request.Endpoint.Kind == EndpointKind.Forwarded && IsJson(request) && request.Verb is HttpVerb.Post or HttpVerb.Put or HttpVerb.Patch);

    private static bool IsJson(RequestContext request)
    {
        var type = request.Head.ValueOf(KnownField.ContentType).Of(request.Client.In.Unread);
        return (StartsWith(type, "application/json"u8) || (IsAlwaysJson(request.Endpoint.Format) && (type.IsEmpty || StartsWith(type, "application/x-www-form-urlencoded"u8))))
            && request.Head.ValueOf(KnownField.ContentEncoding).IsEmpty;
    }

    /// <summary>Calls whose body is nothing but JSON, also where curl, which was told no type, takes it for a form of the web.</summary>
    private static bool IsAlwaysJson(WireFormat format) => format is WireFormat.OpenAiImages or WireFormat.OpenAiSpeech;

    private static bool StartsWith(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name) =>
        type.Length >= name.Length && Ascii.EqualsIgnoreCase(type[..name.Length], name);

    private static async LoopTask<GatewayFault> BufferAsync(RequestContext request)
    {
        var limit = LimitOf(request);
        if (!await InviteAsync(request))
        {
            return FaultCode.ClientCancel;
        }

        var transport = request.Client.Transport;
        transport.SetDeadline(PatienceMs(request));
        var status = BodyStatus.More;
        while (status == BodyStatus.More)
        {
            status = await request.Body.ReadMoreAsync(limit);
        }

        transport.ClearDeadline();
        return FaultOf(request, status, limit);
    }

    private static GatewayFault Scan(RequestContext request)
    {
        request.Record.RequestBytes = request.Body.Received;
        var understood = request.Endpoint.Kind == EndpointKind.Understood;
        if (understood && !request.Head.ValueOf(KnownField.ContentEncoding).IsEmpty
            && !Ascii.EqualsIgnoreCase(request.Head.ValueOf(KnownField.ContentEncoding).Of(request.Client.In.Unread), "identity"u8))
        {
            return new GatewayFault(FaultCode.UnsupportedMediaType, "Compressed request bodies are not accepted here.", "content-encoding");
        }

        // Where the client names the provider, the model may stand in that provider's base path (an Azure deployment) and not in the body.
        var needsModel = !request.Head.Has(KnownField.TollgateProvider);
        if (!RequestScan.TryScan(request.Body.Bytes, request.Endpoint.Shape, needsModel, out var fields, out var error))
        {
            return understood || MattersToUs(request, error.Kind)
                ? new GatewayFault(FaultCode.ValidationError, error.Describe(), error.Param)
                : default;
        }

        request.Understand(fields);
        request.Stream = fields.Stream || request.Endpoint.Streams;
        request.Record.Streamed = request.Stream;
        return default;
    }

    /// <summary>
    /// A forwarded body is the provider's to judge, unless two readers could see two different models in it, or it can not be read and an
    /// allow-list hangs on what it names.
    /// </summary>
    private static bool MattersToUs(RequestContext request, ScanErrorKind error) =>
        error == ScanErrorKind.DuplicateField
        || (error != ScanErrorKind.NotAnObject && request.Body.Length > 0 && !request.Caller!.Models.AllowsAll);
}
