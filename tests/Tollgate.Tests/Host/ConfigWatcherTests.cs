using System.Collections.Concurrent;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.Reloading;
using Tollgate.Host.Yaml;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class ConfigWatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("tollgate-watch-").FullName;
    private readonly BlockingCollection<(ConfigSnapshot Snapshot, IReadOnlyList<string> Warnings)> _published = [];
    private readonly BlockingCollection<IReadOnlyList<ConfigError>> _refused = [];
    private long _generation = 1;

    private string File => Path.Combine(_folder, "tollgate.yaml");

    [Fact]
    public async Task A_change_is_brought_into_force_once_and_the_next_generation_is_its()
    {
        await using var watcher = await LoadedAsync("one");
        await watcher.LookAsync(default);
        _published.Count.ShouldBe(0);

        Write("two");
        await watcher.LookAsync(default);
        await watcher.LookAsync(default);
        var (snapshot, _) = _published.ShouldHaveSingleItem();
        snapshot.Generation.ShouldBe(3);
        snapshot.FindProvider("two"u8).ShouldNotBeNull();
        snapshot.FindProvider("one"u8).ShouldBeNull();
    }

    [Fact]
    public async Task The_content_that_is_in_force_already_is_not_published_again()
    {
        Write("one");
        var result = YamlConfigLoader.Load(File, _ => null);
        await using var watcher = new ConfigWatcher(
            File, result.Fingerprint, _ => null, new ConfigReload(result.Config.ShouldNotBeNull(), Publish, _refused.Add), TimeProvider.System);
        await watcher.LookAsync(default);
        _published.Count.ShouldBe(0);
        Write("two");
        await watcher.LookAsync(default);
        _published.ShouldHaveSingleItem().Snapshot.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task A_bad_file_is_reported_once_and_changes_nothing_and_a_good_one_after_it_does()
    {
        await using var watcher = await LoadedAsync("one");
        System.IO.File.WriteAllText(File, "providers: [{ nam: x }]");
        await watcher.LookAsync(default);
        await watcher.LookAsync(default);
        _refused.ShouldHaveSingleItem().ShouldContain(e => e.Path == "providers[0].nam" && e.Line == 1);
        _published.Count.ShouldBe(0);

        System.IO.File.Delete(File);
        await watcher.LookAsync(default);
        _refused.Count.ShouldBe(2);

        Write("two");
        await watcher.LookAsync(default);
        _published.ShouldHaveSingleItem().Snapshot.Generation.ShouldBe(3);
    }

    [Fact]
    public async Task What_needs_a_restart_is_told_and_left_as_it_is()
    {
        await using var watcher = await LoadedAsync("one");
        System.IO.File.WriteAllText(File, "server: { loops: 7, heartbeat_seconds: 3 }\nproviders: [{ name: two, kind: demo }]");
        await watcher.LookAsync(default);
        var (snapshot, warnings) = _published.ShouldHaveSingleItem();
        snapshot.Config.Server.Loops.ShouldBe(0);
        snapshot.FindProvider("two"u8).ShouldNotBeNull();
        warnings.ShouldContain("A restart is needed for the change of server.loops, server.heartbeat_seconds.");
    }

    [Fact]
    public async Task A_running_watcher_sees_writes_renames_and_swapped_links()
    {
        Write("one");
        await using var watcher = Watcher();
        watcher.Start();
        Next().ShouldBe("one");

        Write("two");
        Next().ShouldBe("two");

        var draft = File + ".draft";
        System.IO.File.WriteAllText(draft, Text("three"));
        System.IO.File.Move(draft, File, overwrite: true);
        Next().ShouldBe("three");

        // As Kubernetes mounts a ConfigMap: the file is a link through a folder that is itself a link, and only that one changes.
        Folder("data-1", "four");
        Folder("data-2", "five");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), Path.Combine(_folder, "data-1"));
        System.IO.File.Delete(File);
        System.IO.File.CreateSymbolicLink(File, Path.Combine(_folder, "..data", "tollgate.yaml"));
        Next().ShouldBe("four");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..next"), Path.Combine(_folder, "data-2"));
        Directory.Delete(Path.Combine(_folder, "..data"));
        Directory.Move(Path.Combine(_folder, "..next"), Path.Combine(_folder, "..data"));
        Next().ShouldBe("five");
    }

    [Fact]
    public async Task A_subscriber_that_throws_does_not_end_the_watching()
    {
        Write("one");
        var calls = 0;
        await using var watcher = new ConfigWatcher(
            File,
            default,
            _ => null,
            new ConfigReload(new GatewayConfig(), (c, w) => { if (calls++ == 0) { throw new InvalidOperationException("bug"); } Publish(c, w); }, _refused.Add),
            TimeProvider.System);
        watcher.Start();
        _refused.TryTake(out var errors, Patience).ShouldBeTrue();
        errors.ShouldHaveSingleItem().Message.ShouldContain("InvalidOperationException");
        Write("two");
        Next().ShouldBe("two");
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _published.Dispose();
        _refused.Dispose();
    }

    private static string Text(string provider) => $"providers: [{{ name: {provider}, kind: demo }}]";

    private async Task<ConfigWatcher> LoadedAsync(string provider)
    {
        Write(provider);
        var watcher = Watcher();
        await watcher.LookAsync(default);
        _published.Take().Snapshot.Generation.ShouldBe(2);
        return watcher;
    }

    private ConfigWatcher Watcher() =>
        new(File, default, _ => null, new ConfigReload(new GatewayConfig(), Publish, _refused.Add), TimeProvider.System);

    private void Publish(GatewayConfig config, IReadOnlyList<string> warnings) => _published.Add((ConfigSnapshot.Compile(config, ++_generation), warnings));

    private void Write(string provider) => System.IO.File.WriteAllText(File, Text(provider));

    private void Folder(string name, string provider)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        System.IO.File.WriteAllText(Path.Combine(folder, "tollgate.yaml"), Text(provider));
    }

    private string Next()
    {
        _published.TryTake(out var published, Patience).ShouldBeTrue();
        return published.Snapshot.Providers[0].Name;
    }
}
