using System.Globalization;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Support;

public sealed class ScriptedUpstreamTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Real_client_gets_the_scripted_answer_and_its_request_is_kept()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("""{"ok":true}"""));
        using var client = new HttpClient();

        using var content = new StringContent("""{"model":"m"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(upstream.BaseUrl + "/chat/completions?a=b"), content);

        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"ok":true}""");
        var request = upstream.LastRequest;
        request.Method.ShouldBe("POST");
        request.Target.ShouldBe("/v1/chat/completions?a=b");
        request.Path.ShouldBe("/v1/chat/completions");
        request.BodyText.ShouldBe("""{"model":"m"}""");
        request.HeadText.ShouldStartWith("POST /v1/chat/completions?a=b HTTP/1.1\r\n");
        request.HeadText.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task Connection_is_kept_and_the_last_script_repeats()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("1"), s => s.Json("2"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        var bodies = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            bodies.Add((await client.ExchangeAsync("GET", "/", null)).BodyText);
        }

        bodies.ShouldBe(["1", "2", "2"]);
        upstream.Connections.ShouldBe(1);
        upstream.Requests.Select(request => request.OnConnection).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Chunks_arrive_one_by_one_with_their_times_and_trailers()
    {
        var go = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(s => s.Chunk("Hel").WaitFor(go.Task).Chunk("lo").EndChunks("x-sum: 5"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        await client.SendRequestAsync("GET", "/", null);
        var answer = await client.ReadHeadAsync("GET");
        (await client.ReadPieceAsync(answer))!.Text.ShouldBe("Hel");
        go.SetResult();
        await client.ReadBodyAsync(answer);

        answer.BodyText.ShouldBe("Hello");
        answer.Pieces.Select(piece => piece.Text).ShouldBe(["Hel", "lo"]);
        answer.Pieces[1].At.ShouldBeGreaterThanOrEqualTo(answer.Pieces[0].At);
        answer.Trailers["x-sum"].ShouldBe("5");
        answer.IsComplete.ShouldBeTrue();
        answer.KeepsConnection.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_that_goes_away_is_counted_as_an_abort_and_the_server_goes_on(bool reset)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Chunk("Hel").ThenHang(), s => s.Json("next"));
        await using (var client = await RawClient.ConnectAsync(upstream.Port))
        {
            await client.SendRequestAsync("GET", "/", null);
            await client.ReadUntilAsync(await client.ReadHeadAsync(), "Hel");
            upstream.Aborts.ShouldBe(0);
            if (reset)
            {
                client.Reset();
            }
        }

        (await upstream.AbortedWithinAsync(Soon)).ShouldBeTrue();
        upstream.Requests[0].Aborted.IsCompleted.ShouldBeTrue();
        await using var second = await RawClient.ConnectAsync(upstream.Port);
        (await second.ExchangeAsync("GET", "/", null)).BodyText.ShouldBe("next");
        upstream.Aborts.ShouldBe(1);
    }

    [Fact]
    public async Task Client_that_goes_away_during_a_wait_is_an_abort()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Wait(TimeSpan.FromMinutes(1)).Json("never"));
        await using (var client = await RawClient.ConnectAsync(upstream.Port))
        {
            await client.SendRequestAsync("POST", "/", "{}");
            await upstream.ReceivedAsync();
        }

        (await upstream.AbortedWithinAsync(Soon)).ShouldBeTrue();
    }

    [Fact]
    public async Task Reset_and_close_look_different_to_the_client()
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Chunk("a").ThenReset(),
            s => s.Chunk("a").ThenClose(),
            s => s.Http10("whole"));
        await Should.ThrowAsync<IOException>(() => ReadAsync(upstream.Port));
        (await Should.ThrowAsync<WireFormatException>(() => ReadAsync(upstream.Port))).Message.ShouldContain("ended");
        var old = await ReadAsync(upstream.Port);
        old.Version.ShouldBe("HTTP/1.0");
        old.Framing.ShouldBe(BodyFraming.UntilClose);
        old.BodyText.ShouldBe("whole");

        static async Task<RawResponse> ReadAsync(int port)
        {
            await using var client = await RawClient.ConnectAsync(port);
            return await client.ExchangeAsync("GET", "/", null);
        }
    }

    [Fact]
    public async Task Expect_continue_is_answered_before_the_body_is_read()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Informational(103, "link: <x>").Json("ok"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n");
        Encoding.ASCII.GetString(await client.ReadRawExactAsync(25)).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        await client.SendAsync("abc");
        var answer = await client.ReadResponseAsync();

        answer.BodyText.ShouldBe("ok");
        answer.Informational.ShouldBe([103]);
        upstream.LastRequest.BodyText.ShouldBe("abc");
    }

    [Fact]
    public async Task Early_refusal_reaches_a_client_that_has_not_sent_its_body()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.BeforeBody().WithoutContinue().Json(413, "too much"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n");

        (await client.ReadResponseAsync()).Status.ShouldBe(413);
        (await client.ClosedWithinAsync(Soon)).ShouldBeTrue();
    }

    [Fact]
    public async Task Upgrade_turns_into_a_tunnel_that_echoes()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.UpgradeEcho());
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        await client.SendAsync("GET /rt HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n");
        (await client.ReadHeadAsync()).Status.ShouldBe(101);
        await client.SendAsync("ping");
        Encoding.ASCII.GetString(await client.ReadRawExactAsync(4)).ShouldBe("ping");
        client.HalfClose();
        (await client.ClosedWithinAsync(Soon)).ShouldBeTrue();
    }

    [Fact]
    public async Task Chunked_request_is_decoded_however_it_is_cut()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("ok"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        await client.SendInPiecesAsync(RawRequest.ChunkedBytes("POST", "/", "hello world"u8.ToArray(), 4));
        (await client.ReadResponseAsync()).Status.ShouldBe(200);

        upstream.LastRequest.BodyText.ShouldBe("hello world");
        upstream.LastRequest.ChunkLengths.ShouldBe([4, 4, 3]);
    }

    [Fact]
    public async Task Endless_headers_and_huge_bodies_end_when_the_client_has_had_enough()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.EndlessHeaders(), s => s.HugeBody(long.MaxValue));
        for (var i = 1; i <= 2; i++)
        {
            var expected = i;
            await using (var client = await RawClient.ConnectAsync(upstream.Port))
            {
                await client.SendRequestAsync("GET", "/", null);
                (await client.ReadRawExactAsync(100_000)).Length.ShouldBe(100_000);
                client.Reset();
            }

            await Eventually.TrueAsync(() => upstream.Aborts == expected);
        }
    }

    [Fact]
    public async Task Malformed_request_is_a_fault_and_the_server_goes_on()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("ok"));
        await using (var bad = await RawClient.ConnectAsync(upstream.Port))
        {
            await bad.SendAsync("NONSENSE\r\n\r\n");
            (await bad.ClosedWithinAsync(Soon)).ShouldBeTrue();
        }

        await Eventually.TrueAsync(() => upstream.Faults.Count > 0);
        upstream.Faults.ShouldHaveSingleItem().ShouldContain("NONSENSE");
        await using var good = await RawClient.ConnectAsync(upstream.Port);
        (await good.ExchangeAsync("GET", "/", null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Concurrency_is_counted()
    {
        var go = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(s => s.WaitFor(go.Task).Json("ok"));
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(async number =>
        {
            var client = await RawClient.ConnectAsync(upstream.Port);
            await client.SendRequestAsync("GET", "/" + number.ToString(CultureInfo.InvariantCulture), null);
            return client;
        }));
        await upstream.ReceivedAsync(5);
        go.SetResult();
        foreach (var client in clients)
        {
            (await client.ReadResponseAsync()).Status.ShouldBe(200);
            await client.DisposeAsync();
        }

        upstream.PeakConcurrency.ShouldBe(5);
    }

    [Fact]
    public async Task Tls_answers_a_client_that_trusts_the_certificate()
    {
        await using var upstream = ScriptedUpstream.StartTls(s => s.Json("secret"));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => certificate!.GetCertHashString() == upstream.Certificate!.GetCertHashString();
        using var client = new HttpClient(handler);

        (await client.GetStringAsync(new Uri(upstream.BaseUrl + "/models"))).ShouldBe("secret");
    }

    [Fact]
    public async Task Drip_comes_byte_by_byte()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Drip("HTTP/1.1 204 No\r\n\r\n", TimeSpan.FromMilliseconds(1)));
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        (await client.ExchangeAsync("GET", "/", null)).Status.ShouldBe(204);
    }
}
