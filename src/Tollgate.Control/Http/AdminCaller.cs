namespace Tollgate.Control.Http;

/// <summary>Who uses the admin API: a feature of each request that passed the gate.</summary>
/// <param name="Name">As the audit log names it.</param>
internal sealed record AdminCaller(string Name);
