using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Routing;

/// <summary>Beginnings of a provider's paths, compiled from its base URL, its kind and what an account of that kind has besides.</summary>
internal sealed class UpstreamPaths
{
    /// <summary>In front of OpenAI's calls, such as <c>/v1</c>.</summary>
    public required byte[] OpenAi { get; init; }

    /// <summary>In front of Anthropic's calls, such as <c>/v1</c> or <c>/anthropic/v1</c>.</summary>
    public required byte[] Anthropic { get; init; }

    /// <summary>The base URL's path without its version: in front of calls that have a version, or none, of their own.</summary>
    public required byte[] Base { get; init; }

    /// <summary>Vertex AI's <c>/projects/{project}/locations/{location}</c>; empty elsewhere.</summary>
    public byte[] Project { get; init; } = [];

    /// <summary>Azure's <c>api-version</c> for the query; null where none is sent.</summary>
    public byte[]? ApiVersion { get; init; }

    /// <summary>The model is named by <c>/deployments/{model}</c> in the path.</summary>
    public bool NameDeployment { get; init; }

    /// <summary>Compiles them.</summary>
    public static UpstreamPaths Of(ProviderConfig config, ProviderPreset preset, UpstreamOrigin origin)
    {
        var prefix = Encoding.ASCII.GetString(origin.PathPrefix);
        var version = preset.VersionPaths.FirstOrDefault(v => prefix.EndsWith(v, StringComparison.Ordinal));
        var root = version is null ? prefix : prefix[..^version.Length];
        return new UpstreamPaths
        {
            Base = Encoding.ASCII.GetBytes(root),
            OpenAi = Encoding.ASCII.GetBytes(preset.OpenAiPath is { } openAi ? root + openAi : prefix),
            Anthropic = Encoding.ASCII.GetBytes(preset.AnthropicPath is { } anthropic ? root + anthropic : prefix),
            Project = preset.Layout == PathLayout.Vertex ? Encoding.ASCII.GetBytes($"/projects/{config.Project}/locations/{ProviderAddress.LocationOf(config)}") : [],
            ApiVersion = preset.Layout == PathLayout.Azure && config.ApiVersion is { } api ? Encoding.ASCII.GetBytes(api) : null,
            NameDeployment = preset.Layout == PathLayout.Azure && config.ApiVersion is not null && prefix.EndsWith(ProviderAddress.AzurePath, StringComparison.Ordinal),
        };
    }
}
