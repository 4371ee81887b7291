using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads how a model's requests are shared out: the settings within an entry of <c>models</c>.</summary>
internal static class RoutingSections
{
    /// <summary>A weight that is left out counts nothing once any is given.</summary>
    public static BlendWeights? Blend(SectionReader model)
    {
        if (model.Find("blend") is null) { return null; }
        var section = model.Section("blend");
        var blend = new BlendWeights
        {
            Latency = section.Share("latency") ?? 0,
            Cost = section.Share("cost") ?? 0,
            Success = section.Share("success") ?? 0,
            Load = section.Share("load") ?? 0,
        };
        section.Done();
        return blend;
    }
}
