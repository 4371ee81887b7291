using System.Buffers;
using System.Globalization;
using System.Text;
using Tollgate.Faults;
using Tollgate.Http1;
using Tollgate.Loops;
using Tollgate.Recording;
using Tollgate.Surfaces;
using Tollgate.Telemetry;

namespace Tollgate.Listening;

/// <summary>The paths that the engine answers by itself: health, metrics, CORS preflight, and 404 for what nobody serves.</summary>
internal static class Operations
{
    public static async LoopTask AnswerAsync(RequestContext request)
    {
        request.Body.Absorb();
        if (request.Verb == HttpVerb.Options && request.CorsOrigin is not null)
        {
            await SendAsync(request, 204, "text/plain"u8.ToArray(), ReadOnlyMemory<byte>.Empty, Preflight);
            return;
        }

        var kind = request.Endpoint.Kind;
        if (kind is EndpointKind.Unknown or EndpointKind.ControlPlane)
        {
            await Refusal.SendAsync(request, FaultCode.NotFound);
            return;
        }

        if (request.Verb is not (HttpVerb.Get or HttpVerb.Head))
        {
            await Refusal.SendAsync(request, FaultCode.MethodNotAllowed);
            return;
        }

        if (kind == EndpointKind.Metrics)
        {
            var format = MetricsFormats.Negotiate(request.Head.ValueOf(KnownField.Accept).Of(request.Client.In.Unread));
            var text = await request.Services.Loop.Await(Task.Run(() => Render(request.Services.Shared.Metrics, format)));
            await SendAsync(request, 200, format is MetricsFormat.OpenMetrics ? OpenMetricsType : MetricsType, text, default);
            return;
        }

        var (status, body) = Health(request.Services.Shared, kind);
        await SendAsync(request, status, JsonType, Encoding.UTF8.GetBytes(body), default);
    }

    /// <summary>Sends a complete answer of the gateway's own making.</summary>
    public static async LoopTask SendAsync(
        RequestContext request, int status, ReadOnlyMemory<byte> contentType, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> extra)
    {
        request.Record.Status = status;
        var bytes = SendBuffer.Rent(request.Services.Loop, body.Length + 2048);
        var written = 0;
        HttpWriter.TryWriteStatusLine(status, bytes.Reserve(64), ref written);
        bytes.Advance(written);
        AnswerHead.WriteCommon(bytes, request);
        bytes.Write(extra.Span);
        if (status != 204)
        {
            bytes.Write("content-type: "u8);
            bytes.Write(contentType.Span);
            bytes.Write("\r\ncontent-length: "u8);
            bytes.Write(body.Length);
            bytes.Write("\r\n"u8);
        }

        bytes.Write("cache-control: no-store\r\n\r\n"u8);
        if (request.Verb != HttpVerb.Head)
        {
            bytes.Write(body.Span);
            request.Record.ResponseBytes = body.Length;
        }

        RecordingStage.Commit(request);
        await RecordingStage.WhenDurableAsync(request);
        request.Committed = true;
        if (!await request.Client.SendAsync(bytes.Memory))
        {
            request.KeepAlive = false;
        }

        bytes.Return();
    }

    public static readonly ReadOnlyMemory<byte> JsonType = "application/json"u8.ToArray();

    private static readonly ReadOnlyMemory<byte> MetricsType = Encoding.ASCII.GetBytes(MetricsFormats.ContentType(MetricsFormat.Text));

    private static readonly ReadOnlyMemory<byte> OpenMetricsType = Encoding.ASCII.GetBytes(MetricsFormats.ContentType(MetricsFormat.OpenMetrics));

    private static readonly ReadOnlyMemory<byte> Preflight =
        "access-control-allow-methods: GET, POST, PUT, PATCH, DELETE\r\naccess-control-allow-headers: *, authorization\r\naccess-control-max-age: 600\r\n"u8.ToArray();

    private static ReadOnlyMemory<byte> Render(MetricsRegistry metrics, MetricsFormat format)
    {
        var output = new ArrayBufferWriter<byte>(16 * 1024);
        metrics.Render(output, format);
        return output.WrittenMemory;
    }

    private static (int Status, string Body) Health(SharedServices shared, EndpointKind kind)
    {
        var draining = shared.Draining;
        var now = shared.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return kind switch
        {
            EndpointKind.Ready when draining => (503, "{\"status\":\"draining\"}"),
            EndpointKind.Ready => (200, "{\"status\":\"ready\"}"),
            EndpointKind.Live => (200, "{\"status\":\"ok\"}"),
            EndpointKind.HealthV1 => (200, $"{{\"status\":\"ok\",\"timestamp\":\"{now}\",\"version\":\"{shared.Version}\","
                + $"\"database\":\"{shared.Status.Database}\",\"redis\":\"{shared.Status.Redis}\"}}"),
            _ => (200, $"{{\"status\":\"ok\",\"timestamp\":\"{now}\",\"version\":\"{shared.Version}\"}}"),
        };
    }
}
