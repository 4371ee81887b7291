namespace Tollgate.Storage.Health;

/// <summary>How a store is doing.</summary>
/// <param name="Name">The sink's name.</param>
/// <param name="Fault">Why the last write failed; <see cref="StoreFault.None"/> when it did not.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Records">Records stored by this process, repeats included.</param>
/// <param name="Failures">Writes that failed.</param>
/// <param name="Problem">The last failure in words, without secrets; empty when there is none.</param>
internal sealed record StoreHealthState(string Name, StoreFault Fault, DateTimeOffset Since, long Records, long Failures, string Problem)
{
    public bool IsConnected => Fault is StoreFault.None;
}
