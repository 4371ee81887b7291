namespace Tollgate.Upstreams.Demo;

/// <summary>A tool that the model wants called.</summary>
/// <param name="Name">As the request offers it.</param>
/// <param name="Arguments">A JSON object that fits the tool's schema.</param>
internal sealed record DemoToolCall(string Name, string Arguments);
