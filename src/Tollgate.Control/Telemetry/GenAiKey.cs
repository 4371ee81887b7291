using System.Runtime.InteropServices;

namespace Tollgate.Control.Telemetry;

/// <summary>The attributes of one point of a GenAI metric. Empty ones are left out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GenAiKey(string Operation, string RequestModel, string ResponseModel, ProviderFacts Provider, string ErrorType, string TokenType)
{
    public void Write(ProtoWriter proto, int field)
    {
        proto.Attribute(field, "gen_ai.operation.name", Operation);
        proto.Attribute(field, "gen_ai.provider.name", Provider.System);
        proto.Attribute(field, "gen_ai.request.model", RequestModel);
        proto.Attribute(field, "gen_ai.response.model", ResponseModel);
        proto.Attribute(field, "gen_ai.token.type", TokenType);
        proto.Attribute(field, "error.type", ErrorType);
        if (Provider.Host.Length > 0)
        {
            proto.Attribute(field, "server.address", Provider.Host);
            proto.Attribute(field, "server.port", Provider.Port);
        }
    }
}
