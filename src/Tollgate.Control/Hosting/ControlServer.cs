using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Control.Http;
using Tollgate.Listening;

namespace Tollgate.Control.Hosting;

/// <summary>
/// Kestrel behind the engine, on Unix sockets alone. Built from nothing: no configuration files, no environment, no console, no
/// signal handling of its own, so that it costs little memory and the process keeps one owner.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    /// <summary>Largest body of the admin API, in bytes. Paths that pass bodies on lift the bound for their request.</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    /// <summary>Longest request line, and largest head: more than the engine lets through, so that a refusal is ours and has a body.</summary>
    private const int MaxHeadBytes = 64 * 1024;

    private readonly WebApplication _app;

    private ControlServer(WebApplication app)
    {
        _app = app;
    }

    /// <summary>Starts the server; it answers when the task is done.</summary>
    /// <exception cref="IOException">A socket cannot be made.</exception>
    public static async Task<ControlServer> StartAsync(ControlSockets sockets, ControlParts parts, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => Configure(options, sockets, parts));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddSingleton<ILoggerProvider>(new EventLogProvider(parts.Log));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        var app = builder.Build();
        parts.Front?.Invoke(app);
        app.Use(next => new RequestEdge(next, parts.Log).InvokeAsync);
        app.UseRouting();
        app.Use(next => new AdminGate(next, parts.Auth, parts.Time).InvokeAsync);
        var root = app.MapGroup("");
        foreach (var area in parts.Areas)
        {
            area(root);
        }

        try
        {
            await app.StartAsync(stop);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new ControlServer(app);
    }

    /// <summary>What it answers to, for the documents that describe it.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>Stops taking requests, waits for those under way as long as <paramref name="stop"/> allows, then cuts them.</summary>
    public Task StopAsync(CancellationToken stop) => _app.StopAsync(stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Configure(KestrelServerOptions options, ControlSockets sockets, ControlParts parts)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxBodyBytes;
        options.Limits.MaxRequestLineSize = MaxHeadBytes;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeadBytes;
        options.ListenUnixSocket(sockets.Http1, listen => listen.Protocols = HttpProtocols.Http1);
        options.ListenUnixSocket(sockets.Http2, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            parts.Tunnel?.Invoke(listen);
        });
    }
}
