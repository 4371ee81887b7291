using System.Text;
using Microsoft.Data.Sqlite;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Control.Keys;

public sealed class SecretTests
{
    private const string Canary = "sk-provider-canary-7e1d4b";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_goes_in_and_comes_out()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var secrets = new SecretStore(rig.Store, rig.Masters, rig.Time);
        await secrets.PutAsync("provider/a", new Secret(Canary), KeyStoreRig.Actor, Stop);
        await secrets.PutAsync("provider/a", new Secret(Canary + "2"), KeyStoreRig.Actor, Stop);
        (await secrets.GetAsync("provider/a", Stop))!.Reveal().ShouldBe(Canary + "2");
        (await secrets.GetAsync("provider/b", Stop)).ShouldBeNull();
        (await secrets.ListAsync("", 10, Stop)).ShouldBe(["provider/a"]);
        (await secrets.DeleteAsync("provider/a", KeyStoreRig.Actor, Stop)).ShouldBeTrue();
        (await secrets.GetAsync("provider/a", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Check_55_the_database_alone_shows_nothing_and_a_row_that_was_moved_does_not_open()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var secrets = new SecretStore(rig.Store, rig.Masters, rig.Time);
        await secrets.PutAsync("a", new Secret(Canary), KeyStoreRig.Actor, Stop);
        await secrets.PutAsync("b", new Secret("other"), KeyStoreRig.Actor, Stop);
        foreach (var file in Directory.GetFiles(rig.Folder, "control.db*"))
        {
            File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)).ShouldBe(-1);
        }

        Change(rig, "UPDATE provider_secrets SET wrapped_key = (SELECT wrapped_key FROM provider_secrets WHERE name = 'a'), content = (SELECT content FROM provider_secrets WHERE name = 'a') WHERE name = 'b'");
        await RefusedAsync("b");
        Change(rig, "UPDATE provider_secrets SET version = 7 WHERE name = 'a'");
        await RefusedAsync("a");

        async Task RefusedAsync(string name)
        {
            var refused = await Should.ThrowAsync<ControlStoreException>(() => secrets.GetAsync(name, Stop));
            refused.Kind.ShouldBe(StoreFaultKind.Refused);
            refused.ToString().ShouldNotContain(Canary);
        }
    }

    [Fact]
    public async Task Check_55_a_rotation_under_load_loses_and_refuses_nothing()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        for (var i = 0; i < 150; i++)
        {
            await new SecretStore(rig.Store, rig.Masters, rig.Time).PutAsync($"s{i}", new Secret($"v{i}"), KeyStoreRig.Actor, Stop);
        }

        // Another process: a ring of its own over the same files.
        var server = new SecretStore(rig.Store, new MasterKeyRing(rig.Files.Load), rig.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var reads = 0;
        var reading = Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    (await server.GetAsync($"s{reads % 150}", Stop))!.Reveal().ShouldBe($"v{reads % 150}");
                    if (reads++ % 10 == 0)
                    {
                        await server.PutAsync("busy", new Secret($"n{reads}"), KeyStoreRig.Actor, Stop);
                    }
                }
            },
            Stop);
        await Eventually.TrueAsync(() => Volatile.Read(ref reads) > 0 || reading.IsCompleted, what: "the other process reads");
        var before = rig.Masters.Primary!;
        var next = rig.Files.CreateNext();
        (await new SecretRotation(rig.Store).RunAsync(new MasterKeyRing(rig.Files.Load), next, Stop)).ShouldBeGreaterThanOrEqualTo(150);
        rig.Files.Promote();
        await over.CancelAsync();
        await reading;
        reads.ShouldBeGreaterThan(0);
        (await rig.Store.Secrets.NotUnderAsync(next.Id, 10, Stop)).ShouldBeEmpty();
        rig.Files.Load().Single().Id.ShouldBe(next.Id);
        next.Id.ShouldNotBe(before.Id);
        (await new SecretStore(rig.Store, new MasterKeyRing(rig.Files.Load), rig.Time).GetAsync("s149", Stop))!.Reveal().ShouldBe("v149");
    }

    [Fact]
    public async Task A_rotation_that_was_cut_off_goes_on_with_the_same_key()
    {
        await using var rig = await KeyStoreRig.OpenAsync();
        var secrets = new SecretStore(rig.Store, rig.Masters, rig.Time);
        await secrets.PutAsync("a", new Secret("1"), KeyStoreRig.Actor, Stop);
        await secrets.PutAsync("b", new Secret("2"), KeyStoreRig.Actor, Stop);
        var next = rig.Files.CreateNext();
        await rig.Store.SetSealingKeyAsync(rig.Masters.Primary!.Id, next.Id, Stop); // and then the process was killed
        await StoreOpening.OpenAsync(rig.Store, new MasterKeyRing(rig.Files.Load), Stop);
        (await secrets.GetAsync("a", Stop))!.Reveal().ShouldBe("1");
        await secrets.PutAsync("c", new Secret("3"), KeyStoreRig.Actor, Stop);
        rig.Files.CreateNext().Id.ShouldBe(next.Id);
        (await new SecretRotation(rig.Store).RunAsync(new MasterKeyRing(rig.Files.Load), next, Stop)).ShouldBe(2);
        rig.Files.Promote();
        rig.Files.HasNext.ShouldBeFalse();
        (await secrets.GetAsync("b", Stop))!.Reveal().ShouldBe("2");
    }

    [Fact]
    public async Task A_key_file_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var rig = await KeyStoreRig.OpenAsync();
        var path = Path.Combine(rig.Folder, "master.key");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        var refused = Should.Throw<MasterKeyException>(() => rig.Files.Load());
        refused.Message.ShouldContain("chmod 600");
        refused.Message.ShouldNotContain(File.ReadAllText(path).Trim());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("c2hvcnQ=", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=", true)]
    [InlineData("abcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890", true)]
    [InlineData("zzcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890", false)]
    public void A_master_key_is_32_bytes_in_base64_or_hexadecimal(string text, bool isKey)
    {
        var key = MasterKey.Parse(text);
        (key is not null).ShouldBe(isKey);
        key?.ToString().ShouldBe("***");
    }

    private static void Change(KeyStoreRig rig, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(rig.Folder, "control.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
