using Shouldly;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Support;

public sealed class ReplayUpstreamTests
{
    public static TheoryData<ReplayCut, BodyFraming> Plans()
    {
        var data = new TheoryData<ReplayCut, BodyFraming>();
        foreach (var cut in (ReplayCut[])[ReplayCut.Whole, ReplayCut.Recorded, ReplayCut.At(7), ReplayCut.AtRandom(seed: 5)])
        {
            data.Add(cut, BodyFraming.Chunked);
            data.Add(cut, BodyFraming.ContentLength);
            data.Add(cut, BodyFraming.UntilClose);
        }

        data.Add(ReplayCut.EveryByte, BodyFraming.Chunked);
        return data;
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Every_recording_comes_back_byte_for_byte_however_it_is_cut(ReplayCut cut, BodyFraming framing)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        var recordings = Recordings.All().Where(recording => recording.ResponseBody.Length < 20_000).ToArray();
        await using var upstream = ReplayUpstream.Start(recordings, new ReplayPlan { Cut = cut, Framing = framing });
        var client = await RawClient.ConnectAsync(upstream.Port);
        foreach (var recording in recordings)
        {
            await client.SendAsync(RawRequest.Bytes(
                "POST", recording.Path, recording.RequestBody, $"{ReplayUpstream.IdHeader}: {recording.Id}"));
            var answer = await client.ReadResponseAsync();

            answer.Status.ShouldBe(recording.Status, recording.Id);
            answer.Body.AsSpan().SequenceEqual(recording.ResponseBody).ShouldBeTrue(recording.Id);
            answer.Framing.ShouldBe(framing);
            answer["content-type"].ShouldBe(recording.ResponseHeader("content-type"));
            upstream.LastRequest.Body.ShouldBe(recording.RequestBody);
            if (framing is BodyFraming.UntilClose)
            {
                await client.DisposeAsync();
                client = await RawClient.ConnectAsync(upstream.Port);
            }
        }

        await client.DisposeAsync();
    }

    [Fact]
    public void All_recordings_load_and_know_what_they_are()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");

        Recordings.All().Count.ShouldBeGreaterThanOrEqualTo(211);
        Recordings.Where(api: "openai.*").ShouldAllBe(recording => recording.Api.StartsWith("openai.", StringComparison.Ordinal));
        Recordings.Where(api: "openai.chat", isReal: true, isStream: true).ShouldNotBeEmpty();
        Recordings.All().Count(recording => recording.ChunkLengths is not null).ShouldBe(12);
        Recordings.All().Where(recording => recording.ChunkLengths is not null)
            .ShouldAllBe(recording => recording.ChunkLengths!.Sum() == recording.ResponseBody.Length);
    }

    [Fact]
    public async Task Path_and_method_find_a_recording_and_the_rest_is_404()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var upstream = ReplayUpstream.Start(Recordings.Where(provider: "openai"));
        using var client = new HttpClient();

        using var found = await client.GetAsync(new Uri(upstream.BaseUrl + "/models?limit=1"));
        using var missing = await client.GetAsync(new Uri(upstream.BaseUrl + "/nothing"));

        ((int)found.StatusCode).ShouldBe(200);
        (await found.Content.ReadAsByteArrayAsync()).ShouldBe(Recordings.Where(api: "openai.models")[0].ResponseBody);
        ((int)missing.StatusCode).ShouldBe(404);
    }

    [Fact]
    public async Task Chosen_recording_is_played_whatever_the_path()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        await using var upstream = ReplayUpstream.Start([]);
        var recording = Recordings.Where(api: "openai.chat", isStream: true)[0];
        upstream.Play(recording);
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        var answer = await client.ExchangeAsync("POST", "/any", "{}");

        answer.Framing.ShouldBe(BodyFraming.Chunked);
        answer.Body.ShouldBe(recording.ResponseBody);
    }
}
