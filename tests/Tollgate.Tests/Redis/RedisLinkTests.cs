using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Forwarding;
using Tollgate.Recording;
using Tollgate.Redis;
using Tollgate.Telemetry;
using Tollgate.TestSupport;
using Tollgate.Tests.Loops;
using Xunit;

namespace Tollgate.Tests.Redis;

/// <summary>The link against a real server: how it signs in, over what, and that it comes back.</summary>
public sealed class RedisLinkTests
{
    public static TheoryData<string> Engines => OperatingSystem.IsLinux() ? ["epoll", "sockets"] : ["sockets"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_signs_in_chooses_its_database_and_brings_its_scripts(string engine)
    {
        await using var redis = await StartAsync();
        (await redis.CommandAsync("ACL", "SETUSER", "tollgate", "on", ">p@ss:word", "~{tollgate}:*", "+@all")).ShouldStartWith("+OK");
        await using var rig = new Rig(engine, Url(redis, "redis", "tollgate:p%40ss%3Aword@", database: 3));
        await rig.BecomesAsync(ready: true);

        (await redis.CommandAsync("INFO", "keyspace")).ShouldContain("db3:keys=1");
        (await redis.CommandAsync("SCRIPT", "EXISTS", System.Text.Encoding.ASCII.GetString(rig.Script.Hash))).ShouldContain(":1");
        rig.Status.Reading.Connected.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_speaks_TLS_to_a_server_that_it_trusts_and_to_no_other(string engine)
    {
        using var folder = new TempFolder();
        using var certificate = SelfSigned.Create();
        using var key = certificate.GetECDsaPrivateKey()!;
        var tls = FreePort.Take();
        await using var redis = await StartAsync(
            "--tls-port", tls.ToString(CultureInfo.InvariantCulture), "--tls-auth-clients", "no", "--tls-cert-file", folder.Write("cert.pem", certificate.ExportCertificatePem()),
            "--tls-key-file", folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem()), "--tls-ca-cert-file", folder.File("cert.pem"));
        var url = string.Create(CultureInfo.InvariantCulture, $"rediss://localhost:{tls}");

        await using (var trusting = new Rig(engine, url, [certificate]))
        {
            await trusting.BecomesAsync(ready: true);
        }

        await using var wary = new Rig(engine, url);
        await wary.BecomesAsync(ready: false);
        wary.Status.Reading.LastError.ShouldBe("the TLS handshake failed");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_notices_without_any_call_that_the_server_froze_and_that_it_goes_on(string engine)
    {
        await using var redis = await StartAsync();
        await using var rig = new Rig(engine, redis.Url);
        await rig.BecomesAsync(ready: true);
        redis.Freeze();
        await rig.BecomesAsync(ready: false);
        rig.Circuit.IsDegraded.ShouldBeTrue();
        rig.Status.Reading.Connected.ShouldBeFalse();
        redis.Thaw();
        await rig.BecomesAsync(ready: true);
        rig.Circuit.IsDegraded.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_comes_back_when_the_server_does(string engine)
    {
        await using var redis = await StartAsync();
        await using var rig = new Rig(engine, redis.Url);
        await rig.BecomesAsync(ready: true);
        await redis.KillAsync();
        await rig.BecomesAsync(ready: false);
        await redis.StartAsync();
        await rig.BecomesAsync(ready: true);
        rig.Restored.ShouldBe(2);
        rig.Link.Counters.Connects.ShouldBe(2);
        rig.Circuit.Losses.ShouldBe(1);
    }

    private static async Task<RedisServer> StartAsync(params IReadOnlyList<string> options)
    {
        var redis = new RedisServer(options);
        await redis.EnsureStartedAsync();
        Assert.SkipUnless(redis.Missing.Length == 0, redis.Missing);
        return redis;
    }

    private static string Url(RedisServer redis, string scheme, string user, int database) =>
        string.Create(CultureInfo.InvariantCulture, $"{scheme}://{user}127.0.0.1:{redis.Port}/{database}");

    private sealed class Rig : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
        private readonly LoopFixture _fixture;
        private readonly LogWriter _writer = new(Stream.Null);
        private readonly X509Certificate2Collection? _trusted;

        public Rig(string engine, string address, params IReadOnlyList<X509Certificate2> trusted)
        {
            _fixture = new LoopFixture(engine);
            _trusted = trusted.Count > 0 ? [.. trusted] : null;
            RedisUrl.TryParse(new Secret(address), out var url, out var problem).ShouldBeTrue(problem);
            var resolver = new UpstreamResolver(Dns.GetHostAddressesAsync, EgressPolicy.Default, TimeProvider.System, new UpstreamResolverOptions());
            Status = new StatusBoard().AddStore("redis", "redis", StoreRole.Shared);
            Circuit = new RedisCircuit(1, url!.Name, new EventLog(_writer, TimeProvider.System), Status, TimeProvider.System);
            Link = new RedisLink(_fixture.Loop, new RedisDialer(url, resolver, _trusted), Circuit, timeoutMs: 500, Script) { Restored = () => Restored++ };
            _fixture.Loop.Post(_ => Link.Start(), null);
        }

        public RedisScript Script { get; } = new("return 1");

        public StoreStatus Status { get; }

        public RedisCircuit Circuit { get; }

        public RedisLink Link { get; }

        public int Restored { get; private set; }

        public async Task BecomesAsync(bool ready)
        {
            await Circuit.AllTried.WaitAsync(Patience);
            await Eventually.TrueAsync(async () => await _fixture.CallAsync(() => Link.IsReady) == ready, Patience);
            await Eventually.TrueAsync(() => Status.Reading.Connected == ready, Patience);
        }

        public async ValueTask DisposeAsync()
        {
            await _fixture.CallAsync(() =>
            {
                Link.Stop();
                return 0;
            });
            _fixture.Faults.ShouldBeEmpty();
            await _fixture.DisposeAsync();
            _writer.Dispose();
        }
    }
}
