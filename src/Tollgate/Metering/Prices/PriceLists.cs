using Tollgate.Routing;

namespace Tollgate.Metering.Prices;

/// <summary>Which provider's rows of the built-in list apply to a kind of provider.</summary>
internal static class PriceLists
{
    private const string Any = "openai-compatible";

    /// <summary>The list of a kind; null where models are the operator's own, or nobody knows whose they are.</summary>
    /// <param name="kind">Kind of provider, by its main name.</param>
    /// <param name="host">Where it is, for kinds that may be anybody.</param>
    public static string? Of(string kind, string host) => kind switch
    {
        "dashscope" => "qwen",
        "ark" => "doubao",
        "demo" or "vllm" or "sglang" or "ollama" or "llamacpp" or "tgi" => null,
        Any => OfHost(host),
        _ => kind,
    };

    private static string? OfHost(string host)
    {
        var preset = ProviderPresets.All.FirstOrDefault(
            p => p.NeedsKey && p.FixedUrls.Any(url => string.Equals(new Uri(url).Host, host, StringComparison.OrdinalIgnoreCase)));
        return preset is null ? null : Of(preset.Kind, host);
    }
}
