using System.Net;

namespace Tollgate.Forwarding;

/// <summary>
/// Where the gateway may connect to. Immutable: a changed configuration makes a new policy.
/// Every outbound connection is checked by address, immediately before that same address is dialled; text is never judged.
/// </summary>
/// <remarks>
/// In order: refused ports and our own listeners never; public addresses and the allow list always; then, only for targets that the
/// configuration file names, what the file's author must have meant (an address written out, localhost, a name of a private network).
/// </remarks>
internal sealed class EgressPolicy
{
    /// <summary>No allow list and no listeners: public upstreams, and whatever the file names.</summary>
    public static readonly EgressPolicy Default = new([], [], []);

    private readonly Cidr[] _allow;
    private readonly IPEndPoint[] _listeners;
    private readonly IPAddress[] _machineAddresses;

    /// <summary>Makes a policy of what the configuration says.</summary>
    /// <param name="allow"><c>egress.allow</c> of the configuration file.</param>
    /// <param name="listeners">Where the gateway itself listens; wildcard addresses stand for all of this machine's.</param>
    /// <param name="machineAddresses">This machine's own addresses, for wildcard listeners: <see cref="MachineAddresses.Read"/>.</param>
    public EgressPolicy(IEnumerable<Cidr> allow, IEnumerable<IPEndPoint> listeners, IEnumerable<IPAddress> machineAddresses)
    {
        _allow = [.. allow];
        _listeners = [.. listeners.Select(l => new IPEndPoint(AddressRanges.Unwrap(l.Address), l.Port))];
        _machineAddresses = [.. machineAddresses.Select(AddressRanges.Unwrap)];
    }

    /// <summary>
    /// Services that do something with a line of HTTP, or that hand out control of machines: mail, shells, databases, caches, container engines.
    /// </summary>
    private static ReadOnlySpan<ushort> RefusedPorts =>
    [
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 79, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117,
        119, 123, 135, 137, 138, 139, 143, 161, 162, 179, 389, 427, 445, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556,
        563, 587, 601, 631, 636, 873, 989, 990, 992, 993, 995, 1433, 1521, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5060,
        5061, 5432, 5671, 5672, 5900, 6000, 6379, 6380, 6665, 6666, 6667, 6668, 6669, 6697, 9042, 9092, 10250, 10255, 11211, 26379, 27017,
        27018,
    ];

    /// <summary>May <paramref name="address"/>, which <paramref name="target"/> resolved to, be dialled?</summary>
    /// <param name="address">The address that will be dialled, in any notation.</param>
    /// <param name="target">What is being reached.</param>
    /// <param name="firstClass">What the target's name resolved to at first; without meaning for literals and localhost.</param>
    public EgressVerdict Check(IPAddress address, EgressTarget target, AddressClass firstClass)
    {
        if (!target.IsStore && CheckPort(target.Port) is { Allowed: false } refused)
        {
            return refused;
        }

        var real = AddressRanges.Unwrap(address);
        if (IsOwnListener(real, target.Port))
        {
            return new EgressVerdict(EgressRefusal.OwnListener);
        }

        var kind = AddressRanges.Classify(real);
        if (kind is AddressClass.Public || IsListed(real, kind))
        {
            return new EgressVerdict(EgressRefusal.None);
        }

        return new EgressVerdict(kind switch
        {
            AddressClass.Unroutable => EgressRefusal.Unroutable,
            AddressClass.LinkLocalOrMetadata => target.IsMetadata ? EgressRefusal.None : EgressRefusal.LinkLocalOrMetadata,
            AddressClass.Loopback => CheckLoopback(target, firstClass),
            _ => CheckPrivate(target, firstClass),
        });
    }

    /// <summary>Ports are refused whatever the host, and whoever names them.</summary>
    public static EgressVerdict CheckPort(int port) =>
        new(RefusedPorts.Contains((ushort)port) ? EgressRefusal.Port : EgressRefusal.None);

    private static EgressRefusal CheckLoopback(EgressTarget target, AddressClass firstClass)
    {
        if (target.NamedInFile && (target.HostIsLiteral || target.IsLocalhost))
        {
            return EgressRefusal.None;
        }

        return firstClass is AddressClass.Public && !target.HostIsLiteral ? EgressRefusal.Rebound : EgressRefusal.Loopback;
    }

    private static EgressRefusal CheckPrivate(EgressTarget target, AddressClass firstClass)
    {
        if (!target.NamedInFile)
        {
            return EgressRefusal.Private;
        }

        return target.HostIsLiteral || firstClass is AddressClass.Private ? EgressRefusal.None : EgressRefusal.Rebound;
    }

    /// <summary>
    /// A metadata address must be meant: a range listed for its private or arbitrary hosts (100.64.0.0/10, 0.0.0.0/0) does not bring along
    /// the metadata service that stands inside it.
    /// </summary>
    private bool IsListed(IPAddress real, AddressClass kind)
    {
        if (AddressRanges.IsNowhere(real))
        {
            return false;
        }

        foreach (var range in _allow)
        {
            if (range.Contains(real)
                && (kind is not AddressClass.LinkLocalOrMetadata || AddressRanges.Classify(range.Network) is AddressClass.LinkLocalOrMetadata))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOwnListener(IPAddress real, int port)
    {
        foreach (var listener in _listeners)
        {
            if (listener.Port != port)
            {
                continue;
            }

            var isWildcard = listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
            if (listener.Address.Equals(real)
                || (isWildcard && (IPAddress.IsLoopback(real) || AddressRanges.IsNowhere(real) || _machineAddresses.Contains(real))))
            {
                return true;
            }
        }

        return false;
    }
}
