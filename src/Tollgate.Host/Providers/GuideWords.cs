using Tollgate.Routing;

namespace Tollgate.Host.Providers;

/// <summary>The words of the guide to kinds of provider, in one language.</summary>
internal sealed record GuideWords
{
    public required string Title { get; init; }

    public required string Made { get; init; }

    public required string Intro { get; init; }

    public required string AddressHeading { get; init; }

    public required IReadOnlyList<string> AddressColumns { get; init; }

    public required string FormatHeading { get; init; }

    public required string FormatIntro { get; init; }

    public required IReadOnlyList<string> FormatColumns { get; init; }

    public required string QuirkHeading { get; init; }

    public required string QuirkIntro { get; init; }

    public required IReadOnlyList<string> QuirkColumns { get; init; }

    public required string Rest { get; init; }

    public required string None { get; init; }

    public required string Required { get; init; }

    public required string Also { get; init; }

    public required IReadOnlyDictionary<SignIn, string> SignIns { get; init; }

    public required IReadOnlyDictionary<UsagePlace, string> Usages { get; init; }

    public required IReadOnlyDictionary<ErrorShape, string> Errors { get; init; }

    /// <summary>File name in <c>docs/</c>.</summary>
    public required string File { get; init; }
}
