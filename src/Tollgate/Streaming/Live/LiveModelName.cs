using System.Text;
using Tollgate.Routing;

namespace Tollgate.Streaming.Live;

/// <summary>The name of a model as Live sessions write it: AI Studio <c>models/NAME</c>, Vertex AI with project, location and publisher before that.</summary>
internal static class LiveModelName
{
    private static ReadOnlySpan<byte> Models => "models/"u8;

    /// <summary>The name alone. What is no name of a model of Google's own, such as <c>tunedModels/…</c>, stays as it is.</summary>
    public static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> full)
    {
        if (full.StartsWith(Models))
        {
            return full[Models.Length..];
        }

        var at = full.StartsWith("projects/"u8) || full.StartsWith("publishers/"u8) ? full.LastIndexOf("/models/"u8) : -1;
        return at < 0 ? full : full[(at + 1 + Models.Length)..];
    }

    /// <summary>The name as a provider wants it written.</summary>
    public static byte[] Full(Provider provider, ReadOnlySpan<byte> name)
    {
        if (provider.Preset.Layout == PathLayout.Vertex)
        {
            var project = provider.Paths.Project.AsSpan();
            return [.. project.IsEmpty ? project : project[1..], .. "/publishers/google/models/"u8, .. Bare(name)];
        }

        return name.StartsWith(Models) || name.StartsWith("tunedModels/"u8) ? name.ToArray() : [.. Models, .. name];
    }

    /// <summary>The provider's own name of the model that a request goes to.</summary>
    public static byte[] Of(Deployment deployment, ReadOnlySpan<byte> asked) =>
        Full(deployment.Provider, deployment.UpstreamModel is { } own ? Encoding.UTF8.GetBytes(own) : asked);
}
