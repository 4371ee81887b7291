using System.Net;
using System.Text;
using Tollgate.Forwarding;
using Tollgate.Http1;

namespace Tollgate.Listening;

/// <summary>
/// Who the client is behind proxies that are trusted (<c>server.trusted_proxies</c>). Each proxy appends the address that it saw to
/// <c>X-Forwarded-For</c>, so the list is read from its end: the first address that is no trusted proxy is the client, and whatever
/// stands before it is the client's own claim.
/// </summary>
internal sealed class ClientAddress
{
    /// <summary>Longest textual address: IPv6 with an embedded IPv4 address.</summary>
    public const int MaxTextBytes = 45;

    private readonly Cidr[] _trusted;

    /// <summary>Compiles the ranges; what is misspelt was refused when the configuration was checked.</summary>
    public ClientAddress(IReadOnlyList<string> trusted)
    {
        var ranges = new List<Cidr>(trusted.Count);
        foreach (var text in trusted)
        {
            if (Cidr.TryParse(text, out var range, out _))
            {
                ranges.Add(range);
            }
        }

        _trusted = [.. ranges];
    }

    /// <summary>The address of a dual-stack listener's peer as what it is.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether what this peer says about its clients is believed.</summary>
    public bool Trusts(IPAddress peer) => Array.Exists(_trusted, range => range.Contains(peer));

    /// <summary>The client of a request that came from a trusted peer; the nearest address known where the list does not go on.</summary>
    public IPAddress Find(RequestHead head, ReadOnlySpan<byte> bytes, IPAddress peer)
    {
        var nearest = peer;
        for (var i = head.FieldCount - 1; i >= 0; i--)
        {
            ref readonly var field = ref head.FieldAt(i);
            if (field.Known == KnownField.XForwarded && Ascii.EqualsIgnoreCase(field.Name.Of(bytes), "x-forwarded-for"u8)
                && !TryWalk(field.Value.Of(bytes), ref nearest))
            {
                break;
            }
        }

        return nearest;
    }

    /// <summary>The same from the lines of <c>X-Forwarded-For</c>, in their order.</summary>
    public IPAddress Find(IReadOnlyList<string?> lines, IPAddress peer)
    {
        var nearest = peer;
        for (var i = lines.Count - 1; i >= 0 && TryWalk(Encoding.Latin1.GetBytes(lines[i] ?? string.Empty), ref nearest); i--)
        {
        }

        return nearest;
    }

    /// <summary>Goes through one line from its end. True while every hop in it is a trusted proxy.</summary>
    private bool TryWalk(ReadOnlySpan<byte> list, ref IPAddress nearest)
    {
        while (!list.IsEmpty)
        {
            var comma = list.LastIndexOf((byte)',');
            var hop = list[(comma + 1)..].Trim(" \t"u8);
            list = comma < 0 ? [] : list[..comma];
            if (hop.IsEmpty)
            {
                continue;
            }

            if (!TryParse(hop, out var address))
            {
                return false; // a proxy that hides its client, or rubbish: nothing before it can be trusted
            }

            nearest = address;
            if (!Trusts(address))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An address, also with a port as some balancers write it: <c>192.0.2.1:1234</c>, <c>[2001:db8::1]:1234</c>.</summary>
    private static bool TryParse(ReadOnlySpan<byte> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text is [(byte)'[', ..])
        {
            var end = text.IndexOf((byte)']');
            text = end < 0 ? [] : text[1..end];
        }
        else if (text.Count((byte)':') == 1)
        {
            text = text[..text.IndexOf((byte)':')];
        }

        // Without a dot or with fewer than three the platform would read old short forms, and a scope means nothing here.
        var readable = text.Length is > 0 and <= MaxTextBytes && (text.Contains((byte)':') || text.Count((byte)'.') == 3) && !text.Contains((byte)'%');
        if (!readable || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        address = Plain(parsed);
        return true;
    }
}
