using System.Buffers;
using Tollgate.Http1;

namespace Tollgate.Surfaces;

/// <summary>
/// Paths of Google's Live API, as its libraries write them: <c>/ws/google.ai.generativelanguage.{version}.GenerativeService.BidiGenerateContent</c>
/// at AI Studio, with <c>Constrained</c> behind it for short-lived tokens, and
/// <c>/ws/google.cloud.aiplatform.{version}.LlmBidiService/BidiGenerateContent</c> at Vertex AI.
/// </summary>
internal static class LiveEndpoint
{
    private static readonly SearchValues<byte> VersionBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789"u8);

    private static ReadOnlySpan<byte> Studio => "/ws/google.ai.generativelanguage."u8;

    private static ReadOnlySpan<byte> Cloud => "/ws/google.cloud.aiplatform."u8;

    public static bool Takes(HttpVerb verb, ReadOnlySpan<byte> path) => verb == HttpVerb.Get && (!StudioVersion(path).IsEmpty || !CloudVersion(path).IsEmpty);

    /// <summary>The version in a path of AI Studio's; empty where it is none of these.</summary>
    public static ReadOnlySpan<byte> StudioVersion(ReadOnlySpan<byte> path)
    {
        var version = Between(path, Studio, ".GenerativeService.BidiGenerateContent"u8);
        return version.IsEmpty ? Between(path, Studio, ".GenerativeService.BidiGenerateContentConstrained"u8) : version;
    }

    /// <summary>The version in a path of Vertex AI's; empty where it is none of these.</summary>
    public static ReadOnlySpan<byte> CloudVersion(ReadOnlySpan<byte> path) => Between(path, Cloud, ".LlmBidiService/BidiGenerateContent"u8);

    private static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> path, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        if (path.Length <= start.Length + end.Length || !path.StartsWith(start) || !path.EndsWith(end))
        {
            return default;
        }

        var version = path[start.Length..^end.Length];
        return version[0] == (byte)'v' && !version.ContainsAnyExcept(VersionBytes) ? version : default;
    }
}
