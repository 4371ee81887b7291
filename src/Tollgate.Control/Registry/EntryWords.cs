using System.Text.Json.Serialization.Metadata;
using Tollgate.Control.Http;

namespace Tollgate.Control.Registry;

/// <summary>What differs between the descriptions of two kinds of entries.</summary>
internal sealed record EntryWords
{
    /// <summary>As operation ids name it, such as <c>Model</c>.</summary>
    public required string Name { get; init; }

    /// <summary>As texts name it, such as <c>model</c>.</summary>
    public required string Noun { get; init; }

    public required string Tag { get; init; }

    public required string IdExample { get; init; }

    /// <summary>An entry as it is shown.</summary>
    public required string Example { get; init; }

    /// <summary>An entry as it is made.</summary>
    public required string DraftExample { get; init; }

    public required string EditExample { get; init; }

    public required string ListSummary { get; init; }

    public string? ListNote { get; init; }

    public IReadOnlyList<ApiParameter> ListQuery { get; init; } = [];

    public required string CreateSummary { get; init; }

    public required string CreateNote { get; init; }

    /// <summary>Behind the texts of all changes.</summary>
    public required string EditNote { get; init; }

    public string ReplaceNote { get; init; } = "What is left out goes back to its default.";

    public required string DeleteNote { get; init; }

    public required JsonTypeInfo Draft { get; init; }

    public required JsonTypeInfo Body { get; init; }

    public required JsonTypeInfo Page { get; init; }
}
