using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Routing;

/// <summary>placeholder</summary>
internal static class FormStage
{
    public static async LoopTask<GatewayFault> ReadAsync(RequestContext request)
    {
        await LoopTask.Completed;
        return default;
    }
}
