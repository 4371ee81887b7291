using Tollgate.Recording.Journal;

namespace Tollgate.Host.Serving;

/// <summary>Stores that a command has opened; closed at its end.</summary>
internal sealed class OpenStores(IReadOnlyList<RecordSink> sinks) : IAsyncDisposable
{
    public IReadOnlyList<IRecordSink> Sinks { get; } = [.. sinks.Select(sink => sink.Sink)];

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in Sinks)
        {
            await sink.DisposeAsync();
        }
    }
}
