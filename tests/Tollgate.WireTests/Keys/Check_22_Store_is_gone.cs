using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Keys;

public sealed class Check_22_Store_is_gone
{
    [Fact]
    public async Task Check_22_known_keys_work_without_the_control_store_even_after_a_restart()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StoredKeys.StartAsync(Engines.Sockets, upstream);
        var (_, secret) = await gateway.MakeKeyAsync("""{"name":"a"}""");
        var snapshot = Path.Combine(gateway.DataDir, "keys.snapshot");
        await Eventually.TrueAsync(() => File.Exists(snapshot));
        foreach (var file in Directory.GetFiles(gateway.DataDir, "control.db*"))
        {
            File.Delete(file);
        }

        File.WriteAllText(Path.Combine(gateway.DataDir, "control.db"), new string('x', 8192));
        await Eventually.TrueAsync(() => gateway.Log.Contains("control store fails", StringComparison.Ordinal));
        (await gateway.ChatWithAsync(secret)).Status.ShouldBe(200);
        var refused = await gateway.AdminAsync("POST", "/api/keys", """{"name":"b"}""", 503);
        refused.GetProperty("code").GetString().ShouldBe("STORAGE_ERROR");
        await gateway.StopAsync();

        await using var log = new LineLog();
        await using (await InProcessGateway.StartAsync(["serve", "--config", gateway.ConfigPath], log, TestContext.Current.CancellationToken))
        {
            (await gateway.ChatWithAsync(secret)).Status.ShouldBe(200);
            (await gateway.ChatWithAsync("sk-tg-unknown-to-all")).ShouldBeError(401, "AUTH_INVALID_TOKEN");
        }
    }
}
