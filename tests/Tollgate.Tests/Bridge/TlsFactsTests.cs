using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Bridge;

/// <summary>What a handshake told reaches the control plane, over either version of HTTP.</summary>
public sealed class TlsFactsTests
{
    [Theory]
    [MemberData(nameof(ForwardingTests.Engines), MemberType = typeof(ForwardingTests))]
    public async Task Protocol_and_client_certificate_are_known_and_a_stranger_is_turned_away(string engine)
    {
        using var folder = new TempFolder();
        using var server = SelfSigned.Create();
        using var known = SelfSigned.Create("client");
        using var stranger = SelfSigned.Create("client");
        var tls = new TlsConfig
        {
            Cert = folder.Write("cert.pem", server.ExportCertificatePem()),
            Key = folder.Write("key.pem", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            ClientCa = folder.Write("ca.pem", known.ExportCertificatePem()),
        };
        await using var rig = await BridgeRig.StartAsync(engine, new TestArea().Map, config => config with
        {
            Server = config.Server with { Urls = [.. config.Server.Urls, "https://127.0.0.1:0"], Tls = tls },
        });
        var hash = known.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var withCertificate = rig.TlsClient(version, known);
            using var without = rig.TlsClient(version, null);
            using var refused = rig.TlsClient(version, stranger);

            var facts = (await withCertificate.GetStringAsync("api/test/facts")).Split('\n');
            facts.ShouldContain("tls=TLSv1.3");
            facts.ShouldContain("cert=" + hash);
            facts.ShouldContain("scheme=https");
            facts.ShouldContain("address=127.0.0.1");
            facts = (await without.GetStringAsync("api/test/facts")).Split('\n');
            facts.ShouldContain("tls=TLSv1.3");
            facts.ShouldContain("cert=");
            await Should.ThrowAsync<HttpRequestException>(() => refused.GetStringAsync("api/test/facts"));
        }

        rig.Server.Tls!.Failures.ShouldBeGreaterThanOrEqualTo(2);
    }
}
