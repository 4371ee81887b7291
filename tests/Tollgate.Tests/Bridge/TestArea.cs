using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;

namespace Tollgate.Tests.Bridge;

/// <summary>Endpoints that show what arrives at the control plane.</summary>
internal sealed class TestArea
{
    private static readonly ApiOperation Open = new("test", "Test", "For tests") { Public = true };

    /// <summary>Lets the event stream say its second event.</summary>
    public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the reader of an event stream has left.</summary>
    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Map(RouteGroupBuilder group)
    {
        group.Map("/api/test/facts", FactsAsync).WithMetadata(Open);
        group.Map("/v1/user/facts", FactsAsync).WithMetadata(Open);
        group.MapPost("/api/test/upload", UploadAsync).WithMetadata(Open);
        group.MapGet("/api/test/events", EventsAsync).WithMetadata(Open);
        group.MapGet("/api/test/socket", SocketAsync).WithMetadata(Open);
        group.MapGet("/api/test/cut", CutAsync).WithMetadata(Open);
    }

    /// <summary>A line for each fact and each header.</summary>
    private static async Task FactsAsync(HttpContext context)
    {
        var facts = context.Features.Get<PeerFacts>()!;
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"address={facts.Address}")
            .AppendLine(CultureInfo.InvariantCulture, $"remote={context.Connection.RemoteIpAddress}")
            .AppendLine(CultureInfo.InvariantCulture, $"tls={facts.TlsProtocol}")
            .AppendLine(CultureInfo.InvariantCulture, $"cert={facts.ClientCertificateSha256}")
            .AppendLine(CultureInfo.InvariantCulture, $"listener={facts.Listener}")
            .AppendLine(CultureInfo.InvariantCulture, $"id={facts.RequestId}")
            .AppendLine(CultureInfo.InvariantCulture, $"scheme={context.Request.Scheme}")
            .AppendLine(CultureInfo.InvariantCulture, $"host={context.Request.Host}")
            .AppendLine(CultureInfo.InvariantCulture, $"target={context.Features.Get<IHttpRequestFeature>()!.RawTarget}");
        foreach (var (name, value) in context.Request.Headers)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"header {name.ToLowerInvariant()}={value}");
        }

        context.Response.Headers.SetCookie = "session=1; HttpOnly";
        context.Response.Headers.Location = "https://elsewhere.example/sign-in";
        context.Response.Headers["x-ratelimit-limit"] = "7";
        await context.Response.WriteAsync(text.ToString());
    }

    private static async Task UploadAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var hash = await SHA256.HashDataAsync(context.Request.Body);
        await context.Response.WriteAsync(Convert.ToHexStringLower(hash));
    }

    private async Task EventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: one\n\n");
        await context.Response.Body.FlushAsync();
        await Task.WhenAny(GoOn.Task, Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        if (context.RequestAborted.IsCancellationRequested)
        {
            Left.TrySetResult();
            return;
        }

        await context.Response.WriteAsync("data: two\n\n");
    }

    private static async Task SocketAsync(HttpContext context)
    {
        await using var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        var block = new byte[4096];
        while (await stream.ReadAsync(block) is > 0 and var read)
        {
            await stream.WriteAsync(block.AsMemory(0, read));
        }
    }

    private async Task CutAsync(HttpContext context)
    {
        context.Response.ContentLength = 100;
        await context.Response.WriteAsync("only a part");
        await context.Response.Body.FlushAsync();
        await GoOn.Task;
        context.Abort();
    }
}
