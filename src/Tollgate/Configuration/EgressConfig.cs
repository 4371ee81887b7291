namespace Tollgate.Configuration;

/// <summary>Which private addresses may be dialled (<c>egress:</c>).</summary>
public sealed record EgressConfig
{
    /// <summary>Addresses and CIDR ranges, beyond public ones and the upstreams named in the file. Default none.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];
}
