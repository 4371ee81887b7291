using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Listening;

/// <summary>Connects to the control plane's server.</summary>
internal sealed class ControlDialer(string path) : IUpstreamDialer
{
    public LoopTask<Transport?> ConnectAsync(EventLoop loop, Upstream upstream, ConnectNotes notes) => loop.ConnectLocalAsync(path, upstream.Deadlines.Connect);
}
