using Tollgate.WireTests.Harness;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>Writes providers that all lie at one upstream.</summary>
internal sealed class ProviderYaml(GatewayYaml yaml, string origin)
{
    public GatewayYaml Yaml => yaml;

    public void Provider(RecordedCall call) => Provider(call.Provider, call.Dialect switch
    {
        RecordedCall.Anthropic => "anthropic",
        RecordedCall.Gemini => "gemini",
        _ => "openai-compatible",
    }, call.Base);

    /// <summary>Recorded refusals follow each other here: the provider is asked each time.</summary>
    public void Provider(string name, string kind, string path, params (string Name, object? Value)[] more) =>
        yaml.Provider(name, origin + path, [("kind", kind), ("breaker", new Dictionary<string, object> { ["enabled"] = false }), .. more]);
}
