using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemoteWatcherTests
{
    private static readonly string One = RemoteRig.Document("one");
    private static readonly string Two = RemoteRig.Document("two");
    private const string Bad = "providers: [{ nam: x }]";

    [Fact]
    public async Task A_change_is_brought_into_force_once_and_kept_as_the_copy()
    {
        await using var rig = RemoteRig.With(One);
        await using var watcher = await rig.WatcherAsync();
        rig.Copy.Read().ShouldNotBeNull().Content.ShouldBe(Encoding.UTF8.GetBytes(One));
        await watcher.LookAsync(isWhole: false, default);
        (rig.Published.Count, rig.Source.NotModified).ShouldBe((0, 1));

        rig.Source.Serve(Two);
        await watcher.LookAsync(isWhole: false, default);
        await watcher.LookAsync(isWhole: false, default);
        var (config, warnings) = rig.Published.ShouldHaveSingleItem();
        config.Providers[0].Name.ShouldBe("two");
        warnings.ShouldBeEmpty(); // the data folder of the environment is no change
        rig.Copy.Read().ShouldNotBeNull().Content.ShouldBe(Encoding.UTF8.GetBytes(Two));
        rig.Board.ConfigSource.ShouldNotBeNull().IsStale.ShouldBeFalse();
        var metrics = rig.Metrics();
        metrics.ShouldContain("tollgate_config_polls_total{outcome=\"changed\"} 1\n");
        metrics.ShouldContain("tollgate_config_polls_total{outcome=\"unchanged\"} 2\n");
        metrics.ShouldContain("tollgate_config_polls_total{outcome=\"too_large\"} 0\n");
    }

    [Fact]
    public async Task The_same_bytes_without_a_tag_change_nothing()
    {
        await using var rig = RemoteRig.With(One);
        rig.Source.HasTags = false;
        await using var watcher = await rig.WatcherAsync();
        await watcher.LookAsync(isWhole: false, default);
        await watcher.LookAsync(isWhole: true, default);
        (rig.Published.Count, rig.Refused.Count, rig.Source.NotModified).ShouldBe((0, 0, 0));
        rig.Metrics().ShouldContain("{outcome=\"unchanged\"} 2\n");
    }

    [Fact]
    public async Task A_refused_document_is_reported_once_and_the_reason_stays_until_the_source_has_a_valid_one()
    {
        await using var rig = RemoteRig.With(One);
        await using var watcher = await rig.WatcherAsync();
        rig.Source.Serve(Bad);
        await watcher.LookAsync(isWhole: false, default);
        await watcher.LookAsync(isWhole: false, default);
        rig.Refused.ShouldHaveSingleItem().ShouldContain(error => error.Path == "providers[0].nam");
        rig.Source.NotModified.ShouldBe(1); // it is not fetched again
        rig.Board.LastReloadError.ShouldNotBeNull().Error.ShouldContain("providers[0].nam");
        rig.Board.ConfigSource.ShouldNotBeNull().IsStale.ShouldBeFalse();

        // Away in between, and back with the same: the reason is the document again.
        rig.Source.Fail(s => s.Json(500, "{}"));
        await watcher.LookAsync(isWhole: false, default);
        rig.Board.LastReloadError.ShouldNotBeNull().Error.ShouldContain("500");
        rig.Source.Serve(Bad);
        await watcher.LookAsync(isWhole: false, default);
        rig.Board.LastReloadError.ShouldNotBeNull().Error.ShouldContain("providers[0].nam");
        rig.Refused.Count.ShouldBe(1);

        // Taking it back is not a change.
        rig.Source.Serve(One);
        await watcher.LookAsync(isWhole: false, default);
        rig.Board.LastReloadError.ShouldBeNull();
        rig.Published.Count.ShouldBe(0);
        rig.Copy.Read().ShouldNotBeNull().Content.ShouldBe(Encoding.UTF8.GetBytes(One));
    }

    [Fact]
    public async Task A_source_that_is_away_changes_nothing_but_what_is_reported_and_is_logged_once()
    {
        await using var rig = RemoteRig.With(One);
        await using var watcher = await rig.WatcherAsync();
        rig.Source.Fail(s => s.Json(404, "{}"));
        double[] pauses = [await LookAsync(), await LookAsync(), await LookAsync()];
        pauses.ShouldBe([3, 6, 12]);
        var since = rig.Board.LastReloadError.ShouldNotBeNull().At;
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        await LookAsync();
        rig.Board.LastReloadError.ShouldNotBeNull().At.ShouldBe(since);
        rig.Report.AgeSeconds.ShouldBe(120);
        (rig.Published.Count, rig.Refused.Count).ShouldBe((0, 0));
        rig.Board.ConfigSource.ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.IsStale.ShouldBeTrue(), s => s.FromCopy.ShouldBeFalse(), s => s.LastSeenAt.ShouldBe(rig.Time.GetUtcNow().AddMinutes(-2)));

        rig.Source.Serve(Two);
        (await LookAsync()).ShouldBe(3);
        rig.Published.ShouldHaveSingleItem();
        rig.Report.AgeSeconds.ShouldBe(0);
        rig.Board.ConfigSource.ShouldNotBeNull().IsStale.ShouldBeFalse();
        var lines = rig.Logged().Split('\n');
        lines.Count(line => line.Contains("cannot be used", StringComparison.Ordinal)).ShouldBe(1);
        lines.Count(line => line.Contains("answers again", StringComparison.Ordinal)).ShouldBe(1);

        async Task<double> LookAsync() => (await watcher.LookAsync(isWhole: false, default)).TotalSeconds;
    }

    [Fact]
    public async Task Half_a_document_that_would_be_valid_is_not_taken()
    {
        await using var rig = RemoteRig.With(One);
        await using var watcher = await rig.WatcherAsync();
        rig.Source.Fail(s => s.Say($"HTTP/1.1 200 OK\r\ncontent-length: {Two.Length + 20}\r\n\r\n{Two}").ThenClose());
        await watcher.LookAsync(isWhole: false, default);
        rig.Published.Count.ShouldBe(0);
        rig.Metrics().ShouldContain("{outcome=\"cut_off\"} 1\n");
    }

    [Fact]
    public async Task A_start_with_the_copy_is_stale_until_the_source_has_spoken()
    {
        await using var rig = RemoteRig.With(One);
        rig.Copy.Write(Encoding.UTF8.GetBytes(One));
        rig.Source.Fail(s => s.ThenReset());
        await using var watcher = await rig.WatcherAsync();
        rig.Board.ConfigSource.ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.IsStale.ShouldBeTrue(), s => s.FromCopy.ShouldBeTrue());
        rig.Board.LastReloadError.ShouldNotBeNull().Error.ShouldContain("could not be reached");
        await watcher.LookAsync(isWhole: false, default);

        rig.Source.Serve(One);
        await watcher.LookAsync(isWhole: false, default);
        rig.Published.Count.ShouldBe(0);
        rig.Board.ConfigSource.ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.IsStale.ShouldBeFalse(), s => s.FromCopy.ShouldBeFalse());
        rig.Board.LastReloadError.ShouldBeNull();
        rig.Logged().Split('\n').Count(line => line.Contains("cannot be used", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_stays_stale_while_the_source_has_something_invalid()
    {
        await using var rig = RemoteRig.With(Bad);
        rig.Copy.Write(Encoding.UTF8.GetBytes(One));
        await using var watcher = await rig.WatcherAsync();
        await watcher.LookAsync(isWhole: false, default);
        rig.Refused.ShouldHaveSingleItem();
        rig.Board.ConfigSource.ShouldNotBeNull().IsStale.ShouldBeTrue();
        rig.Source.Serve(Two);
        await watcher.LookAsync(isWhole: false, default);
        rig.Published.ShouldHaveSingleItem();
        rig.Board.ConfigSource.ShouldNotBeNull().IsStale.ShouldBeFalse();
    }

    [Fact]
    public async Task A_version_with_the_tag_of_the_one_before_is_found_in_the_end()
    {
        await using var rig = RemoteRig.With(One);
        await using var watcher = await rig.WatcherAsync();
        rig.Source.Fail(s => s.Decide(request => request["if-none-match"] is null
            ? new UpstreamScript().Answer(200, "application/yaml", Encoding.UTF8.GetBytes(Two), "etag: " + ConfigUpstream.TagOf(One))
            : new UpstreamScript().Say("HTTP/1.1 304 Not Modified\r\n\r\n")));
        await watcher.LookAsync(isWhole: false, default);
        rig.Published.Count.ShouldBe(0);
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        await watcher.LookAsync(isWhole: false, default);
        rig.Published.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_the_copy_alone()
    {
        await using var rig = RemoteRig.With(One);
        Directory.CreateDirectory(rig.Copy.Path);
        await using var watcher = await rig.WatcherAsync();
        rig.Source.Serve(Two);
        await watcher.LookAsync(isWhole: false, default);
        rig.Published.ShouldHaveSingleItem();
        rig.Logged().ShouldContain("copy could not be written");
    }

    [Fact]
    public async Task A_running_watcher_looks_by_the_clock_and_at_once_when_told_and_survives_a_bug()
    {
        await using var rig = RemoteRig.With(One);
        rig.Bug = new InvalidOperationException("bug");
        var watcher = await rig.WatcherAsync();
        watcher.Start();
        var before = rig.Source.Looks;
        rig.Source.Serve(Two);
        watcher.LookNow();
        await Eventually.TrueAsync(() => rig.Refused.Count == 1);
        rig.Refused[0][0].Message.ShouldContain("InvalidOperationException");
        rig.Source.Looks.ShouldBe(before + 1);

        rig.Bug = null;
        rig.Source.Serve(RemoteRig.Document("three"));
        await Eventually.TrueAsync(() =>
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(20));
            return rig.Published.Count == 1;
        });
        await watcher.DisposeAsync();
        watcher.LookNow();
    }
}
