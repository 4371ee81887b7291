namespace Tollgate.Configuration;

/// <summary>Keeping what was asked and answered (<c>capture:</c>). Without the section nothing is kept, whatever a key says.</summary>
public sealed record CaptureConfig
{
    /// <summary>Names of the keys whose content is kept, <c>*</c> for all. Default none: only stored keys that are marked so themselves.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Surfaces whose content is kept, such as <c>chat</c>. Default all.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Bytes kept of a request, and of its answer. 1 KiB to 1 MiB, default 64 KiB; the rest is cut off.</summary>
    public int MaxBytes { get; init; } = 64 * 1024;

    /// <summary>Share of the requests whose content is kept, 0 to 1. Default 1.</summary>
    public decimal Sample { get; init; } = 1;

    /// <summary>What is taken out before anything is written: names of built-in rules and regular expressions. Default: all built-in rules.</summary>
    public IReadOnlyList<string> Redact { get; init; } = Recording.Capture.RedactionRules.Names;

    /// <summary>Days for which stores keep content. 1 to 3650, default 7; records may live longer.</summary>
    public int RetentionDays { get; init; } = 7;
}
