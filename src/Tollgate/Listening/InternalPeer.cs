using System.Net;
using System.Text;
using Tollgate.Http1;

namespace Tollgate.Listening;

/// <summary>Whose request it is that came over the internal listener: the control plane says so, from the PROXY header that we gave it.</summary>
internal static class InternalPeer
{
    public static IPAddress Find(RequestHead head, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < head.FieldCount; i++)
        {
            ref readonly var field = ref head.FieldAt(i);
            if (field.Known == KnownField.TollgateOther && Ascii.EqualsIgnoreCase(field.Name.Of(bytes), "x-tollgate-peer"u8)
                && IPAddress.TryParse(field.Value.Of(bytes), out var peer))
            {
                return ClientAddress.Plain(peer);
            }
        }

        return IPAddress.None;
    }
}
