namespace Tollgate.Upstreams.Demo;

/// <summary>An uploaded file.</summary>
internal sealed record DemoFile(string Id, string Name, string Purpose, long CreatedAt, byte[] Content);
