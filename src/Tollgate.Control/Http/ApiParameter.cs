namespace Tollgate.Control.Http;

/// <summary>A parameter in a path or a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means, with unit and default.</param>
internal sealed record ApiParameter(string Name, string Description)
{
    /// <summary>JSON schema type: <c>string</c> or <c>integer</c>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>The values it can have, where they are few.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>A value that works.</summary>
    public string? Example { get; init; }

    /// <summary>The request is refused without it.</summary>
    public bool Required { get; init; }
}
