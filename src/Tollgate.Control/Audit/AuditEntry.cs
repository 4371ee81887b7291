namespace Tollgate.Control.Audit;

/// <summary>One administrative act: who, when, from where, what. Secrets never stand in it, neither plain nor hashed.</summary>
internal sealed record AuditEntry
{
    /// <summary>Its number in the store; 0 before it is there.</summary>
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who, such as <c>admin-key</c> or <c>cli:root</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What, such as <c>key.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Id of what was changed.</summary>
    public required string Target { get; init; }

    /// <summary>Organisation that it belongs to; empty for none.</summary>
    public string Org { get; init; } = "";

    /// <summary>The peer's address; empty for a command on the machine itself.</summary>
    public string Address { get; init; } = "";

    /// <summary>TLS protocol of the peer; empty without TLS.</summary>
    public string Tls { get; init; } = "";

    /// <summary>SHA-256 of the peer's certificate; empty when it showed none.</summary>
    public string CertificateSha256 { get; init; } = "";

    public string RequestId { get; init; } = "";

    /// <summary>State before, as JSON; null for what was made.</summary>
    public string? Before { get; init; }

    /// <summary>State after, as JSON; null for what was removed.</summary>
    public string? After { get; init; }
}
