using Shouldly;
using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Keys;
using Xunit;

namespace Tollgate.Tests.Control.Keys;

public sealed class KeyServiceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_key_is_long_random_and_kept_as_a_hash()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var (key, secret) = await rig.MakeAsync("ci");
        secret.ShouldStartWith("sk-tg-");
        secret.Length.ShouldBe("sk-tg-".Length + 43); // 32 bytes in base64url
        key.Caller.Hash.ShouldBe(KeyHash.Of(secret));
        key.Caller.Passthrough.ShouldBeFalse();
        secret.ShouldEndWith(key.Hint);
        (await rig.MakeAsync("other")).Secret.ShouldNotBe(secret);
    }

    [Fact]
    public async Task Check_54_neither_secret_nor_hash_is_in_audit_trail_or_files()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var (key, secret) = await rig.MakeAsync("ci");
        var rotated = (await rig.Keys.RotateAsync(key.Id, TimeSpan.FromHours(1), KeyStoreRig.Actor, Stop)).Secret!;
        await rig.Keys.RevokeAsync(key.Id, KeyStoreRig.Actor, Stop);
        await using (var feed = rig.Feed())
        {
            await feed.LookAsync(Stop);
        }

        var trail = await rig.Store.Audit.ListAsync(new AuditQuery(), Stop);
        trail.Select(entry => entry.Action).ShouldBe(["key.revoke", "key.rotate", "key.create"]);
        var text = string.Join('\n', trail.Select(entry => entry.ToString()));
        foreach (var canary in (string[])[secret, rotated])
        {
            text.ShouldNotContain(canary);
            text.ShouldNotContain(Convert.ToHexStringLower(KeyHash.Of(canary).ToArray()));
            foreach (var file in Directory.GetFiles(rig.Folder))
            {
                File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(canary)).ShouldBe(-1, file);
            }
        }

        trail[0].Before.ShouldNotBeNull().ShouldContain("\"status\":\"active\"");
        trail[0].After.ShouldNotBeNull().ShouldContain("\"status\":\"revoked\"");
    }

    [Theory]
    [InlineData("", "name")]
    [InlineData("two\nlines", "name")]
    [InlineData("nul\0", "name")]
    public async Task A_name_that_could_hide_in_a_log_is_refused(string name, string field)
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var result = await rig.Keys.CreateAsync(new KeyDraft { Name = name }, KeyStoreRig.Actor, Stop);
        result.Outcome.ShouldBe(KeyOutcome.Invalid);
        result.Field.ShouldBe(field);
    }

    [Fact]
    public async Task Bounds_are_kept()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        await Refused(new KeyDraft { Name = new string('x', 129) }, "name");
        await Refused(new KeyDraft { Name = "a", Models = [.. Enumerable.Repeat("m", 65)] }, "models");
        await Refused(new KeyDraft { Name = "a", Models = ["a*b"] }, "models[0]");
        await Refused(new KeyDraft { Name = "a", RequestsPerMinute = 0 }, "requests_per_minute");
        await Refused(new KeyDraft { Name = "a", ExpiresAt = rig.Time.GetUtcNow() }, "expires_at");
        await Refused(new KeyDraft { Name = "a", Labels = Enumerable.Range(0, 17).ToDictionary(i => $"l{i}", _ => "v", StringComparer.Ordinal) }, "labels");
        await Refused(new KeyDraft { Name = "a", Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["no space"] = "v" } }, "labels");

        async Task Refused(KeyDraft draft, string field) =>
            (await rig.Keys.CreateAsync(draft, KeyStoreRig.Actor, Stop)).Field.ShouldBe(field);
    }

    [Fact]
    public async Task An_edit_changes_what_it_names_and_nothing_else()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var (key, _) = await rig.MakeAsync("ci", draft => draft with { Team = "t", RequestsPerMinute = 5, ExpiresAt = rig.Time.GetUtcNow().AddDays(1) });
        var edited = (await rig.Keys.EditAsync(key.Id, new KeyEdit { Enabled = false, ExpiresAt = null }, KeyStoreRig.Actor, Stop)).Key!.Caller;
        edited.Enabled.ShouldBeFalse();
        edited.ExpiresAt.ShouldBeNull();
        edited.RequestsPerMinute.ShouldBe(5);
        edited.Team.ShouldBe("t");
        edited.Hash.ShouldBe(key.Caller.Hash);
        (await rig.MakeAsync("other")).Key.Caller.Name.ShouldBe("other");
        (await rig.Keys.EditAsync(key.Id, new KeyEdit { Name = "other" }, KeyStoreRig.Actor, Stop)).Outcome.ShouldBe(KeyOutcome.Conflict);
    }

    [Fact]
    public async Task A_revoked_key_stays_revoked()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var (key, _) = await rig.MakeAsync("ci");
        (await rig.Keys.RevokeAsync(key.Id, KeyStoreRig.Actor, Stop)).Outcome.ShouldBe(KeyOutcome.Done);
        (await rig.Keys.RevokeAsync(key.Id, KeyStoreRig.Actor, Stop)).Outcome.ShouldBe(KeyOutcome.Done);
        (await rig.Keys.EditAsync(key.Id, new KeyEdit { Enabled = true }, KeyStoreRig.Actor, Stop)).Outcome.ShouldBe(KeyOutcome.Conflict);
        (await rig.Keys.RotateAsync(key.Id, TimeSpan.Zero, KeyStoreRig.Actor, Stop)).Outcome.ShouldBe(KeyOutcome.Conflict);
        (await rig.Keys.RevokeAsync("key_nothing", KeyStoreRig.Actor, Stop)).Outcome.ShouldBe(KeyOutcome.NotFound);
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_both_made()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var (key, _) = await rig.MakeAsync("ci");
        await Task.WhenAll(
            Task.Run(() => rig.Keys.EditAsync(key.Id, new KeyEdit { Team = "t" }, KeyStoreRig.Actor, Stop)),
            Task.Run(() => rig.Keys.EditAsync(key.Id, new KeyEdit { User = "u" }, KeyStoreRig.Actor, Stop)));
        var after = (await rig.Keys.FindAsync(key.Id, Stop))!.Caller;
        (after.Team, after.User).ShouldBe(("t", "u"));
    }
}
