using System.Net;
using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Admission;

/// <summary>Finds the cells of all rules that match a request, but for those of providers, which are taken when one is asked.</summary>
internal static class LimitGather
{
    /// <summary>Longest IPv6 network as text.</summary>
    private const int NetworkBytes = 48;

    /// <summary>Adds them to the request's hold.</summary>
    public static void Collect(RequestContext request, LimitHold hold)
    {
        var plan = request.Snapshot.Limits;
        Add(request, hold, plan.OfCaller(request.Caller!));
        Add(request, hold, plan.Global);
        Add(request, hold, plan.OfEndpoint(request.Endpoint.Name));
        Add(request, hold, plan.OfRoute(request.Route));
        if (!plan.Models.IsEmpty && request.Route is { PassModelThrough: true })
        {
            Add(request, hold, plan.Models, request.Record.Get(RecordText.ModelAsked), default);
        }

        if (!plan.Apps.IsEmpty && request.Record.Get(RecordText.App) is { IsEmpty: false } app)
        {
            Add(request, hold, plan.Apps, app, default);
        }

        if (!plan.Addresses.IsEmpty)
        {
            Span<byte> network = stackalloc byte[NetworkBytes];
            var address = request.Record.Get(RecordText.ClientAddress);
            Add(request, hold, plan.Addresses, address, NetworkOf(address, network));
        }
    }

    /// <summary>Adds cells of one kind.</summary>
    public static void Add(RequestContext request, LimitHold hold, LimitCell[] cells, object? attempt = null)
    {
        foreach (var cell in cells)
        {
            Add(request, hold, cell, attempt);
        }
    }

    /// <summary>Who counts as one address: an IPv4 address, and a /64 of IPv6, all of which one client may use.</summary>
    public static ReadOnlySpan<byte> NetworkOf(ReadOnlySpan<byte> address, Span<byte> scratch)
    {
        if (address.IndexOf((byte)':') < 0 || !IPAddress.TryParse(address, out var parsed))
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!parsed.TryWriteBytes(bytes, out var length) || length != 16)
        {
            return address;
        }

        bytes[8..].Clear();
        if (!new IPAddress(bytes).TryFormat(scratch, out var written) || written + 3 > scratch.Length)
        {
            return address;
        }

        "/64"u8.CopyTo(scratch[written..]);
        return scratch[..(written + 3)];
    }

    private static void Add(RequestContext request, LimitHold hold, ScopeRules rules, ReadOnlySpan<byte> name, ReadOnlySpan<byte> subject)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules.Find(i, name) is { } table)
            {
                Add(request, hold, table.CellOf(subject.IsEmpty ? name : subject), 0);
            }
        }
    }

    private static void Add(RequestContext request, LimitHold hold, LimitCell cell, object? attempt)
    {
        if (cell.Rule.IsSettled && hold.Estimate == default)
        {
            hold.Estimate = LimitEstimate.Of(request);
        }

        hold.Add(cell, attempt);
    }
}
