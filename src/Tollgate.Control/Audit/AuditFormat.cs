namespace Tollgate.Control.Audit;

/// <summary>Shapes that the audit trail is given in.</summary>
internal enum AuditFormat
{
    Json,
    Csv,
}
