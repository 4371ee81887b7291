using System.Security.Cryptography;
using System.Threading.Channels;
using Tollgate.Host.Reloading;
using Tollgate.Host.Serving;
using Tollgate.Recording;

namespace Tollgate.Host.Remote;

/// <summary>
/// Asks a remote source again and again whether its document has changed, and brings a changed one into force. Whatever goes wrong changes nothing
/// but what is reported. What was seen last is told apart from what is in force: a refused document is not read again until it changes.
/// </summary>
internal sealed class RemoteWatcher : IAsyncDisposable
{
    /// <summary>
    /// So often the document is asked for without a condition: sources that make their tags of time and size give two versions of one second
    /// the same one.
    /// </summary>
    private static readonly TimeSpan WholeLookEvery = TimeSpan.FromMinutes(5);

    private readonly RemoteFetcher _fetcher;
    private readonly RemoteDocument _document;
    private readonly ConfigReload _reload;
    private readonly RemoteCopy _copy;
    private readonly RemotePace _pace;
    private readonly RemoteReport _report;
    private readonly RemoteAddress _address;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>One wish to look at once; more are the same one.</summary>
    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private byte[] _inForce;
    private byte[] _seen;
    private RemoteTag? _tag;
    private long _wholeLookAt;
    private Task _loop = Task.CompletedTask;

    /// <summary>A watcher that has not started.</summary>
    /// <param name="beginning">What is in force.</param>
    /// <param name="parts">Whom it works with.</param>
    public RemoteWatcher(RemoteBeginning beginning, RemoteWatcherParts parts)
    {
        (_fetcher, _document, _reload, _copy) = (parts.Fetcher, parts.Document, parts.Reload, parts.Copy);
        (_pace, _report, _log, _time) = (parts.Pace, parts.Report, parts.Log, parts.Time);
        (_address, _tag) = (beginning.Address, beginning.Tag);
        _inForce = SHA256.HashData(beginning.Content.Span);
        _seen = beginning.CopiedAt is null ? _inForce : [];
        _wholeLookAt = _time.GetTimestamp();
        if (beginning.CopiedAt is null)
        {
            Keep(beginning.Content.Span);
        }
    }

    /// <summary>Starts to look.</summary>
    public void Start() => _loop = Task.Run(WatchAsync);

    /// <summary>Looks at once, whatever the pause was to be, and without a condition.</summary>
    public void LookNow() => _wishes.Writer.TryWrite(true);

    /// <summary>Looks once. Not for use beside <see cref="Start"/>.</summary>
    /// <param name="isWhole">Ask for the document in any case.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>How long to wait before the next look.</returns>
    public async Task<TimeSpan> LookAsync(bool isWhole, CancellationToken stop)
    {
        isWhole |= _time.GetElapsedTime(_wholeLookAt) >= WholeLookEvery;
        var answer = await _fetcher.FetchAsync(isWhole ? null : _tag, stop);
        switch (answer.Outcome)
        {
            case RemoteOutcome.Unchanged:
                _report.Unchanged();
                return _pace.AfterAnswer();
            case RemoteOutcome.Document:
                _wholeLookAt = _time.GetTimestamp();
                Take(answer);
                return _pace.AfterAnswer();
            default:
                _report.Away(answer.Outcome, answer.Problem);
                return _pace.AfterFailure(answer.RetryAfter);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _fetcher.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        // A copy is looked behind at once.
        var pause = _seen.Length == 0 ? TimeSpan.Zero : _pace.First();
        while (!_stop.IsCancellationRequested)
        {
            var isAsked = await PauseAsync(pause);
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                pause = await LookAsync(isAsked, _stop.Token);
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                // One look that cannot end the loop: a reload that fails in an unforeseen way is a refused one.
                _reload.Fail(_address.Name, failure);
                _report.Refused();
                pause = _pace.AfterFailure(null);
            }
        }
    }

    /// <summary>Waits; true when somebody wants a look before the time is over.</summary>
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        using var over = new CancellationTokenSource(pause, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, _stop.Token);
        Task wish = _wishes.Reader.ReadAsync(either.Token).AsTask();
        await wish.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return wish.IsCompletedSuccessfully;
    }

    private void Take(RemoteAnswer answer)
    {
        _tag = answer.Tag;
        var digest = SHA256.HashData(answer.Content);
        if (digest.AsSpan().SequenceEqual(_seen))
        {
            _report.Unchanged();
            return;
        }

        _seen = digest;
        if (digest.AsSpan().SequenceEqual(_inForce))
        {
            // It went back to what is in force, or was that all the time.
            _report.InForce(RemoteOutcome.Unchanged);
            return;
        }

        if (_reload.Take(_document.Read(answer.Content, _reload.Current.Tokenizers)))
        {
            _inForce = digest;
            Keep(answer.Content);
            _report.InForce(RemoteOutcome.Document);
        }
        else
        {
            _report.Refused();
        }
    }

    private void Keep(ReadOnlySpan<byte> content)
    {
        try
        {
            _copy.Write(content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Warn(HostEvents.ConfigCopyNotKept, "The configuration's copy could not be written; a start without its source would not have it", ("problem", fault.Message));
        }
    }
}
