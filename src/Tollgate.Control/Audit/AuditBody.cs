using System.Text.Json;

namespace Tollgate.Control.Audit;

/// <summary>An audit entry as the API shows it.</summary>
internal sealed record AuditBody
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string Action { get; init; }

    public required string Target { get; init; }

    public required string Org { get; init; }

    public required string Address { get; init; }

    public required string Tls { get; init; }

    public required string CertificateSha256 { get; init; }

    public required string RequestId { get; init; }

    /// <summary>State before; absent for what was made.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>State after; absent for what was removed.</summary>
    public JsonElement? After { get; init; }

    public static AuditBody Of(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Actor = entry.Actor,
        Action = entry.Action,
        Target = entry.Target,
        Org = entry.Org,
        Address = entry.Address,
        Tls = entry.Tls,
        CertificateSha256 = entry.CertificateSha256,
        RequestId = entry.RequestId,
        Before = Parse(entry.Before),
        After = Parse(entry.After),
    };

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}
