using Microsoft.Data.Sqlite;
using Tollgate.Recording;
using Tollgate.Storage.Sqlite.Control;

namespace Tollgate.Storage.Sqlite.Budgets;

/// <summary>
/// Says of each record whether it is in the sums already. What a batch takes becomes true with the transaction that stores its sums, or not at all.
/// </summary>
internal sealed class RecordStreams
{
    /// <summary>A record that comes again later than this is counted again; the journal is long pruned by then.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(40);

    private readonly Dictionary<long, RecordStream> _streams;
    private readonly Dictionary<long, RecordStream> _changed = [];
    private readonly HashSet<RecordId> _amended = [];

    private RecordStreams(Dictionary<long, RecordStream> streams) => _streams = streams;

    public int Count => _streams.Count;

    public static RecordStreams Load(SqliteConnection connection) => new(connection.List(
        static row => (Stream: row.GetInt64(0), Taken: RecordStream.Parse(row.GetString(1), row.GetInt64(2))),
        "SELECT stream, taken, at_ms FROM streams").ToDictionary(row => row.Stream, row => row.Taken));

    /// <summary>Takes a record or its amendment; false when it was taken before.</summary>
    public bool TryTake(SqliteConnection connection, RequestEntry entry)
    {
        if (entry.Revision > 0)
        {
            return _amended.Add(entry.Id) && connection.Execute("INSERT OR IGNORE INTO amended (id) VALUES (@id)", ("@id", entry.Id.ToArray())) == 1;
        }

        var number = (long)(((entry.Id.High & 0xFFFF) << 32) | (entry.Id.Low >> 32));
        if (!_changed.TryGetValue(number, out var stream))
        {
            _changed[number] = stream = _streams.TryGetValue(number, out var known) ? known.Copy() : new RecordStream();
        }

        stream.AtUnixMs = Math.Max(stream.AtUnixMs, entry.Id.UnixMilliseconds);
        return stream.TryTake((uint)entry.Id.Low);
    }

    /// <summary>Writes what changed; in the transaction of the sums.</summary>
    public void Save(SqliteConnection connection)
    {
        foreach (var (number, stream) in _changed)
        {
            connection.Execute(
                "INSERT INTO streams (stream, taken, at_ms) VALUES (@stream, @taken, @at) ON CONFLICT (stream) DO UPDATE SET taken = excluded.taken, at_ms = excluded.at_ms",
                ("@stream", number),
                ("@taken", stream.ToString()),
                ("@at", stream.AtUnixMs));
        }
    }

    /// <summary>The transaction was committed.</summary>
    public void Accept()
    {
        foreach (var (number, stream) in _changed) { _streams[number] = stream; }
        Refuse();
    }

    /// <summary>It was not.</summary>
    public void Refuse()
    {
        _changed.Clear();
        _amended.Clear();
    }

    /// <summary>Forgets processes that wrote nothing for long.</summary>
    public void Prune(SqliteConnection connection)
    {
        if (_streams.Count == 0) { return; }
        var before = _streams.Values.Max(stream => stream.AtUnixMs) - (long)Kept.TotalMilliseconds;
        if (connection.Execute("DELETE FROM streams WHERE at_ms < @before", ("@before", before)) > 0)
        {
            foreach (var gone in _streams.Where(pair => pair.Value.AtUnixMs < before).Select(pair => pair.Key).ToList()) { _streams.Remove(gone); }
        }

        connection.Execute("DELETE FROM amended WHERE id < @first", ("@first", RecordId.FirstAt(Math.Max(0, before)).ToArray()));
    }
}
