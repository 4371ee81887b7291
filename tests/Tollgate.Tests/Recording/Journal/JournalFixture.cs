using Tollgate.Configuration;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.TestSupport;
using Tollgate.Tests.Loops;

namespace Tollgate.Tests.Recording.Journal;

/// <summary>A journal in a folder of its own with one loop's end of it. The keeper runs only when a test says so.</summary>
internal sealed class JournalFixture : IAsyncDisposable
{
    private readonly LoopFixture _loops = new("sockets");
    private readonly MemoryStream _sink = new();
    private readonly LogWriter _writer;

    public JournalFixture(int segmentBytes = 64 << 10, long maxBytes = 1 << 20, JournalFull onFull = JournalFull.Refuse, JournalSync sync = JournalSync.Interval, TempFolder? folder = null)
    {
        OwnsFolder = folder is null;
        Folder = folder ?? new TempFolder();
        _writer = new LogWriter(_sink);
        Log = new EventLog(_writer, TimeProvider.System);
        Options = new JournalOptions
        {
            Folder = Folder.File("journal"), Node = "node-1", SegmentBytes = segmentBytes, MaxBytes = maxBytes, OnFull = onFull, Sync = sync,
        };
        Journal = RequestJournal.Open(Options, TimeProvider.System, Log);
        Loop = Journal.AddLoop(_loops.Loop);
    }

    public TempFolder Folder { get; }

    public EventLog Log { get; }

    public JournalOptions Options { get; }

    public RequestJournal Journal { get; }

    public LoopJournal Loop { get; }

    private bool OwnsFolder { get; }

    /// <summary>A record with something in every field.</summary>
    public static RequestRecord Record(int number = 1)
    {
        var record = new RequestRecord
        {
            StartedUnixMilliseconds = 1_790_000_000_000 + number,
            Caller = new Caller { KeyId = 0, Name = "key-ä", Org = "org", Team = "team", User = "user" },
            Surface = [.. "chat"u8],
            Provider = [.. "openai"u8],
            ModelServed = [.. "gpt-4o-2024"u8],
            Status = 200,
            Attempts = 2,
            Streamed = true,
            Cancelled = true,
            ErrorClass = ErrorClass.UpstreamTimeout,
            Fault = FaultCode.UpstreamTimeout,
            Usage = new TokenUsage
            {
                Source = UsageSource.Reported, Input = 1000, CachedInput = 100, CacheWrite = 50, CacheWrite1h = 20, Output = 2000, Reasoning = 500,
                AudioInput = 1, AudioOutput = 2, ImageInput = 3, ImageOutput = 4, Total = 3000,
            },
            Cost = new Cost(long.MaxValue, PriceState.Priced),
            RequestBytes = 123,
            ResponseBytes = 1L << 40,
            Events = 77,
            TtftMicroseconds = 1234,
            TtfaMicroseconds = -1,
            TotalMicroseconds = 99_999,
            UpstreamMicroseconds = 0,
            OverheadMicroseconds = 17,
        };
        record.Set(RecordText.RequestId, "req_1"u8);
        record.Set(RecordText.TraceId, "0af7651916cd43dd8448eb211c80319c"u8);
        record.Set(RecordText.ClientAddress, "127.0.0.1"u8);
        record.Set(RecordText.Method, "POST"u8);
        record.Set(RecordText.Path, "/v1/chat/completions?key=no"u8);
        record.Set(RecordText.ModelAsked, "gpt-4o"u8);
        record.Set(RecordText.App, "app"u8);
        return record;
    }

    /// <summary>Appends so many records on the loop and gives their ids.</summary>
    public Task<List<RecordId>> AppendAsync(int count) => _loops.CallAsync(() =>
    {
        var ids = new List<RecordId>();
        for (var i = 0; i < count; i++)
        {
            var record = Record(i);
            ids.Add(Loop.NextId(record.StartedUnixMilliseconds));
            Loop.Append(record, ids[^1], 0);
        }

        return ids;
    });

    public Task<T> OnLoopAsync<T>(Func<T> work) => _loops.CallAsync(work);

    public LoopFixture Loops => _loops;

    /// <summary>Everything that a store would be given from the beginning.</summary>
    public List<RequestEntry> ReadAll(string sink = "all")
    {
        using var source = new JournalSource(Journal.Segments, SinkCursor.Load(Journal.Folder, sink));
        var all = new List<RequestEntry>();
        while (source.Take(1000, 1 << 20) is { Entries.Count: > 0 } batch)
        {
            all.AddRange(batch.Entries);
            source.Confirm();
        }

        return all;
    }

    /// <summary>Ends as a killed process does: nothing is closed, and the folder's lock is gone.</summary>
    public async Task KillAsync()
    {
        await _loops.DisposeAsync();
        Journal.Abandon();
    }

    public async ValueTask DisposeAsync()
    {
        await _loops.DisposeAsync();
        Journal.Dispose();
        _writer.Dispose();
        await _sink.DisposeAsync();
        if (OwnsFolder)
        {
            Folder.Dispose();
        }
    }
}
