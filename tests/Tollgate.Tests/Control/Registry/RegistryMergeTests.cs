using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Control.Registry;
using Xunit;

namespace Tollgate.Tests.Control.Registry;

public sealed class RegistryMergeTests
{
    private static readonly GatewayConfig File = new()
    {
        Providers = [Demo("filed") with { Models = [new ModelClaim("x-*")], Order = 5 }],
        Models = [new ModelConfig { Name = "smart", Targets = [new TargetConfig { Provider = "filed" }], Fallback = ["x-1"] }],
    };

    [Fact]
    public void The_file_wins_a_name_and_what_needs_the_loser_goes_with_it()
    {
        var merged = RegistryMerge.Merge(
            File, [Entry(Demo("filed")), Entry(Demo("stored")), Entry(Over("m", "stored")), Entry(Over("n", "gone")), Entry(Over("o", "stored", "n"))]);
        merged.Config.Providers.Select(provider => provider.Name).ShouldBe(["stored", "filed"]);
        merged.Config.Models.Select(model => model.Name).ShouldBe(["smart", "m"]);
        merged.Problems.Keys.ShouldBe(["filed", "n", "o"], ignoreOrder: true);
        merged.Problems["filed"].Field.ShouldBe("name");
        merged.Problems["n"].Field.ShouldBe("targets[0].provider");
    }

    [Fact]
    public void An_entry_that_turns_a_fallback_of_the_file_into_a_circle_is_left_out()
    {
        var merged = RegistryMerge.Merge(File, [Entry(Over("x-1", "filed", "smart"))]);
        merged.Config.Models.Select(model => model.Name).ShouldBe(["smart"]);
        merged.Problems.Keys.ShouldBe(["x-1"]);
    }

    [Fact]
    public void Two_defaults_leave_the_first()
    {
        var merged = RegistryMerge.Merge(File, [Entry(Demo("a") with { Default = true }), Entry(Demo("b") with { Default = true })]);
        merged.Problems.Keys.ShouldBe(["b"]);
    }

    [Fact]
    public void What_does_not_open_is_left_out_and_hurts_no_other()
    {
        var merged = RegistryMerge.Merge(File, [Entry(Demo("a")) with { Problem = new EntryProblem("", "is damaged") }, Entry(Demo("b"))]);
        merged.Config.Providers.Count.ShouldBe(2);
        merged.Problems.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public void A_thousand_entries_that_hang_on_each_other_end_all_the_same()
    {
        LoadedEntry[] chain = [.. Enumerable.Range(0, 200).Select(i => Entry(Over($"m{i}", "filed", i == 199 ? "nobody" : $"m{i + 1}")))];
        var merged = RegistryMerge.Merge(File, chain);
        merged.Config.Models.Count.ShouldBe(1);
        merged.Problems.Count.ShouldBe(200);
        ConfigSnapshot.Compile(merged.Config, 1).Routes.ShouldNotBeEmpty();
    }

    private static ProviderConfig Demo(string name) => new() { Name = name, Kind = "demo" };

    private static ModelConfig Over(string name, string provider, params string[] fallback) =>
        new() { Name = name, Targets = [new TargetConfig { Provider = provider }], Fallback = fallback };

    private static LoadedEntry Entry(ProviderConfig provider) => Entry(RegistryKind.Provider, provider.Name) with { Provider = provider };

    private static LoadedEntry Entry(ModelConfig model) => Entry(RegistryKind.Model, model.Name) with { Model = model };

    private static LoadedEntry Entry(RegistryKind kind, string name) => new()
    {
        Stored = new StoredEntry { Id = name, Kind = kind, Name = name, Document = "{}", CreatedAt = default, ChangedAt = default }, Shown = new JsonObject(),
    };
}
