using Tollgate.Exchange;
using Tollgate.Surfaces;

namespace Tollgate.Routing;

/// <summary>What is known about a kind of provider: one row of <see cref="ProviderPresets"/>.</summary>
internal sealed record ProviderPreset
{
    /// <summary>The kind's name in a configuration.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name for people.</summary>
    public string Title { get => field ?? Kind; init; }

    /// <summary>Other names for the same kind.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The wire format that it speaks.</summary>
    public Dialect Dialect { get; init; } = Dialect.OpenAi;

    /// <summary>Formats that it speaks itself. What comes in one of them is passed through; what comes in another is translated into the first of the same operation.</summary>
    public IReadOnlyList<WireFormat> Formats { get; init; } =
        [WireFormat.OpenAiChat, WireFormat.OpenAiResponses, WireFormat.OpenAiCompletions, WireFormat.OpenAiEmbeddings, WireFormat.JinaRerank];

    /// <summary>The format that a translated chat uses where reasoning is wanted, since it alone keeps the reasoning's state; none = the first.</summary>
    public WireFormat ReasoningFormat { get; init; }

    /// <summary>Its responses format has a search of the web that runs at the provider.</summary>
    public bool Searches { get; init; }

    /// <summary>Formats of models whose names begin so, where these are not <see cref="Formats"/>: other vendors' models at the same cloud.</summary>
    public IReadOnlyList<(string Pattern, IReadOnlyList<WireFormat> Formats)> FormatsByModel { get; init; } = [];

    /// <summary>What Anthropic's format must say in <c>anthropic_version</c> within the body, in place of the model and the header; null elsewhere.</summary>
    public string? AnthropicBodyVersion
    {
        get;
        init => (field, BodyVersion) = (value, value is null ? null : new BodyVersion(value));
    }

    /// <summary><see cref="AnthropicBodyVersion"/> as it is written into bodies that are passed through.</summary>
    public BodyVersion? BodyVersion { get; private init; }

    /// <summary>Where it differs from OpenAI in OpenAI's chat format.</summary>
    public ChatQuirks Chat { get; init; } = ChatQuirks.Default;

    /// <summary>Where it is when the configuration does not say; null when it must.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Other addresses of the same service, for other parts of the world.</summary>
    public IReadOnlyList<string> OtherUrls { get; init; } = [];

    /// <summary>All its addresses but those that name a region.</summary>
    public IEnumerable<string> FixedUrls => BaseUrl is null || BaseUrl.Contains('{', StringComparison.Ordinal) ? OtherUrls : OtherUrls.Prepend(BaseUrl);

    /// <summary>Path taken for a base URL without one, such as <c>/v1</c>; empty = none.</summary>
    public string VersionPath { get; init; } = string.Empty;

    /// <summary>Other paths that stand for its version, such as an older one. They are taken off where a call has a version of its own.</summary>
    public IReadOnlyList<string> OtherVersions { get; init; } = [];

    /// <summary>Every path is below the version, whether the base URL is written with it or without.</summary>
    public bool AlwaysVersioned { get; init; }

    /// <summary>How its paths are arranged.</summary>
    public PathLayout Layout { get; init; }

    /// <summary>Where OpenAI's calls are, below the base URL without its version; null for right below the base URL.</summary>
    public string? OpenAiPath { get; init; }

    /// <summary>Where Anthropic's calls are, below the base URL without its version; null for right below the base URL.</summary>
    public string? AnthropicPath { get; init; }

    /// <summary>Its address and its credentials are those of a region.</summary>
    public bool NeedsRegion { get; init; }

    /// <summary>All paths that stand for its version, none of them empty.</summary>
    public IEnumerable<string> VersionPaths => OtherVersions.Append(VersionPath).Where(path => path.Length > 0);

    /// <summary>How it knows whose a request is.</summary>
    public SignIn SignIn { get; init; }

    /// <summary>Header that carries the credential.</summary>
    public string CredentialHeader { get; init; } = "authorization";

    /// <summary>Text before the credential in that header.</summary>
    public string CredentialPrefix { get; init; } = "Bearer ";

    /// <summary>Whether it answers only with a credential.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>Headers that each request must have.</summary>
    public IReadOnlyList<(string Name, string Value)> FixedHeaders { get; init; } = [];

    /// <summary>Whether streams may be asked for usage; false where it is refused, or comes unasked.</summary>
    public bool IncludeUsage { get; init; } = true;

    /// <summary>Environment variable that holds its credential when there is no file; null when none is usual.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Beginnings of its model names, claimed when there is no file.</summary>
    public IReadOnlyList<string> ModelPatterns { get; init; } = [];

    /// <summary>How it goes on from the beginning of an answer; none where it does not, or differs from model to model.</summary>
    public PrefillStyle Prefill { get; init; }

    /// <summary>Path at its origin that tells whether it is well, of kinds that people host themselves; null for services, which are not asked unbidden.</summary>
    public string? HealthPath { get; init; }

    /// <summary>How its targets go on from the beginning of an answer where the settings say that they do, or do not.</summary>
    public PrefillStyle PrefillBy(bool? said) => (said, Prefill) switch
    {
        (false, _) => PrefillStyle.None,
        (true, PrefillStyle.None) => Dialect switch
        {
            Dialect.OpenAi => PrefillStyle.ContinueFinalMessage,
            Dialect.Anthropic => PrefillStyle.TrailingMessage,
            _ => PrefillStyle.None,
        },
        _ => Prefill,
    };

    /// <summary>Where a stream's usage stands. For the documentation: readers look wherever it may be.</summary>
    public UsagePlace Usage { get; init; }

    /// <summary>What its errors look like. For the documentation: readers look wherever a message may be.</summary>
    public ErrorShape Errors { get; init; }

    /// <summary>Fields in which it gives the model's thoughts. For the documentation; empty where it gives none.</summary>
    public IReadOnlyList<string> Thoughts { get; init; } = [];

    /// <summary>Whether it is the built-in provider, which has no network.</summary>
    public bool IsDemo { get; init; }
}
