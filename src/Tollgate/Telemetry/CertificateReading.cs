namespace Tollgate.Telemetry;

/// <summary>The certificate that clients are shown.</summary>
/// <param name="Subject">Whom it names.</param>
/// <param name="NotAfter">When it expires.</param>
internal sealed record CertificateReading(string Subject, DateTimeOffset NotAfter);
