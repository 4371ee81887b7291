using System.Globalization;
using Tollgate.Forwarding;

namespace Tollgate.Configuration;

/// <summary>Rules of the stores that requests are recorded in: <c>storage.log</c> and <c>storage.sinks</c>.</summary>
internal static class StoreRules
{
    private const int MaxSinks = 8;

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var egress = ServerRules.Egress(config, withListeners: true);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var log = config.Storage.Log;
        if (log.Reveal() is not ("sqlite" or "none" or "journal")) { Address(findings, "storage.log", log, isLog: true, egress, names); }
        if (config.Storage.Sinks.Count > MaxSinks) { findings.Error("storage.sinks", $"must not hold more than {MaxSinks} stores"); }
        for (var i = 0; i < config.Storage.Sinks.Count; i++)
        {
            Address(findings, string.Create(CultureInfo.InvariantCulture, $"storage.sinks[{i}]"), config.Storage.Sinks[i], isLog: false, egress, names);
        }
    }

    private static void Address(ConfigFindings findings, string path, Secret address, bool isLog, EgressPolicy egress, HashSet<string> names)
    {
        if (!StoreUrl.TryParse(address, out var url, out var problem))
        {
            findings.Error(path, problem);
            return;
        }

        if (isLog && url.Kind is StoreKind.Influx) { findings.Error(path, "cannot be queried request by request: list it under storage.sinks"); }
        else if (url.Kind is not StoreKind.Postgres && !EgressUrl.TryParse(url.BaseAddress, egress, namedInFile: true, out _, out var refusal))
        {
            findings.Error(path, refusal);
        }
        else if (!names.Add(url.Name)) { findings.Error(path, "is a store that is already in use: each is fed once"); }
    }
}
