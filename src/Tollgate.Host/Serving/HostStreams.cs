namespace Tollgate.Host.Serving;

/// <summary>Where the process writes.</summary>
/// <param name="Out">Bytes of standard output, for log lines.</param>
/// <param name="Error">Bytes of standard error, for log lines.</param>
/// <param name="Banner">Text for people.</param>
internal sealed record HostStreams(Stream Out, Stream Error, TextWriter Banner);
