using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tollgate.Tests.Telemetry.Otlp;

/// <summary>A collector for tests: takes exports over HTTP or gRPC, and answers as it is told to.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answered;

    private OtlpReceiver(WebApplication app, bool grpc)
    {
        _app = app;
        app.Run(context => grpc ? TakeGrpcAsync(context) : TakeHttpAsync(context));
    }

    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Everything that came, answered well or not.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers, ProtoMessage Message)> Received { get; } = new();

    /// <summary>Statuses of the first answers (gRPC's own where it speaks gRPC); the rest are good.</summary>
    public IReadOnlyList<int> FirstStatuses { get; init; } = [];

    /// <summary>No answer before the end.</summary>
    public bool Hangs { get; init; }

    public static async Task<OtlpReceiver> StartAsync(bool grpc = false, bool hangs = false, params int[] firstStatuses)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build(), grpc) { FirstStatuses = firstStatuses, Hangs = hangs };
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>All spans with their resource.</summary>
    public IReadOnlyList<(ProtoMessage Resource, ProtoMessage Span)> Spans() =>
    [
        .. from export in Received
           where export.Path.EndsWith("traces", StringComparison.Ordinal) || export.Path.Contains(".trace.", StringComparison.Ordinal)
           from resource in export.Message.All(1)
           from scope in resource.All(2)
           from span in scope.All(2)
           select (resource.One(1), span),
    ];

    /// <summary>The metrics of the last export that had some, by name.</summary>
    public Dictionary<string, ProtoMessage> Metrics() => Received
        .Where(export => export.Path.Contains("metrics", StringComparison.Ordinal))
        .Select(export => export.Message.One(1).One(2).All(2))
        .LastOrDefault(metrics => metrics.Count > 0, [])
        .ToDictionary(metric => metric.Text(1), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeHttpAsync(HttpContext context)
    {
        await KeepAsync(context, 0);
        context.Response.StatusCode = NextStatus() is 0 ? 200 : FirstStatuses[_answered - 1];
        context.Response.ContentType = "application/x-protobuf";
    }

    private async Task TakeGrpcAsync(HttpContext context)
    {
        await KeepAsync(context, 5);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", NextStatus().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private int NextStatus()
    {
        var number = Interlocked.Increment(ref _answered);
        return number <= FirstStatuses.Count ? FirstStatuses[number - 1] : 0;
    }

    private async Task KeepAsync(HttpContext context, int frame)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (frame > 0 && (bytes[0] != 0 || BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)) != bytes.Length - frame))
        {
            throw new InvalidDataException("The frame is not gRPC's.");
        }

        Received.Enqueue((context.Request.Path.Value!, new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase)), ProtoMessage.Parse(bytes.AsSpan(frame))));
        if (Hangs)
        {
            await _released.Task;
        }
    }
}
