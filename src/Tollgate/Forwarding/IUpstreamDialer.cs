using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Forwarding;

/// <summary>Opens connections to one upstream: over the network, or to the demo provider in the same process.</summary>
internal interface IUpstreamDialer
{
    /// <summary>A connected transport, or null within the upstream's connect time; <paramref name="notes"/> hears whether that is our own want.</summary>
    LoopTask<Transport?> ConnectAsync(EventLoop loop, Upstream upstream, ConnectNotes notes);
}
