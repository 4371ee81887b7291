using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Control;

/// <summary>The control plane's server alone, on its sockets in a temporary folder.</summary>
internal sealed class RunningControl : IAsyncDisposable
{
    public const string AdminKey = "sk-admin-0123456789abcdef0123456789abcdef";
    public const string ClientKey = "sk-tg-0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();
    private readonly MemoryStream _lines = new();
    private readonly LogWriter _writer;
    private ControlServer? _server;

    private RunningControl()
    {
        _writer = new LogWriter(_lines);
        Log = new EventLog(_writer, TimeProvider.System);
        Sockets = new ControlSockets(_folder.File("h1"), _folder.File("h2"), _folder.File("in"));
    }

    public EventLog Log { get; }

    public ControlSockets Sockets { get; }

    public ControlServer Server => _server!;

    /// <summary>Speaks HTTP/1.1 to it, with the admin key.</summary>
    public HttpClient Http { get; private set; } = null!;

    public static Task<RunningControl> StartAsync(TimeProvider time, params Action<RouteGroupBuilder>[] areas) => StartAsync(time, _ => areas);

    public static async Task<RunningControl> StartAsync(TimeProvider time, Func<EventLog, Action<RouteGroupBuilder>[]> areas)
    {
        var control = new RunningControl();
        var auth = new AdminAuth(new BadTries(time), key => key.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(ClientKey)))
        {
            Key = Tollgate.Control.Http.AdminKey.OfText(AdminKey),
        };
        var parts = new ControlParts { Time = time, Log = control.Log, Auth = auth, Areas = areas(control.Log) };
        control._server = await ControlServer.StartAsync(control.Sockets, parts, CancellationToken.None);
        control.Http = control.Client(AdminKey);
        return control;
    }

    public static Task<RunningControl> StartAsync(params Action<RouteGroupBuilder>[] areas) => StartAsync(TimeProvider.System, areas);

    /// <summary>A client with another key, or none.</summary>
    public HttpClient Client(string? key, bool http2 = false)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(http2 ? Sockets.Http2 : Sockets.Http1), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://control/"),
            DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("Authorization", "Bearer " + key);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _writer.Dispose();
        await _lines.DisposeAsync();
        _folder.Dispose();
    }
}
