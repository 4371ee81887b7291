using System.Security.Cryptography;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Reloading;

/// <summary>
/// Watches the configuration file and brings changes into force, by a look at its content four times a second. That is sure whatever an
/// editor's rename, a Kubernetes symlink swap or a network disk does; the system's notifications are not, and wake the process for every line
/// of a log file beside it. A change is often followed by another: for some seconds after one it looks often enough to take 1,000 a minute.
/// A file that is refused, half written or gone changes nothing but what is reported.
/// </summary>
internal sealed class ConfigWatcher : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(10);

    /// <summary>So long after a change there may be another.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(3);

    /// <summary>Writers need a moment between their first byte and their last.</summary>
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks at a file that never stands still before it is read as it is.</summary>
    private const int MaxUnsettled = 20;

    private readonly string _path;
    private readonly Func<string, string?> _env;
    private readonly ConfigReload _reload;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _seen = new byte[SHA256.HashSizeInBytes];
    private Task _loop = Task.CompletedTask;

    /// <summary>A watcher that has not started.</summary>
    /// <param name="path">The file that what is in force came from.</param>
    /// <param name="loaded"><see cref="Configuration.ConfigResult.Fingerprint"/> of the content that it came from; empty to read the file again at the start.</param>
    /// <param name="env">Gives an environment variable's value.</param>
    /// <param name="reload">Takes what was read, once per content. Called on a pool thread, one call at a time.</param>
    /// <param name="time">The clock.</param>
    public ConfigWatcher(string path, ReadOnlyMemory<byte> loaded, Func<string, string?> env, ConfigReload reload, TimeProvider time)
    {
        (_path, _env, _reload, _time) = (Path.GetFullPath(path), env, reload, time);
        loaded.CopyTo(_seen);
    }

    /// <summary>Starts to watch, with a look at once: the file may have changed since it was loaded.</summary>
    public void Start() => _loop = Task.Run(WatchAsync);

    /// <summary>Looks once, and brings a changed file into force when its content stands still. Not for use beside <see cref="Start"/>.</summary>
    /// <returns>The file had changed.</returns>
    public async Task<bool> LookAsync(CancellationToken stop)
    {
        var fingerprint = new byte[SHA256.HashSizeInBytes];
        Fingerprint(fingerprint);
        if (fingerprint.AsSpan().SequenceEqual(_seen)) { return false; }
        var before = new byte[SHA256.HashSizeInBytes];
        for (var look = 0; look < MaxUnsettled && !fingerprint.AsSpan().SequenceEqual(before); look++)
        {
            fingerprint.CopyTo(before, 0);
            await Task.Delay(Debounce, _time, stop);
            Fingerprint(fingerprint);
        }

        if (fingerprint.AsSpan().SequenceEqual(_seen)) { return false; }
        fingerprint.CopyTo(_seen, 0);
        _reload.Take(YamlConfigLoader.Load(_path, _env, _reload.Current.Tokenizers));
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Poll, _time);
            var changedAt = 0L;
            do
            {
                changedAt = await LookSafelyAsync() ? _time.GetTimestamp() : changedAt;
                var period = changedAt != 0 && _time.GetElapsedTime(changedAt) < BusyFor ? BusyPoll : Poll;
                if (timer.Period != period) { timer.Period = period; }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>One look that cannot end the loop: a reload that fails in an unforeseen way is a refused one.</summary>
    private async Task<bool> LookSafelyAsync()
    {
        try
        {
            return await LookAsync(_stop.Token);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _reload.Fail(_path, failure);
            return true;
        }
    }

    /// <summary>A digest of the content; of nothing when the file cannot be read.</summary>
    private void Fingerprint(Span<byte> digest)
    {
        Span<byte> block = stackalloc byte[4096];
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var total = 0;
            for (int read; total <= YamlConfigLoader.MaxFileBytes && (read = file.Read(block)) > 0; total += read) { hash.AppendData(block[..read]); }
            hash.GetHashAndReset(digest);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            digest.Fill(0xff);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(block);
        }
    }
}
