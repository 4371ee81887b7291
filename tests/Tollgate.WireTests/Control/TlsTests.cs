using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using OpenAI;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Control;

/// <summary>TLS from clients, ended in the engine; HTTP/1.1 stays there and HTTP/2 comes back to it.</summary>
public sealed class TlsTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Chats_and_streams_are_served_over_either_version(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(Chat.Answer),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Done(),
            s => s.Json(Chat.Answer),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Done());
        await using var rig = await TlsRig.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = rig.Client(version);
            using var answer = await client.PostAsync("/v1/chat/completions", Json(Chat.Request(content: new string('t', 1_000_000))));
            answer.Version.ShouldBe(version);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsStringAsync()).ShouldBe(Chat.Answer);
            using var stream = await client.PostAsync("/v1/chat/completions", Json(Chat.Request(stream: true)));
            (await stream.Content.ReadAsStringAsync()).ShouldBe($"data: {Chat.Delta("Hel")}\n\ndata: {Chat.Delta("lo")}\n\ndata: [DONE]\n\n");
            (await client.GetStringAsync("/health/ready")).ShouldContain("ready");
        }

        upstream.LastRequest.HeadText.ShouldNotContain("x-tollgate");
        (await rig.Gateway.AccessLog.RecordsAsync(4)).Where(record => record.Text("surface") == "chat").ShouldAllBe(record => record.Text("client_ip") == "127.0.0.1");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Published_client_works_over_tls(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var rig = await TlsRig.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        using var http = rig.Client(HttpVersion.Version11);
        var options = new OpenAIClientOptions { Endpoint = new Uri(rig.BaseUrl, "/v1"), Transport = new HttpClientPipelineTransport(http) };

        var answer = await new OpenAIClient(new ApiKeyCredential(rig.Gateway.Key), options).GetChatClient("m").CompleteChatAsync("Hi");

        answer.Value.Content[0].Text.ShouldBe("Hello there");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_a_stream_ends_it_at_the_provider(string engine)
    {
        await using var upstream = ScriptedUpstream.Choose(_ => new UpstreamScript().Event(Chat.Delta("Hel")).ThenHang());
        await using var rig = await TlsRig.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = rig.Client(version);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = Json(Chat.Request(stream: true)),
            };
            using (var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
            {
                await using var body = await answer.Content.ReadAsStreamAsync();
                (await body.ReadAsync(new byte[100])).ShouldBeGreaterThan(0);
            }

            await Eventually.TrueAsync(() => upstream.OpenConnections == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Changed_certificate_serves_new_connections_and_drops_none_and_one_that_does_not_fit_changes_nothing(string engine)
    {
        await using var rig = await TlsRig.StartAsync(engine, yaml => yaml.Add("providers", "{ name: demo, kind: demo }"));
        var first = rig.Certificate.GetCertHashString();
        var handshakes = 0;
        using var old = rig.Client(HttpVersion.Version11, _ => handshakes++);
        (await old.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await rig.ShownAsync()).ShouldBe(first);

        rig.Renew();
        await Eventually.TrueAsync(async () => await rig.ShownAsync() == rig.Certificate.GetCertHashString());
        (await old.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        handshakes.ShouldBe(1, "the connection that was open goes on");

        rig.Spoil();
        await Eventually.TrueAsync(async () => (await rig.Gateway.MetricsAsync()).Sum("tollgate_tls_reload_failures_total") is 1);
        (await rig.ShownAsync()).ShouldBe(rig.Certificate.GetCertHashString());
        rig.Gateway.AccessLog.Text().ShouldNotContain("PRIVATE KEY");
        await Eventually.TrueAsync(() => rig.Gateway.Log.Contains("A changed certificate was refused", StringComparison.Ordinal));
        rig.Gateway.Log.ShouldNotContain("PRIVATE KEY");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Old_versions_of_tls_are_refused(string engine)
    {
        await using var rig = await TlsRig.StartAsync(engine, yaml => yaml.Add("providers", "{ name: demo, kind: demo }"));
        foreach (var minor in (byte[])[1, 2])
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, rig.Port);
            byte[] hello = [3, minor, .. new byte[32], 0, 0, 6, 0xC0, 0x13, 0xC0, 0x0A, 0x00, 0x2F, 1, 0];
            await socket.SendAsync((byte[])[22, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length, .. hello]);
            var answer = new byte[7];
            var received = 0;
            while (received < answer.Length && await socket.ReceiveAsync(answer.AsMemory(received)).AsTask().WaitAsync(TimeSpan.FromSeconds(15)) is > 0 and var more)
            {
                received += more;
            }

            Convert.ToHexString(answer).ShouldBe($"15030{minor}0002" + "0246", "a fatal alert: protocol_version");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Answer_without_a_length_ends_with_the_connection(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).Done());
        await using var rig = await TlsRig.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, rig.Port);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        var body = Chat.Request(stream: true);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.0\r\nauthorization: Bearer {rig.Gateway.Key}\r\ncontent-type: application/json\r\ncontent-length: {body.Length}\r\n\r\n{body}"));

        using var reader = new StreamReader(tls, Encoding.ASCII);
        (await reader.ReadToEndAsync()).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Key_of_another_certificate_and_a_missing_file_refuse_to_start()
    {
        using var folder = new TempFolder();
        using var one = SelfSigned.Create();
        using var other = SelfSigned.Create();
        var cert = folder.Write("cert.pem", one.ExportCertificatePem());
        var key = folder.Write("key.pem", System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(other)!.ExportPkcs8PrivateKeyPem());

        foreach (var (certFile, keyFile) in ((string, string)[])[(cert, key), (cert, folder.File("none.pem"))])
        {
            var refusal = await RunningGateway.RefusalAsync(Engines.Sockets, yaml => yaml.Listen($"https://127.0.0.1:{FreePort.Take()}")
                .SetRaw("server", "tls", $"{{ cert: \"{certFile}\", key: \"{keyFile}\" }}"));
            refusal.ShouldContain("server.tls");
            refusal.ShouldNotContain("PRIVATE KEY");
        }

        (await RunningGateway.RefusalAsync(Engines.Sockets, yaml => yaml.Listen($"https://127.0.0.1:{FreePort.Take()}"))).ShouldContain("server.tls");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
