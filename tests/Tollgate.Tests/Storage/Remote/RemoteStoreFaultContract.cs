using Shouldly;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage;
using Tollgate.Storage.Health;
using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>
/// Whatever happens between the gateway and a store, a batch that is given again until it is taken is there once: nothing lost, nothing
/// doubled. The faults happen on a real connection to a real server.
/// </summary>
public abstract class RemoteStoreFaultContract : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = DateTimeOffset.UtcNow.AddHours(-1);

    private TcpFaultProxy? _proxy;
    private IRemoteStore? _store;

    private protected abstract ServerProcess Server { get; }

    private protected abstract string RightPassword { get; }

    private protected TcpFaultProxy Proxy => _proxy!;

    private protected IRemoteStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await Server.EnsureStartedAsync();
        Assert.SkipUnless(Server.Missing.Length == 0, Server.Missing);
        await PrepareAsync();
        _proxy = new TcpFaultProxy(Server.Port);
        _store = Open(Proxy.Port, RightPassword);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null) { await _store.DisposeAsync(); }
        if (_proxy is not null) { await _proxy.DisposeAsync(); }
    }

    [Fact]
    public async Task A_store_that_refuses_is_told_and_the_batch_counts_once_when_it_comes_again()
    {
        var batch = Batch(200, seed: 1);
        Proxy.Refuses = true;
        Proxy.CutAll();
        var failure = await Should.ThrowAsync<StoreException>(() => Store.WriteAsync(batch, CancellationToken.None));
        failure.Fault.ShouldBe(StoreFault.Refused);
        Store.Health.IsConnected.ShouldBeFalse();
        Store.Health.Fault.ShouldBe(StoreFault.Refused);
        Proxy.Refuses = false;
        await WriteUntilTakenAsync(batch);
        Store.Health.IsConnected.ShouldBeTrue();
        Store.Health.Problem.ShouldBe("");
        await HoldsAsync(batch);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(400)]
    [InlineData(1500)]
    public async Task An_answer_that_is_cut_off_leaves_nothing_doubled(int afterBytes)
    {
        var first = Batch(50, seed: 2);
        await Store.WriteAsync(first, CancellationToken.None);
        var second = Batch(300, seed: 3);
        Proxy.CutAll();
        Proxy.CutAfterBytes = afterBytes;
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await Store.WriteAsync(second, CancellationToken.None);
            }
            catch (StoreException)
            {
                // Perhaps stored, perhaps not: the journal does not know either.
            }
        }

        Proxy.CutAfterBytes = null;
        await WriteUntilTakenAsync(second);
        await HoldsAsync(first, second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_hangs_or_crawls_is_left_when_told_so_and_gets_the_batch_later(bool hangs)
    {
        var batch = Batch(300, seed: 4);
        await Store.WriteAsync(Batch(1, seed: 4), CancellationToken.None);
        Proxy.Drops = hangs;
        Proxy.BytesPerSecond = hangs ? 0 : 1;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.WriteAsync(batch, stop.Token).WaitAsync(TimeSpan.FromSeconds(30)));
        Proxy.Drops = false;
        Proxy.BytesPerSecond = 0;
        Proxy.CutAll();
        await WriteUntilTakenAsync(batch);
        await HoldsAsync(batch);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_started_again_has_everything_once()
    {
        var first = Batch(200, seed: 5);
        await Store.WriteAsync(first, CancellationToken.None);
        await Server.KillAsync();
        var second = Batch(200, seed: 6);
        var failure = await Should.ThrowAsync<StoreException>(() => Store.WriteAsync(second, CancellationToken.None));
        failure.Fault.ShouldBe(StoreFault.Refused);
        await Server.StartAsync();
        await WriteUntilTakenAsync(second);
        await Store.WriteAsync(first, CancellationToken.None);
        await HoldsAsync(first, second);
    }

    [Fact]
    public async Task A_wrong_password_is_told_as_such_and_never_shown()
    {
        await using var store = Open(Proxy.Port, "wrong-canary-9a1b");
        var failure = await Should.ThrowAsync<StoreException>(() => store.WriteAsync(Batch(1, seed: 7), CancellationToken.None));
        failure.Fault.ShouldBe(StoreFault.Auth);
        failure.ToString().ShouldNotContain("canary");
        store.Health.ToString().ShouldNotContain("canary");
        store.Name.ShouldNotContain("canary");
    }

    [Fact]
    [Trait("Category", "Nightly")]
    public Task A_store_takes_records_faster_than_a_busy_gateway_makes_them() => RemoteStoreRates.MeasureAsync(Open(Server.Port, RightPassword));

    private protected abstract Task PrepareAsync();

    private protected abstract IRemoteStore Open(int port, string password);

    /// <summary>Requests and their input tokens, as the store has them.</summary>
    private protected abstract Task<(long Requests, long TokensIn)> CountAsync();

    private protected static RecordBatch Batch(int count, int seed) =>
        new([.. SampleEntries.Many(count, Now.AddSeconds(seed * 100), TimeSpan.FromSeconds(90), seed).Select(Plain)], []);

    /// <summary>The journal does this, with pauses.</summary>
    private protected async Task WriteUntilTakenAsync(RecordBatch batch)
    {
        StoreException? last = null;
        var taken = await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await Store.WriteAsync(batch, CancellationToken.None);
                    return true;
                }
                catch (StoreException again)
                {
                    last = again;
                    return false;
                }
            },
            TimeSpan.FromSeconds(30));
        taken.ShouldBeTrue(last?.Message);
    }

    private protected async Task HoldsAsync(params RecordBatch[] batches)
    {
        var entries = batches.SelectMany(batch => batch.Entries).DistinctBy(entry => entry.Id).ToList();
        (await CountAsync()).ShouldBe((entries.Count, entries.Sum(entry => entry.Usage.Input)));
    }

    /// <summary>The samples' control characters are not what this is about.</summary>
    private static RequestEntry Plain(RequestEntry entry) => entry with { App = "app" };
}
