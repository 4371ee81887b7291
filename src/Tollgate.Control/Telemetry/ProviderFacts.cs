namespace Tollgate.Control.Telemetry;

/// <summary>What telemetry says of a provider.</summary>
/// <param name="System">Its name in the GenAI conventions.</param>
/// <param name="Host">Where it is; empty for one without an address.</param>
/// <param name="Port">Its TCP port.</param>
internal sealed record ProviderFacts(string System, string Host, int Port)
{
    /// <summary>Of a provider that the configuration has no more.</summary>
    public static ProviderFacts Unknown { get; } = new("_OTHER", "", 0);
}
