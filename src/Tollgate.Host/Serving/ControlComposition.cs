using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Bridge;
using Tollgate.Control.Budgets;
using Tollgate.Control.Docs;
using Tollgate.Control.Explain;
using Tollgate.Control.Experiments;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Control.Limits;
using Tollgate.Control.RequestLog;
using Tollgate.Control.Status;
using Tollgate.Listening;

namespace Tollgate.Host.Serving;

/// <summary>What the control plane of this process consists of: every area of the admin API has its line here.</summary>
internal static class ControlComposition
{
    /// <summary>Puts it together.</summary>
    /// <param name="parts">What engine and control plane share.</param>
    /// <param name="server">The engine.</param>
    /// <param name="auth">The gate to the admin API.</param>
    /// <param name="bridge">What joins it to the engine.</param>
    /// <param name="stores">The control store and what lives in it.</param>
    /// <param name="requests">Answers questions about recorded requests; null where none are recorded.</param>
    /// <param name="budgets">Answers questions about budgets.</param>
    public static ControlParts Compose(
        GatewayParts parts, GatewayServer server, AdminAuth auth, ControlBridge bridge, ControlStores stores, IRequestLog? requests, BudgetSources budgets)
    {
        var exports = new WorkSlots(ExportArea.MaxAtOnce);
        server.Metrics.AddCounter("tollgate_admin_bad_keys_total", "Requests to the admin API with a wrong key.", () => auth.BadTries);
        server.Metrics.AddCounter("tollgate_admin_exports_refused_total", "Exports refused because too many ran.", () => exports.Refused);
        return new ControlParts
        {
            Front = bridge.Front,
            Tunnel = bridge.Tunnel,
            Time = parts.Time,
            Log = parts.Log,
            Auth = auth,
            Areas = [.. Areas(parts, server, stores, requests, exports, budgets), group => ExplainArea.Map(group, bridge)],
        };
    }

    private static List<Action<RouteGroupBuilder>> Areas(
        GatewayParts parts, GatewayServer server, ControlStores stores, IRequestLog? requests, WorkSlots exports, BudgetSources budgets) =>
        [
            group => DocsArea.Map(group, parts.Version),
            group => StatusArea.Map(group, new StatusSources(parts, server.ReadStatus, Environment.MachineName)),
            group => ExperimentsArea.Map(group, server.Turns),
            group => VersionArea.Map(group, parts.Version),
            group => LogLevelArea.Map(group, parts.Log),
            group => LimitsArea.Map(group, server.Limits),
            stores.Map,
            group => RequestsArea.Map(group, requests, parts.Time),
            group => ExportArea.Map(group, requests, parts.Time, exports),
            group => StatsArea.Map(group, requests, parts.Time),
            group => BudgetArea.Map(group, budgets),
        ];
}
