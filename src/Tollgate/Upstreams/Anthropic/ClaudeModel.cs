using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>What the models of one generation take: one row of <see cref="ClaudeModels"/>.</summary>
internal sealed record ClaudeModel
{
    /// <summary>How the names of these models begin, dates and regions left out.</summary>
    public required string Prefix { get; init; }

    /// <summary>Most tokens that it writes in one answer, thoughts included.</summary>
    public required long MaxOutput { get; init; }

    public ThinkingStyle Thinking { get; init; } = ThinkingStyle.Budget;

    /// <summary>The highest effort that it takes; <see cref="Effort.Unset"/> where it takes none.</summary>
    public Effort MaxEffort { get; init; }

    /// <summary>It takes a schema for its answer (<c>output_config.format</c>). Others are given a tool in its place.</summary>
    public bool TakesSchema { get; init; } = true;

    /// <summary>It takes temperature, top_p and top_k.</summary>
    public bool TakesSampling { get; init; } = true;

    /// <summary>It refuses temperature and top_p side by side.</summary>
    public bool TakesOneOfBoth { get; init; } = true;
}
