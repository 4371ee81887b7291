using System.Text;
using Shouldly;
using Tollgate.Host.Serving;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Keys;

public sealed class Check_55_Sealed_store
{
    [Fact]
    public async Task Check_55_a_start_with_a_wrong_or_missing_master_key_is_refused()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(Engines.Sockets, upstream);
        await gateway.MakeKeyAsync("""{"name":"a"}""");
        await gateway.StopAsync();
        var path = Path.Combine(gateway.DataDir, "master.key");
        var key = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]), TestContext.Current.CancellationToken);
        (await RefusalAsync(gateway)).ShouldContain("not the one that the control store is sealed with");
        File.Delete(path);
        var missing = await RefusalAsync(gateway);
        missing.ShouldContain("TOLLGATE_MASTER_KEY");
        missing.ShouldNotContain(key.Trim());
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Check_54_secrets_of_stored_keys_and_of_administrators_are_nowhere_but_in_their_answer()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(Engines.Sockets, upstream);
        var (id, secret) = await gateway.MakeKeyAsync("""{"name":"a"}""");
        var rotated = (await gateway.AdminAsync("POST", $"/api/keys/{id}/rotate", """{"overlap_seconds":60}""", 200)).GetProperty("key").GetString()!;
        foreach (var presented in (string[])[secret, rotated, secret + "x"])
        {
            (await gateway.ChatWithAsync(presented)).ToString().ShouldNotContain(presented);
        }

        (await gateway.AdminAsync("POST", "/api/keys", $$"""{"name":"{{secret}}","nonsense":"{{rotated}}"}""", 400)).ToString().ShouldNotContain(rotated);
        var seen = (await gateway.MetricsAsync()).Text + (await gateway.AdminAsync("GET", "/api/audit", null, 200)) + (await gateway.AdminAsync("GET", "/api/keys", null, 200));
        await gateway.StopAsync();
        seen += gateway.Log + gateway.AccessLog.Text();
        foreach (var canary in (string[])[secret, rotated, StoredKeys.AdminKey])
        {
            seen.ShouldNotContain(canary);
            foreach (var file in Directory.GetFiles(gateway.DataDir, "*", SearchOption.AllDirectories))
            {
                File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)).ShouldBe(-1, file);
            }
        }
    }

    private static async Task<string> RefusalAsync(RunningGateway gateway)
    {
        await using var log = new LineLog();
        return (await Should.ThrowAsync<StartException>(() => InProcessGateway.StartAsync(["serve", "--config", gateway.ConfigPath], log, TestContext.Current.CancellationToken))).Message;
    }
}
