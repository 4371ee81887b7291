using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Tollgate.Configuration;

namespace Tollgate.Control.Telemetry;

/// <summary>Brings exports to the collector, over HTTP or gRPC.</summary>
/// <param name="config">Where it is.</param>
/// <param name="http">Out of the guarded factory; its time limits do not matter here.</param>
/// <param name="time">Clock.</param>
internal sealed class OtlpTransport(OtlpConfig config, HttpClient http, TimeProvider time)
{
    /// <summary>Longest export, answer included; the exporter specification's default.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const int FrameBytes = 5;
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly Uri _traces = Address(config, "v1/traces", "opentelemetry.proto.collector.trace.v1.TraceService/Export");
    private readonly Uri _metrics = Address(config, "v1/metrics", "opentelemetry.proto.collector.metrics.v1.MetricsService/Export");

    private bool IsGrpc => config.Protocol is OtlpProtocol.Grpc;

    /// <summary>Sends an <c>ExportTraceServiceRequest</c>.</summary>
    public Task<OtlpOutcome> SendTracesAsync(ReadOnlyMemory<byte> message, CancellationToken stop) => SendAsync(_traces, message, stop);

    /// <summary>Sends an <c>ExportMetricsServiceRequest</c>.</summary>
    public Task<OtlpOutcome> SendMetricsAsync(ReadOnlyMemory<byte> message, CancellationToken stop) => SendAsync(_metrics, message, stop);

    private static Uri Address(OtlpConfig config, string path, string method) =>
        new(config.Endpoint.TrimEnd('/') + "/" + (config.Protocol is OtlpProtocol.Grpc ? method : path));

    private async Task<OtlpOutcome> SendAsync(Uri address, ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var request = Request(address, message);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            await SkipAsync(response, both.Token);
            return IsGrpc && response.IsSuccessStatusCode ? OfGrpc(response) : OfHttp(response);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
        {
            if (stop.IsCancellationRequested)
            {
                return new OtlpOutcome(Taken: false, MayRetry: false, RetryAfter: null, "stopped");
            }

            var problem = failure is OperationCanceledException ? "timeout" : (failure as HttpRequestException)?.HttpRequestError.ToString() ?? failure.GetType().Name;
            return new OtlpOutcome(Taken: false, MayRetry: true, RetryAfter: null, problem);
        }
    }

    private HttpRequestMessage Request(Uri address, ReadOnlyMemory<byte> message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (IsGrpc)
        {
            // gRPC puts a flag (0: not compressed) and the length before a message.
            var framed = new byte[FrameBytes + message.Length];
            BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
            message.CopyTo(framed.AsMemory(FrameBytes));
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Content = new ByteArrayContent(framed);
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }
        else
        {
            request.Content = new ReadOnlyMemoryContent(message);
        }

        request.Content.Headers.ContentType = new MediaTypeHeaderValue(IsGrpc ? "application/grpc" : "application/x-protobuf");
        foreach (var (name, value) in config.Headers)
        {
            request.Headers.Add(name, value.Reveal());
        }

        return request;
    }

    /// <summary>Reads the answer to its end, which gives the connection back and gRPC its trailers. An answer of any length is no collector's.</summary>
    private static async Task SkipAsync(HttpResponseMessage response, CancellationToken stop)
    {
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var piece = new byte[4096];
        for (var total = 0; total < MaxAnswerBytes;)
        {
            var read = await body.ReadAsync(piece, stop);
            if (read == 0)
            {
                return;
            }

            total += read;
        }

        throw new IOException("The answer is too long.");
    }

    private static OtlpOutcome OfHttp(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            return OtlpOutcome.Ok;
        }

        var mayRetry = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        return new OtlpOutcome(Taken: false, mayRetry, response.Headers.RetryAfter?.Delta, string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}"));
    }

    private static OtlpOutcome OfGrpc(HttpResponseMessage response)
    {
        var status = Status(response.TrailingHeaders) ?? Status(response.Headers) ?? -1;

        // Cancelled, deadline exceeded, resource exhausted, aborted, out of range, unavailable, data loss: the protocol's retryable ones.
        return status == 0
            ? OtlpOutcome.Ok
            : new OtlpOutcome(Taken: false, status is 1 or 4 or 8 or 10 or 11 or 14 or 15, RetryAfter: null, string.Create(CultureInfo.InvariantCulture, $"grpc status {status}"));
    }

    private static int? Status(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null;
}
