namespace Tollgate.Recording.Journal;

/// <summary>
/// A store that the journal is copied into. It may be given a batch again after a failure or a crash, so what it does is idempotent by
/// <see cref="RequestEntry.Id"/>: an id that it has stays as it is, unless the one that comes has a higher revision.
/// </summary>
internal interface IRecordSink : IAsyncDisposable
{
    /// <summary>Names the sink's cursor, its metrics and its log lines; stable across restarts, without secrets.</summary>
    string Name { get; }

    /// <summary>Stores a batch durably. An exception means that nothing of it counts: the whole batch comes again later.</summary>
    Task WriteAsync(RecordBatch batch, CancellationToken stop);
}
