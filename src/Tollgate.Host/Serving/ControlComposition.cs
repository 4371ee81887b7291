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
    public static ControlParts Compose(GatewayParts parts, AdminAuth auth) => new()
    {
        Time = parts.Time,
        Log = parts.Log,
        Auth = auth,
        Areas =
        [
            group => VersionArea.Map(group, parts.Version),
            group => LogLevelArea.Map(group, parts.Log),
        ],
    };
}
