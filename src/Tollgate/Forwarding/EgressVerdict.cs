namespace Tollgate.Forwarding;

/// <summary>The guard's answer for one address. The reason is for logs and for the author of the configuration, never for clients.</summary>
internal readonly record struct EgressVerdict(EgressRefusal Refusal)
{
    /// <summary>Whether the address may be dialled.</summary>
    public bool Allowed => Refusal == EgressRefusal.None;

    /// <summary>What stands in the way, and what would change it.</summary>
    public string Reason => Refusal switch
    {
        EgressRefusal.None => "",
        EgressRefusal.Port => "the port belongs to a service that is not an HTTP upstream",
        EgressRefusal.OwnListener => "the gateway itself listens on this address and port",
        EgressRefusal.Unroutable => "the address is reserved, and no upstream can be there",
        EgressRefusal.LinkLocalOrMetadata => "link-local and cloud metadata addresses must be listed one by one in egress.allow of the configuration file",
        EgressRefusal.Loopback => "loopback needs an address or localhost in the configuration file, or an entry in its egress.allow",
        EgressRefusal.Private => "private addresses need an upstream named in the configuration file, or an entry in its egress.allow",
        EgressRefusal.Rebound => "the name resolved to another kind of address at first; if its network is meant, list the range in egress.allow of the configuration file",
        _ => "the address was not checked",
    };
}
