namespace Tollgate.Configuration;

/// <summary>What clients see on <c>https</c> addresses (<c>server.tls:</c>). The files are read again when they change; their names need a restart.</summary>
public sealed record TlsConfig
{
    /// <summary>PEM file with the certificate, and behind it those between it and its root.</summary>
    public required string Cert { get; init; }

    /// <summary>PEM file with the certificate's private key, without a password.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// PEM file with the authorities whose client certificates are accepted; null (default) asks clients for none. A client may still come without
    /// one: what a certificate entitles to is decided behind.
    /// </summary>
    public string? ClientCa { get; init; }
}
