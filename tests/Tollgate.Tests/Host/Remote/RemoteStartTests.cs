using Shouldly;
using Tollgate.Host.Serving;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Host.Remote;

public sealed class RemoteStartTests
{
    [Fact]
    public async Task A_start_begins_with_what_the_source_has()
    {
        await using var rig = RemoteRig.With(RemoteRig.Document("one"));
        var (result, beginning) = await rig.BeginAsync();
        result.Config.ShouldNotBeNull().Providers[0].Name.ShouldBe("one");
        result.Config.Storage.DataDir.ShouldBe(rig.Folder.Location);
        result.Warnings.ShouldBeEmpty();
        (beginning.CopiedAt, beginning.Tag is not null).ShouldBe((null, true));
    }

    [Fact]
    public async Task A_source_that_is_not_there_yet_has_a_while()
    {
        await using var rig = RemoteRig.With(RemoteRig.Document("one"));
        rig.Settings = rig.Settings with { Wait = TimeSpan.FromSeconds(30) };
        rig.Source.Fail(s => s.Json(503, "{}"));
        var said = new List<string>();
        var beginning = rig.BeginAsync(said.Add);
        await Eventually.TrueAsync(() => Advanced(rig) && rig.Source.Looks >= 3);
        rig.Source.Serve(RemoteRig.Document("one"));
        await Eventually.TrueAsync(() => Advanced(rig) && beginning.IsCompleted);
        (await beginning).Result.Config.ShouldNotBeNull();
        said.ShouldHaveSingleItem().ShouldContain("it answered 503; trying for 30 s");
    }

    [Fact]
    public async Task Without_a_copy_a_start_ends_when_its_time_is_over()
    {
        await using var rig = RemoteRig.With("");
        rig.Settings = rig.Settings with { Wait = TimeSpan.FromSeconds(2) };
        rig.Source.Fail(s => s.Json(500, "{}"));
        var beginning = rig.BeginAsync();
        await Eventually.TrueAsync(() => Advanced(rig) && beginning.IsCompleted);
        (await beginning.ShouldThrowAsync<StartException>()).Message.ShouldContain("it answered 500");
        rig.Source.Looks.ShouldBeInRange(2, 40);
    }

    [Theory]
    [InlineData("providers: [{ nam: x }]", "providers[0].nam")]
    [InlineData("", "is empty")]
    [InlineData("<!doctype html><html>", "mapping")]
    public async Task What_waiting_does_not_mend_ends_a_start_at_once(string document, string said)
    {
        await using var rig = RemoteRig.With(document);
        rig.Settings = rig.Settings with { Wait = TimeSpan.FromSeconds(30) };
        var refused = await rig.BeginAsync().ShouldThrowAsync<StartException>();
        refused.Message.ShouldContain(said);
        refused.Message.ShouldContain(rig.Address.Name);
        rig.Source.Looks.ShouldBe(1);
    }

    [Fact]
    public async Task The_copy_stands_in_for_a_source_that_is_away_or_has_something_invalid()
    {
        await using var rig = RemoteRig.With("providers: [{ nam: x }]");
        rig.Copy.Write(System.Text.Encoding.UTF8.GetBytes(RemoteRig.Document("kept")));
        var (result, beginning) = await rig.BeginAsync();
        result.Config.ShouldNotBeNull().Providers[0].Name.ShouldBe("kept");
        beginning.CopiedAt.ShouldNotBeNull();
        result.Warnings.ShouldHaveSingleItem().ShouldContain("copy");
        beginning.Problem.ShouldStartWith("line 1: providers[0].");

        rig.Source.Fail(s => s.ThenReset());
        (await rig.BeginAsync()).Beginning.Problem.ShouldBe("it could not be reached");
    }

    [Fact]
    public async Task A_source_that_hangs_holds_a_start_with_a_copy_up_for_some_seconds_and_one_without_tries_twice()
    {
        await using var rig = RemoteRig.With("");
        rig.Settings = rig.Settings with { Wait = TimeSpan.FromSeconds(1) };
        rig.Source.Fail(s => s.ThenHang());
        var alone = rig.BeginAsync();
        for (var look = 1; look <= 2; look++)
        {
            await rig.Source.Upstream.ReceivedAsync(look);
            rig.Time.Advance(TimeSpan.FromSeconds(11));
        }

        (await alone.ShouldThrowAsync<StartException>()).Message.ShouldContain("did not answer in time");

        rig.Settings = rig.Settings with { Wait = TimeSpan.FromSeconds(30) };
        rig.Copy.Write(System.Text.Encoding.UTF8.GetBytes(RemoteRig.Document("kept")));
        var helped = rig.BeginAsync();
        await rig.Source.Upstream.ReceivedAsync(3);
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        (await helped).Beginning.CopiedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_copy_that_is_no_longer_valid_is_named_with_its_errors()
    {
        await using var rig = RemoteRig.With("providers: [{ nam: x }]");
        rig.Copy.Write("providers: [{ nme: x }]"u8);
        var refused = await rig.BeginAsync().ShouldThrowAsync<StartException>();
        refused.Message.ShouldContain("providers[0].nam");
        refused.Message.ShouldContain("providers[0].nme");
        refused.Message.ShouldContain(rig.Copy.Path);
    }

    [Fact]
    public async Task What_unlocks_the_store_or_the_source_is_not_given_to_a_document()
    {
        await using var rig = RemoteRig.With("");
        foreach (var name in (string[])["TOLLGATE_CONFIG_TOKEN", "TOLLGATE_MASTER_KEY", "TOLLGATE_MASTER_KEY_NEXT"])
        {
            var content = System.Text.Encoding.UTF8.GetBytes($"providers: [{{ name: x, kind: openai, api_key: \"${{{name}}}\" }}]");
            rig.Reader(asked => asked == name ? "sk-canary-value" : null).Read(content).Errors.ShouldHaveSingleItem().Message.ShouldContain($"{name}, which is not set");
        }

        rig.Reader(asked => asked == "MY_KEY" ? "sk-canary-value" : null).Read("providers: [{ name: x, kind: openai, api_key: \"${MY_KEY}\" }]"u8).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_data_folder_that_a_start_would_not_look_in_is_a_warning()
    {
        await using var rig = RemoteRig.With("");
        var result = rig.Reader().Read("storage: { data_dir: ./elsewhere }\nproviders: [{ name: one, kind: demo }]"u8);
        result.Config.ShouldNotBeNull().Storage.DataDir.ShouldBe("./elsewhere");
        result.Warnings.ShouldHaveSingleItem().ShouldContain("TOLLGATE_DATA_DIR");
    }

    [Fact]
    public async Task A_copy_is_for_this_user_alone_and_for_one_address()
    {
        await using var rig = RemoteRig.With("");
        rig.Folder.Write("remote-config-0123456789abcdef.yaml", "old");
        rig.Folder.Write("remote-config.yaml", "somebody's");
        rig.Copy.Write("one: 1"u8);
        rig.Copy.Write("two: 2"u8);
        rig.Copy.Read().ShouldNotBeNull().Content.ShouldBe("two: 2"u8.ToArray());
        Directory.GetFiles(rig.Folder.Location).Select(Path.GetFileName).ShouldBe(["remote-config.yaml", Path.GetFileName(rig.Copy.Path)], ignoreOrder: true);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(rig.Copy.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static bool Advanced(RemoteRig rig)
    {
        rig.Time.Advance(TimeSpan.FromMilliseconds(5));
        return true;
    }
}
