using Tollgate.Control.Bridge;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Control.Status;
using Tollgate.Listening;

namespace Tollgate.Host.Serving;

/// <summary>What the control plane of this process consists of: every area of the admin API has its line here.</summary>
internal static class ControlComposition
{
    /// <summary>Puts it together.</summary>
    /// <param name="parts">What engine and control plane share.</param>
    /// <param name="auth">The gate to the admin API.</param>
    /// <param name="bridge">What joins it to the engine.</param>
    /// <param name="stores">The control store and what lives in it.</param>
    public static ControlParts Compose(GatewayParts parts, AdminAuth auth, ControlBridge bridge, ControlStores stores) => new()
    {
        Front = bridge.Front,
        Tunnel = bridge.Tunnel,
        Time = parts.Time,
        Log = parts.Log,
        Auth = auth,
        Areas =
        [
            group => VersionArea.Map(group, parts.Version),
            group => LogLevelArea.Map(group, parts.Log),
            stores.Map,
        ],
    };
}
