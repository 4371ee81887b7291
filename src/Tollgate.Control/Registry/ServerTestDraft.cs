namespace Tollgate.Control.Registry;

/// <summary>How a provider is to be tried.</summary>
internal sealed record ServerTestDraft
{
    /// <summary>A model to ask for one token, which may cost something; left out, only the provider's list of models is asked for.</summary>
    public string? Model { get; set; }
}
