using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.Control;

/// <summary>A gateway that listens with TLS beside its usual address, and clients that take its certificate as it is.</summary>
internal sealed class TlsRig : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = FreePort.Take();

    private TlsRig() => Certificate = SelfSigned.Create();

    public X509Certificate2 Certificate { get; private set; }

    public RunningGateway Gateway { get; private set; } = null!;

    public Uri BaseUrl => new(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{_port}"));

    public int Port => _port;

    public static async Task<TlsRig> StartAsync(string engine, Action<GatewayYaml> configure)
    {
        var rig = new TlsRig();
        rig.Write(rig.Certificate, rig.Certificate);
        rig.Gateway = await RunningGateway.StartAsync(engine, yaml =>
        {
            yaml.Listen(rig.BaseUrl.GetLeftPart(UriPartial.Authority)).Set("server", "tls", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["cert"] = rig._folder.File("cert.pem"),
                ["key"] = rig._folder.File("key.pem"),
            });
            configure(yaml);
        });
        await rig.Gateway.ControlPlaneAsync();
        return rig;
    }

    /// <summary>Puts another certificate into place, as a renewal does: one file after the other.</summary>
    public void Renew()
    {
        Certificate = SelfSigned.Create();
        Write(Certificate, Certificate);
    }

    /// <summary>Puts a certificate and a key into place that do not belong together.</summary>
    public void Spoil()
    {
        using var one = SelfSigned.Create();
        using var other = SelfSigned.Create();
        Write(one, other);
    }

    /// <summary>A client that speaks one version and sends the key. What it sees of certificates goes to <paramref name="seen"/>.</summary>
    public HttpClient Client(Version version, Action<string>? seen = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            seen?.Invoke(certificate!.GetCertHashString());
            return certificate is not null;
        };
        var client = new HttpClient(handler) { BaseAddress = BaseUrl, DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Gateway.Key);
        return client;
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    public async Task<string> ShownAsync()
    {
        var seen = "";
        using var client = Client(HttpVersion.Version11, hash => seen = hash);
        using var answer = await client.GetAsync("/health");
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        Certificate.Dispose();
        _folder.Dispose();
    }

    private void Write(X509Certificate2 certificate, X509Certificate2 keyOf)
    {
        _folder.Write("cert.pem", certificate.ExportCertificatePem());
        _folder.Write("key.pem", keyOf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }
}
