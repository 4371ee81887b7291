using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.Remote;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemoteFetcherTests
{
    private const string Token = "canary-token-5f1d";
    private static readonly string Document = RemoteRig.Document("one");

    [Fact]
    public async Task A_document_comes_with_its_tag_and_is_asked_for_by_it()
    {
        await using var rig = RemoteRig.With(Document);
        rig.Settings = rig.Settings with { Token = new Secret(Token) };
        using var fetcher = rig.Fetcher();
        var answer = await fetcher.FetchAsync(null, default);
        (answer.Outcome, Encoding.UTF8.GetString(answer.Content)).ShouldBe((RemoteOutcome.Document, Document));
        var first = rig.Source.Upstream.LastRequest;
        first["authorization"].ShouldBe("Bearer " + Token);
        first["if-none-match"].ShouldBeNull();

        (await fetcher.FetchAsync(answer.Tag, default)).Outcome.ShouldBe(RemoteOutcome.Unchanged);
        rig.Source.Upstream.LastRequest["if-none-match"].ShouldBe(ConfigUpstream.TagOf(Document));
        rig.Source.Upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("last-modified: Sat, 21 Nov 2026 10:00:00 GMT", "date: Sat, 21 Nov 2026 10:00:05 GMT", true)]
    [InlineData("last-modified: Sat, 21 Nov 2026 10:00:00 GMT", "date: Sat, 21 Nov 2026 10:00:00 GMT", false)]
    [InlineData("last-modified: Sat, 21 Nov 2026 10:00:00 GMT", "x-no: date", false)]
    public async Task A_time_is_a_tag_once_the_document_cannot_change_within_it(string changed, string now, bool isTag)
    {
        await using var rig = RemoteRig.With(Document);
        rig.Source.Fail(s => s.Answer(200, "text/plain", Encoding.UTF8.GetBytes(Document), changed, now));
        using var fetcher = rig.Fetcher();
        var answer = await fetcher.FetchAsync(null, default);
        (answer.Tag is not null).ShouldBe(isTag);
        await fetcher.FetchAsync(answer.Tag, default);
        rig.Source.Upstream.LastRequest["if-modified-since"].ShouldBe(isTag ? "Sat, 21 Nov 2026 10:00:00 GMT" : null);
    }

    [Theory]
    [InlineData("date: Sat, 21 Nov 2026 10:00:01 GMT", null)]
    [InlineData("date: Sat, 21 Nov 2026 10:00:02 GMT", "\"6563-1a2\"")]
    [InlineData("x-no: date", "\"6563-1a2\"")]
    public async Task A_tag_of_a_document_that_was_changed_just_now_is_not_relied_on(string now, string? sent)
    {
        await using var rig = RemoteRig.With(Document);
        rig.Source.Fail(s => s.Answer(
            200, "application/yaml", Encoding.UTF8.GetBytes(Document), "etag: \"6563-1a2\"", "last-modified: Sat, 21 Nov 2026 10:00:00 GMT", now));
        using var fetcher = rig.Fetcher();
        await fetcher.FetchAsync((await fetcher.FetchAsync(null, default)).Tag, default);
        rig.Source.Upstream.LastRequest["if-none-match"].ShouldBe(sent);
    }

    [Theory]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("W/\"a\"", "W/\"a\"")]
    [InlineData("*", null)]
    [InlineData("a", null)]
    [InlineData("", null)]
    public async Task A_tag_is_sent_back_as_it_came_if_it_is_one(string tag, string? sent)
    {
        await using var rig = RemoteRig.With(Document);
        rig.Source.Fail(s => s.Answer(200, "application/yaml", Encoding.UTF8.GetBytes(Document), "etag: " + tag));
        using var fetcher = rig.Fetcher();
        await fetcher.FetchAsync((await fetcher.FetchAsync(null, default)).Tag, default);
        rig.Source.Upstream.LastRequest["if-none-match"].ShouldBe(sent);
    }

    [Fact]
    public async Task A_chunked_document_is_taken_whole()
    {
        var large = "# " + new string('x', 300_000) + "\n" + Document;
        await using var rig = RemoteRig.With(Document);
        rig.Source.Fail(s => s
            .Say("HTTP/1.1 200 OK\r\ncontent-type: application/yaml\r\ntransfer-encoding: chunked\r\n\r\n").Chunk(large[..7]).Chunk(large[7..]).EndChunks());
        using var fetcher = rig.Fetcher();
        Encoding.UTF8.GetString((await fetcher.FetchAsync(null, default)).Content).ShouldBe(large);
    }

    [Fact]
    public async Task A_document_that_is_cut_off_is_none()
    {
        Action<UpstreamScript>[] cuts =
        [
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-length: {Document.Length + 40}\r\n\r\n{Document}").ThenClose(),
            s => s.Say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").Chunk(Document).ThenClose(),
            s => s.Say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").Chunk(Document).ThenReset(),
            s => s.Http10(Document, "application/yaml"),
        ];
        foreach (var cut in cuts)
        {
            var answer = await FailAsync(cut);
            (answer.Outcome, answer.Content.Length).ShouldBe((RemoteOutcome.CutOff, 0));
        }
    }

    /// <summary>Half a list of providers is a valid list of providers.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_cut_at_any_byte_makes_a_document(bool chunked)
    {
        var whole = chunked
            ? $"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{Document[..8]}\r\n{Document.Length - 8:x}\r\n{Document[8..]}\r\n0\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\ncontent-length: {Document.Length}\r\n\r\n{Document}";
        await using var rig = RemoteRig.With(Document);
        using var fetcher = rig.Fetcher();
        for (var length = 0; length < whole.Length; length++)
        {
            var part = whole[..length];
            rig.Source.Fail(s => s.Say(part).ThenClose());
            var answer = await fetcher.FetchAsync(null, default);
            (answer.Outcome is RemoteOutcome.CutOff or RemoteOutcome.Unreachable, answer.Content.Length).ShouldBe((true, 0), $"cut at {length} of {whole.Length}: {answer.Outcome}");
        }

        rig.Source.Fail(s => s.Say(whole).ThenClose());
        (await fetcher.FetchAsync(null, default)).Outcome.ShouldBe(RemoteOutcome.Document);
    }

    [Theory]
    [InlineData(301, "redirects are not followed", false)]
    [InlineData(302, "redirects are not followed", false)]
    [InlineData(304, "304", false)]
    [InlineData(401, "did not take the token", false)]
    [InlineData(404, "404", false)]
    [InlineData(429, "429", true)]
    [InlineData(500, "500", true)]
    [InlineData(503, "503", true)]
    public async Task Another_status_is_told_and_leads_nowhere(int status, string said, bool mayPass)
    {
        var answer = await FailAsync(s => s.Json(status, $"{{\"token\":\"{Token}\"}}", $"location: http://127.0.0.1:1/{Token}", "retry-after: 7"));
        (answer.Outcome, answer.MayPass, answer.RetryAfter).ShouldBe((RemoteOutcome.Status, mayPass, TimeSpan.FromSeconds(7)));
        answer.Problem.ShouldContain(said);
        answer.Problem.ShouldNotContain(Token);
    }

    [Fact]
    public async Task Html_too_much_and_other_codings_are_no_document()
    {
        var page = await FailAsync(s => s.Answer(200, "text/html; charset=utf-8", "<html>sign in</html>"u8.ToArray()));
        (page.Outcome, page.Problem).ShouldBe((RemoteOutcome.NotADocument, "it answered with a page of HTML"));
        (await FailAsync(s => s.HugeBody((1 << 20) + 65_536, "application/yaml"))).Outcome.ShouldBe(RemoteOutcome.TooLarge);
        (await FailAsync(s => s.Answer(200, "application/yaml", new byte[(1 << 20) + 1]))).Outcome.ShouldBe(RemoteOutcome.TooLarge);
        (await FailAsync(s => s.Answer(200, "application/yaml", [1, 2, 3], "content-encoding: gzip"))).Outcome.ShouldBe(RemoteOutcome.NotADocument);
        (await FailAsync(s => s.ThenReset())).Outcome.ShouldBe(RemoteOutcome.Unreachable);
        (await FailAsync(s => s.Say("SSH-2.0-OpenSSH_9.6\r\n").ThenClose())).Outcome.ShouldBe(RemoteOutcome.Unreachable);
    }

    [Fact]
    public async Task The_largest_document_is_taken()
    {
        var largest = new string('#', 1 << 20);
        await using var rig = RemoteRig.With(largest);
        using var fetcher = rig.Fetcher();
        (await fetcher.FetchAsync(null, default)).Content.Length.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task A_source_that_never_answers_or_never_ends_is_left_after_a_while()
    {
        Action<UpstreamScript>[] slow =
        [
            s => s.ThenHang(),
            s => s.Say("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nproviders:").ThenHang(),
        ];
        foreach (var hang in slow)
        {
            await using var rig = RemoteRig.With(Document);
            rig.Source.Fail(hang);
            using var fetcher = rig.Fetcher();
            var fetching = fetcher.FetchAsync(null, default);
            await rig.Source.Upstream.ReceivedAsync();
            rig.Time.Advance(TimeSpan.FromSeconds(11));
            (await fetching).Outcome.ShouldBe(RemoteOutcome.TimedOut);
        }
    }

    [Fact]
    public async Task A_certificate_is_checked_by_the_authorities_that_were_named()
    {
        await using var rig = RemoteRig.With(Document, tls: true);
        using (var stranger = rig.Fetcher())
        {
            var answer = await stranger.FetchAsync(null, default);
            (answer.Outcome, answer.Problem).ShouldBe((RemoteOutcome.Unreachable, "the TLS handshake failed"));
        }

        rig.Settings = rig.Settings with { TrustedRoots = [rig.Source.Upstream.Certificate!] };
        using var fetcher = rig.Fetcher();
        (await fetcher.FetchAsync(null, default)).Outcome.ShouldBe(RemoteOutcome.Document);
    }

    private static async Task<RemoteAnswer> FailAsync(Action<UpstreamScript> script)
    {
        await using var rig = RemoteRig.With(Document);
        rig.Settings = rig.Settings with { Token = new Secret(Token) };
        rig.Source.Fail(script);
        using var fetcher = rig.Fetcher();
        return await fetcher.FetchAsync(null, default);
    }
}
