using Tollgate.Recording.Journal;
using Tollgate.Storage.Health;

namespace Tollgate.Storage;

/// <summary>A sink on another machine.</summary>
internal interface IRemoteStore : IRecordSink
{
    /// <summary>How it is doing.</summary>
    StoreHealthState Health { get; }

    /// <summary>What has to be done now and then: once a minute is right. Failures come as exceptions and may be ignored until the next time.</summary>
    Task MaintainAsync(CancellationToken stop);
}
