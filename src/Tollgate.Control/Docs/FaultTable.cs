using System.Text.Json.Nodes;
using Tollgate.Faults;

namespace Tollgate.Control.Docs;

/// <summary>The closed list of failures, for documents and pages.</summary>
internal static class FaultTable
{
    /// <summary>One object for each code: <c>code</c>, <c>status</c>, <c>message</c>. Those that only the log knows are left out.</summary>
    public static JsonArray Write()
    {
        var rows = new JsonArray();
        foreach (var fault in Fault.All)
        {
            if (fault.Code != FaultCode.ClientCancel)
            {
                rows.Add(new JsonObject { ["code"] = fault.Name, ["status"] = fault.Status, ["message"] = fault.Message });
            }
        }

        return rows;
    }
}
