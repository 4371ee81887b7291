using Tollgate.Exchange;
using Tollgate.Listening;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>What is written into a body that is passed through: each target gets its own, whatever the one before it got.</summary>
internal static class BodyEdits
{
    /// <summary>The edits for one target.</summary>
    /// <param name="request">The request, its body scanned and naming a model.</param>
    /// <param name="deployment">Whose turn it is.</param>
    /// <param name="wantUsage">Ask a stream for its usage.</param>
    public static SpliceEdits Plan(RequestContext request, Deployment deployment, bool wantUsage)
    {
        var body = request.Body.Bytes;
        ref readonly var fields = ref request.Fields;
        return (deployment.Provider.Preset.BodyVersion, request.Endpoint.Format) switch
        {
            ({ } version, WireFormat.AnthropicMessages) => VersionSplice.Plan(body, in fields, version),
            ({ } version, WireFormat.AnthropicCount) => VersionSplice.PlanBeside(body, in fields, version, deployment.UpstreamModelJson),
            _ => RequestSplice.Plan(body, in fields, deployment.UpstreamModelJson, wantUsage),
        };
    }
}
