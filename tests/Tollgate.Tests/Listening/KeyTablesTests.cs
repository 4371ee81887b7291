using Shouldly;
using Tollgate.Configuration;
using Tollgate.Keys;
using Tollgate.Tests.Admission;
using Xunit;

namespace Tollgate.Tests.Listening;

public sealed class KeyTablesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Stored_keys_and_those_of_the_file_are_one_table_whichever_changes()
    {
        using var rig = new KeyTablesRig();
        rig.Tables.Apply([Stored("a", "sk-tg-stored")]);
        rig.Tables.Apply(File("sk-file-0001"));
        rig.Keys.Find("sk-tg-stored"u8)!.StoredId.ShouldBe("key_a");
        rig.Keys.Find("sk-file-0001"u8)!.StoredId.ShouldBeEmpty();
        rig.Tables.Apply(File("sk-file-0002"));
        rig.Keys.Find("sk-file-0001"u8).ShouldBeNull();
        rig.Keys.Find("sk-tg-stored"u8).ShouldNotBeNull();
        rig.Tables.Apply([]);
        rig.Keys.Count.ShouldBe(1);
    }

    [Fact]
    public void What_a_key_says_of_its_owner_reaches_the_caller()
    {
        using var rig = new KeyTablesRig();
        rig.Tables.Apply([Stored("a", "sk-tg-a") with { Org = "o", Team = "团队", User = "u", Models = ["gpt-*"], CaptureContent = true }]);
        var caller = rig.Keys.Find("sk-tg-a"u8)!;
        caller.TeamUtf8.ShouldBe("团队"u8.ToArray());
        caller.UserUtf8.ShouldBe("u"u8.ToArray());
        caller.OrgUtf8.ShouldBe("o"u8.ToArray());
        caller.Models.Allows("gpt-4o"u8).ShouldBeTrue();
        caller.Models.Allows("o1"u8).ShouldBeFalse();
        caller.CaptureContent.ShouldBeTrue();
        caller.Passthrough.ShouldBeFalse();
    }

    [Fact]
    public void The_key_of_the_file_wins_over_a_stored_one_with_its_secret()
    {
        using var rig = new KeyTablesRig();
        rig.Tables.Apply(File("sk-same-0001"));
        rig.Tables.Apply([Stored("a", "sk-same-0001")]);
        rig.Tables.Apply([Stored("a", "sk-same-0001")]);
        rig.Keys.Find("sk-same-0001"u8)!.Name.ShouldBe("file");
        var log = rig.Log();
        log.Split("key_a").Length.ShouldBe(2, "warned of once");
        log.ShouldNotContain("sk-same-0001");
    }

    [Fact]
    public void The_secret_before_a_rotation_works_until_its_overlap_is_over()
    {
        using var rig = new KeyTablesRig();
        rig.Tables.Apply([Stored("a", "sk-tg-new") with { PreviousHash = KeyHash.Of("sk-tg-old"), PreviousUntil = Now }]);
        var (old, current) = (rig.Keys.Find("sk-tg-old"u8)!, rig.Keys.Find("sk-tg-new"u8)!);
        old.IsExpired(Now.ToUnixTimeMilliseconds() - 1).ShouldBeFalse();
        old.IsExpired(Now.ToUnixTimeMilliseconds()).ShouldBeTrue();
        current.IsExpired(Now.ToUnixTimeMilliseconds()).ShouldBeFalse();
        rig.Tables.Apply([Stored("a", "sk-tg-new") with { ExpiresAt = Now.AddHours(-1), PreviousHash = KeyHash.Of("sk-tg-old"), PreviousUntil = Now }]);
        rig.Keys.Find("sk-tg-old"u8)!.IsExpired(Now.AddHours(-1).ToUnixTimeMilliseconds()).ShouldBeTrue();
    }

    [Fact]
    public void Both_secrets_of_a_rotation_share_one_limit_which_edits_do_not_refill()
    {
        using var rig = new KeyTablesRig();
        var limits = new LimitRig();
        var key = Stored("a", "sk-tg-new") with { RequestsPerMinute = 5, PreviousHash = KeyHash.Of("sk-tg-old"), PreviousUntil = Now };
        rig.Tables.Apply([key]);
        var cell = limits.Plan.OfCaller(rig.Keys.Find("sk-tg-new"u8)!).ShouldHaveSingleItem();
        cell.Rule.Limit.ShouldBe(5);
        limits.Plan.OfCaller(rig.Keys.Find("sk-tg-old"u8)!).ShouldHaveSingleItem().ShouldBeSameAs(cell);
        rig.Tables.Apply([key with { Team = "t" }]);
        rig.Tables.Apply(File("sk-file-0001"));
        limits.Plan.OfCaller(rig.Keys.Find("sk-tg-new"u8)!).ShouldHaveSingleItem().ShouldBeSameAs(cell);
    }

    [Fact]
    public void A_key_that_is_gone_disabled_or_changed_its_secret_no_longer_admits_its_caller()
    {
        using var rig = new KeyTablesRig();
        rig.Tables.Apply([Stored("a", "sk-tg-a")]);
        var caller = rig.Keys.Find("sk-tg-a"u8)!;
        rig.Keys.Admits(caller, 0).ShouldBeTrue();
        rig.Tables.Apply([Stored("a", "sk-tg-a") with { Enabled = false }]);
        rig.Keys.Admits(caller, 0).ShouldBeFalse();
        rig.Tables.Apply([Stored("a", "sk-tg-b")]);
        rig.Keys.Admits(caller, 0).ShouldBeFalse();
        rig.Tables.Apply([Stored("a", "sk-tg-a") with { ExpiresAt = Now }]);
        rig.Keys.Admits(caller, Now.ToUnixTimeMilliseconds()).ShouldBeFalse();
        rig.Keys.Admits(caller, Now.ToUnixTimeMilliseconds() - 1).ShouldBeTrue();
    }

    private static GatewayConfig File(string secret) => new() { Keys = [new KeyConfig { Name = "file", Key = new Secret(secret) }] };

    private static StoredCaller Stored(string name, string secret) => new() { Id = "key_" + name, Name = name, Hash = KeyHash.Of(secret) };
}
