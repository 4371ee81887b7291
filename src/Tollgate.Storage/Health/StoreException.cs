using Tollgate.Recording.Journal;

namespace Tollgate.Storage.Health;

/// <summary>A store failed. The message may be logged and shown to operators: it holds no credential and no row.</summary>
internal sealed class StoreException(StoreFault fault, string message) : SinkException(fault.ToString().ToLowerInvariant(), message)
{
    public StoreFault Fault { get; } = fault;
}
