using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Routing;
using Tollgate.Configuration;
using Tollgate.Control.Bridge;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.TestSupport;

namespace Tollgate.Tests.Bridge;

/// <summary>Engine and control plane joined as in the product, with endpoints of the test's own behind.</summary>
internal sealed class BridgeRig : IAsyncDisposable
{
    public const string ClientKey = "sk-tg-0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();
    private readonly MemoryStream _lines = new();
    private readonly LogWriter _writer;
    private readonly ControlBridge _bridge;
    private readonly Action<RouteGroupBuilder> _area;
    private readonly EventLog _log;
    private GatewayServer _server = null!;
    private ControlServer? _control;
    private bool _drained;

    private BridgeRig(IReadOnlyList<string> trustedProxies, Action<RouteGroupBuilder> area)
    {
        _writer = new LogWriter(_lines);
        _log = new EventLog(_writer, TimeProvider.System);
        _area = area;
        Sockets = new ControlSockets(_folder.File("h1"), _folder.File("h2"), _folder.File("in"));
        _bridge = new ControlBridge(Sockets, trustedProxies, TimeProvider.System);
    }

    public ControlSockets Sockets { get; }

    public int Port => _server.EndPoints[0].Port;

    public GatewayServer Server => _server;

    /// <summary>Starts both; with <paramref name="withControl"/> off, the control plane is yet to come.</summary>
    public static async Task<BridgeRig> StartAsync(
        string engine, Action<RouteGroupBuilder> area, Func<GatewayConfig, GatewayConfig>? change = null, bool withControl = true)
    {
        var config = new GatewayConfig
        {
            Server = new ServerConfig
            {
                Urls = ["http://127.0.0.1:0"],
                Engine = engine == "epoll" ? EngineChoice.Epoll : EngineChoice.Sockets,
                Loops = 2,
            },
            Providers = [new ProviderConfig { Name = "demo", Kind = "demo", Models = [new ModelClaim("demo")] }],
            Keys = [new KeyConfig { Name = "test", Key = new Secret(ClientKey) }],
        };
        config = change?.Invoke(config) ?? config;
        var rig = new BridgeRig(config.Server.TrustedProxies, area);
        rig._server = GatewayServer.Start(ConfigSnapshot.Compile(config, 1), new GatewayParts
        {
            Time = TimeProvider.System,
            Log = rig._log,
            Lookup = UpstreamResolver.SystemLookup,
            Version = "test",
            Control = rig.Sockets,
            EndTunnels = rig._bridge.EndTunnels,
        });
        if (withControl)
        {
            await rig.StartControlAsync();
        }

        return rig;
    }

    public async Task StartControlAsync()
    {
        var auth = new AdminAuth(new BadTries(TimeProvider.System), _ => false) { Key = AdminKey.OfText("sk-admin-0123456789abcdef0123456789abcdef") };
        var parts = new ControlParts
        {
            Time = TimeProvider.System,
            Log = _log,
            Auth = auth,
            Areas = [_area],
            Front = _bridge.Front,
            Tunnel = _bridge.Tunnel,
        };
        _control = await ControlServer.StartAsync(Sockets, parts, CancellationToken.None);
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Port);

    /// <summary>A client that speaks one version and knows it beforehand.</summary>
    public HttpClient Client(Version version) => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/")),
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>The same over TLS, with a certificate of its own where one is given.</summary>
    public HttpClient TlsClient(Version version, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        return new HttpClient(handler)
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_server.EndPoints[1].Port}/")),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Stops as the process does.</summary>
    public async Task<bool> DrainAsync(TimeSpan grace)
    {
        _drained = true;
        return await _server.DrainAsync(TimeSpan.Zero, grace);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_drained)
        {
            await _server.DrainAsync(TimeSpan.Zero, TimeSpan.Zero);
        }

        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        _bridge.Dispose();
        _writer.Dispose();
        await _lines.DisposeAsync();
        _folder.Dispose();
    }
}
