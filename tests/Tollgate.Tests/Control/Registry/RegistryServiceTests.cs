using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Control.Audit;
using Tollgate.Control.Registry;
using Xunit;

namespace Tollgate.Tests.Control.Registry;

public sealed class RegistryServiceTests
{
    private const string Canary = "sk-canary-71f0b3";

    private static readonly GatewayConfig File = new()
    {
        Providers = [new ProviderConfig { Name = "filed", Kind = "demo", Models = [new ModelClaim("demo")] }],
        Models = [new ModelConfig { Name = "smart", Targets = [new TargetConfig { Provider = "filed", Model = "demo" }] }],
    };

    [Fact]
    public async Task What_is_added_serves_and_its_secrets_are_in_force_but_shown_nowhere()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var made = await rig.CreateAsync(
            $$"""{"name":"a","endpoint":"https://a.example.com/v1","api_key":"{{Canary}}","headers":{"x-tenant":"{{Canary}}"},"models":{"m":"mm"},"order":-1}""");
        made.Outcome.ShouldBe(RegistryOutcome.Done, made.Message);
        var provider = rig.Sources.Snapshot.FindProvider("a"u8).ShouldNotBeNull();
        provider.FromFile.ShouldBeFalse();
        Encoding.ASCII.GetString(provider.CredentialLines).ShouldBe($"authorization: Bearer {Canary}\r\nx-tenant: {Canary}\r\n");
        rig.Sources.Snapshot.Providers[0].ShouldBe(provider);
        rig.Sources.Snapshot.Resolve("m"u8)!.Candidates[0].UpstreamModel.ShouldBe("mm");

        var shown = made.Entry!.Shown.ToJsonString();
        shown.ShouldContain("\"api_key\":\"***\"");
        shown.ShouldContain("\"x-tenant\":\"***\"");
        var audit = await rig.Store.Audit.ListAsync(new AuditQuery(), TestContext.Current.CancellationToken);
        (shown + audit[0].After + made.Entry.Stored.Document).ShouldNotContain(Canary);
        audit[0].Action.ShouldBe("provider.create");
        foreach (var file in Directory.GetFiles(rig.Folder))
        {
            Encoding.Latin1.GetString(await ReadAsync(file)).ShouldNotContain(Canary, customMessage: file);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_shown_can_be_given_back_without_its_mask_in_the_place_of_a_secret(bool replaces)
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var made = await rig.CreateAsync($$"""{"name":"a","headers":{"x-tenant":"{{Canary}}"},"api_key":"{{Canary}}","base_url":"https://a.example.com/v1"}""");
        var shown = made.Entry!.Shown.DeepClone().AsObject();
        shown["weight"] = 3;
        var changed = await rig.EditAsync(made.Entry.Id, shown.ToJsonString(), replaces: replaces);
        changed.Outcome.ShouldBe(RegistryOutcome.Done, changed.Message);
        var provider = rig.Sources.Snapshot.FindProvider("a"u8).ShouldNotBeNull();
        Encoding.ASCII.GetString(provider.CredentialLines).ShouldBe($"authorization: Bearer {Canary}\r\nx-tenant: {Canary}\r\n");
        (await rig.EditAsync(made.Entry.Id, """{"headers":{"x-other":"***"}}""")).Field.ShouldBe("headers.x-other");
    }

    [Fact]
    public async Task The_mask_of_a_secret_is_no_secret()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var result = await rig.CreateAsync("""{"name":"a","base_url":"https://a.example.com/v1","api_key":"***"}""");
        (result.Outcome, result.Field).ShouldBe((RegistryOutcome.Invalid, "api_key"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/v1")]
    [InlineData("http://localhost:9000/v1")]
    [InlineData("http://[::ffff:10.0.0.1]/v1")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://2130706433/v1")]
    [InlineData("http://192.168.1.1/v1")]
    [InlineData("https://a.example.com:6379/v1")]
    [InlineData("https://user:pass@a.example.com/v1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://a.example.com")]
    public async Task Check_46_an_address_that_may_not_be_dialled_is_refused_when_it_is_saved(string url)
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var result = await rig.CreateAsync($$"""{"name":"a","base_url":"{{url}}"}""");
        (result.Outcome, result.Field).ShouldBe((RegistryOutcome.Invalid, "base_url"));
        result.Message.ShouldNotContain("pass@");
        rig.Sources.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kinds_own_address_inside_needs_the_files_permission_too()
    {
        await using var refused = await RegistryRig.OpenAsync(File);
        (await refused.CreateAsync("""{"name":"a","kind":"vllm"}""")).Field.ShouldBe("base_url");
        await using var allowed = await RegistryRig.OpenAsync(File with { Egress = new EgressConfig { Allow = ["127.0.0.1"] } });
        (await allowed.CreateAsync("""{"name":"a","kind":"vllm"}""")).Outcome.ShouldBe(RegistryOutcome.Done);
    }

    [Theory]
    [InlineData("""{"name":"filed","kind":"demo"}""", "name", RegistryOutcome.Conflict)]
    [InlineData("""{"name":"a b","kind":"demo"}""", "name", RegistryOutcome.Invalid)]
    [InlineData("""{"kind":"demo"}""", "name", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","kind":"nonsense"}""", "kind", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","kind":"demo","role":"admin"}""", "role", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","kind":"demo","weight":0}""", "weight", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","kind":"demo","heartbeat_seconds":"x"}""", "heartbeat_seconds", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","kind":"demo","auto_discover":1}""", "auto_discover", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","url":"https://a.example.com","endpoint":"https://b.example.com"}""", "url", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","base_url":"https://a.example.com","api_key":"a\nb"}""", "api_key", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","base_url":"https://a.example.com","headers":{"x":"a\r\nhost: b"}}""", "headers.x", RegistryOutcome.Invalid)]
    [InlineData("""{"name":"a","base_url":"https://a.example.com","headers":{"host":"b"}}""", "headers.host", RegistryOutcome.Invalid)]
    internal async Task What_could_not_serve_is_refused_and_the_field_named(string json, string field, RegistryOutcome outcome)
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var result = await rig.CreateAsync(json);
        (result.Outcome, result.Field).ShouldBe((outcome, field), result.Message);
        (await rig.Store.Audit.ListAsync(new AuditQuery(), TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_keeps_what_it_does_not_name_and_null_takes_away()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var id = (await rig.CreateAsync($$"""{"name":"a","base_url":"https://a.example.com/v1","api_key":"{{Canary}}","models":["m"],"rpm":60}""")).Entry!.Id;
        (await rig.EditAsync(id, """{"url":"https://b.example.com/v1","rpm":null}""")).Outcome.ShouldBe(RegistryOutcome.Done);
        var after = rig.Service.Find(RegistryKind.Provider, id)!.Provider!;
        (after.BaseUrl, after.ApiKey!.Reveal(), after.RequestsPerMinute, after.Models.Count).ShouldBe(("https://b.example.com/v1", Canary, null, 1));
        (await rig.EditAsync(id, """{"name":"a","base_url":"https://c.example.com/v1"}""", replaces: true)).Outcome.ShouldBe(RegistryOutcome.Done);
        after = rig.Service.Find(RegistryKind.Provider, id)!.Provider!;
        (after.BaseUrl, after.ApiKey!.Reveal(), after.Models.Count).ShouldBe(("https://c.example.com/v1", Canary, 0));
        (await rig.EditAsync(id, """{"api_key":null}""")).Entry!.Provider!.ApiKey.ShouldBeNull();
    }

    [Fact]
    public async Task A_change_upon_an_old_reading_is_refused()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var made = (await rig.CreateAsync("""{"name":"a","kind":"demo"}""")).Entry!;
        (await rig.EditAsync(made.Id, """{"weight":2}""", at: made.Stored.Revision)).Outcome.ShouldBe(RegistryOutcome.Done);
        (await rig.EditAsync(made.Id, """{"weight":3}""", at: made.Stored.Revision)).Outcome.ShouldBe(RegistryOutcome.Conflict);
        rig.Service.Find(RegistryKind.Provider, made.Id)!.Provider!.Weight.ShouldBe(2);
    }

    [Fact]
    public async Task A_provider_that_a_stored_model_needs_stays()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var provider = (await rig.CreateAsync("""{"name":"a","kind":"demo"}""")).Entry!.Id;
        var model = await rig.CreateAsync("""{"name":"m","targets":[{"provider":"a","model":"demo"}],"fallback":["smart"]}""", RegistryKind.Model);
        model.Outcome.ShouldBe(RegistryOutcome.Done, model.Message);
        rig.Sources.Snapshot.Resolve("m"u8)!.Candidates.Length.ShouldBe(2);
        var refused = await rig.DeleteAsync(provider);
        (refused.Outcome, refused.Message).ShouldBe((RegistryOutcome.Conflict, "The model 'm' needs it."));
        (await rig.EditAsync(provider, """{"name":"b"}""")).Outcome.ShouldBe(RegistryOutcome.Conflict);
        (await rig.DeleteAsync(model.Entry!.Id, RegistryKind.Model)).Outcome.ShouldBe(RegistryOutcome.Done);
        (await rig.DeleteAsync(provider)).Outcome.ShouldBe(RegistryOutcome.Done);
        rig.Sources.Snapshot.FindProvider("a"u8).ShouldBeNull();
        (await rig.DeleteAsync(provider)).Outcome.ShouldBe(RegistryOutcome.NotFound);
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        var settings = System.Text.Json.Nodes.JsonNode.Parse("""{"name":"a","kind":"demo"}""")!.AsObject();
        var change = new RegistryChange(RegistryRig.Actor) { IsDryRun = true };
        (await rig.Service.CreateAsync(RegistryKind.Provider, settings, change, TestContext.Current.CancellationToken)).Outcome.ShouldBe(RegistryOutcome.Done);
        rig.Sources.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_process_follows_and_its_edit_is_not_lost()
    {
        await using var one = await RegistryRig.OpenAsync(File);
        await using var two = await RegistryRig.OpenAsync(File, beside: one);
        var made = (await one.CreateAsync("""{"name":"a","kind":"demo"}""")).Entry!;
        await two.LookAsync(TestContext.Current.CancellationToken);
        two.Sources.Snapshot.FindProvider("a"u8).ShouldNotBeNull();
        (await two.EditAsync(made.Id, """{"weight":2}""")).Outcome.ShouldBe(RegistryOutcome.Done);
        (await one.EditAsync(made.Id, """{"order":3}""")).Outcome.ShouldBe(RegistryOutcome.Done);
        var after = one.Service.Find(RegistryKind.Provider, made.Id)!.Provider!;
        (after.Weight, after.Order).ShouldBe((2, 3));
    }

    [Fact]
    public async Task Without_the_store_the_sealed_snapshot_has_the_entries_and_an_altered_one_is_not_read()
    {
        await using var rig = await RegistryRig.OpenAsync(File);
        await rig.CreateAsync($$"""{"name":"a","base_url":"https://a.example.com/v1","api_key":"{{Canary}}"}""");
        var later = new ConfigSources(File, "file", rig.Log);
        var path = Path.Combine(rig.Folder, RegistrySnapshot.FileName);
        Feed().LoadSnapshot();
        later.Entries.Single().Provider!.ApiKey!.Reveal().ShouldBe(Canary);

        var bytes = await ReadAsync(path);
        bytes[^20] ^= 1;
        await System.IO.File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        later = new ConfigSources(File, "file", rig.Log);
        Feed().LoadSnapshot();
        later.Entries.ShouldBeEmpty();

        RegistryFeed Feed() => new(rig.Store, rig.Masters, new EntryLoader(rig.Masters, Tollgate.Host.Yaml.EntryReader.Read), later, path, rig.Log);
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}
