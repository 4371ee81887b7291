using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Upstreams.Demo;

/// <summary>Connects to the demo provider: memory instead of a network.</summary>
internal sealed class DemoDialer : IUpstreamDialer
{
    private readonly DemoTransport _demo = new(new DemoOptions());

    public LoopTask<Transport?> ConnectAsync(EventLoop loop, Upstream upstream, ConnectNotes notes) => new(_demo.Connect(loop));
}
