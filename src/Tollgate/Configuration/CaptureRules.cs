using Tollgate.Recording.Capture;
using Tollgate.Surfaces;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>capture</c>.</summary>
internal static class CaptureRules
{
    /// <summary>Surfaces that have content to keep.</summary>
    private static readonly string[] Surfaces =
        [.. SurfaceNames.Text.Where(name => name is not ("models" or "count_tokens" or "live" or "raw" or "operations" or "unknown"))];

    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        if (config.Capture is not { } capture) { return; }
        for (var i = 0; i < capture.Keys.Count; i++) { TextRules.Line(findings, $"capture.keys[{i}]", capture.Keys[i], 128); }
        for (var i = 0; i < capture.Routes.Count; i++)
        {
            if (!Surfaces.Contains(capture.Routes[i], StringComparer.Ordinal))
            {
                findings.Error($"capture.routes[{i}]", "must be one of " + string.Join(", ", Surfaces) + NearestName.Hint(capture.Routes[i], Surfaces));
            }
        }

        for (var i = 0; i < capture.Redact.Count; i++)
        {
            if (RedactionRules.TryMake(capture.Redact[i]) is null)
            {
                findings.Error($"capture.redact[{i}]", "is neither a built-in rule (" + string.Join(", ", RedactionRules.Names) + ") nor a regular expression");
            }
        }
    }
}
