using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Control;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>A client that is refused before it has sent everything reads why, whether it looks at once or only when it has sent the rest.</summary>
public sealed class RefusedWhileSendingTests
{
    private const string Upload = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n";

    private static readonly byte[] Megabyte = Encoding.ASCII.GetBytes(new string('x', 1 << 20));

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_head_that_does_not_arrive_in_time_is_answered_408(string engine)
    {
        await using var gateway = await StartAsync(engine);
        await Task.WhenAll(SlowAsync("G"), SlowAsync("POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\nx-slow: "));

        async Task SlowAsync(string begun)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync(begun);
            await RefusedAsync(client, 408, "REQUEST_TIMEOUT");
        }
    }

    /// <summary>It goes on dripping until it reads the answer.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_body_that_does_not_arrive_in_time_is_answered_408_while_it_drips_on(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream);
        await Task.WhenAll(SlowAsync("content-length: 100"), SlowAsync("transfer-encoding: chunked"));
        upstream.Requests.Count.ShouldBe(0);
        (await gateway.AccessLog.RecordsAsync(2)).ShouldAllBe(static record => record.Status == 408);
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);

        async Task SlowAsync(string framing)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync($"{Upload}{gateway.Authorization}\r\n{framing}\r\n\r\n");
            using var stop = new CancellationTokenSource();
            var dripping = DripAsync(client, framing[0] == 't' ? "1\r\n \r\n" : " ", stop.Token);
            await RefusedAsync(client, 408, "REQUEST_TIMEOUT");
            await stop.CancelAsync();
            await dripping;
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_form_that_does_not_arrive_in_time_is_answered_408(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Json("{}"));
        await using var gateway = await StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(
            $"POST /v1/audio/transcriptions HTTP/1.1\r\nhost: gateway\r\n{gateway.Authorization}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 100\r\n\r\n--b\r\n");
        await RefusedAsync(client, 408, "REQUEST_TIMEOUT");
    }

    /// <summary>The read that was given up is one of the TLS layer's own, which has to go on all the same.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_head_or_body_that_does_not_arrive_in_time_is_answered_408_over_tls(string engine)
    {
        await using var rig = await TlsRig.StartAsync(engine, static yaml => yaml.Set("server", "header_timeout_seconds", 1).Set("server", "body_timeout_seconds", 1));
        await Task.WhenAll(SlowAsync("POST /v1/chat/completions HTTP/1.1\r\nx-slow: "), SlowAsync($"{Upload}{rig.Gateway.Authorization}\r\ncontent-length: 100\r\n\r\n{{"));

        async Task SlowAsync(string begun)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, rig.Port);
            await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
            await tls.AuthenticateAsClientAsync("localhost");
            await tls.WriteAsync(Encoding.ASCII.GetBytes(begun));
            using var reader = new StreamReader(tls, Encoding.ASCII);
            var answer = reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            (await answer).ShouldStartWith("HTTP/1.1 408 ");
            (await answer).ShouldContain("\"code\":\"REQUEST_TIMEOUT\"");
        }
    }

    /// <summary>The last one sends far more than any socket holds before it reads a byte.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_sends_on_reads_its_400_413_and_431(string engine)
    {
        await using var gateway = await StartAsync(engine);
        await Task.WhenAll(
            ReadsAsync("POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\nbad header\r\n\r\n", 400, "MALFORMED_REQUEST"),
            ReadsAsync("POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\nx: " + new string('h', 40_000), 431, "HEADERS_TOO_LARGE"),
            ReadsAsync($"{Upload}{gateway.Authorization}\r\ncontent-length: 8388608\r\n\r\n", 413, "BODY_TOO_LARGE"),
            ReadsAsync($"{Upload}{gateway.Authorization}\r\ntransfer-encoding: chunked\r\n\r\n{(4 << 20).ToString("x", CultureInfo.InvariantCulture)}\r\n", 413, "BODY_TOO_LARGE"),
            ReadsAsync($"{Upload}{gateway.Authorization}\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n", 400, "MALFORMED_REQUEST"),
            ReadsAsync($"{Upload}authorization: Bearer wrong\r\ncontent-length: 1000000\r\n\r\n", 401, "AUTH_INVALID_TOKEN"));

        async Task ReadsAsync(string head, int status, string code)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync(head);
            for (var megabytes = 0; megabytes < 4; megabytes++)
            {
                await client.SendAsync(Megabyte);
            }

            await RefusedAsync(client, status, code);
        }
    }

    private static async Task RefusedAsync(RawClient client, int status, string code)
    {
        var answer = await client.ReadResponseAsync();
        answer.Status.ShouldBe(status, answer.ToString());
        answer.BodyText.ShouldContain($"\"code\":\"{code}\"");
        answer["connection"].ShouldBe("close");
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue();
    }

    private static async Task DripAsync(RawClient client, string drop, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await client.SendAsync(drop);
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // Closed, as it should be in the end.
        }
    }

    private static async Task<RunningGateway> StartAsync(string engine, ScriptedUpstream? upstream = null) => await RunningGateway.StartAsync(engine, yaml =>
    {
        yaml.Set("server", "header_timeout_seconds", 1).Set("server", "body_timeout_seconds", 1).Set("server", "max_body_bytes", 1 << 20);
        if (upstream is not null)
        {
            yaml.Provider("up", upstream.BaseUrl);
        }
    });
}
