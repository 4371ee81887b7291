using System.Buffers;

namespace Tollgate.Http1;

/// <summary>Byte classes of RFC 9110 and RFC 3986, for vectorised search.</summary>
internal static class Grammar
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    /// <summary>tchar (RFC 9110 5.6.2).</summary>
    public static readonly SearchValues<byte> Token = Of("!#$%&'*+-.^_`|~" + Digits + Letters);

    /// <summary>tchar without '_': servers that speak CGI fold '-' and '_' into one name, so two names could be one behind us.</summary>
    public static readonly SearchValues<byte> TokenButUnderscore = Of("!#$%&'*+-.^`|~" + Digits + Letters);

    /// <summary>Control bytes, which end a field value when they are CR LF and spoil it otherwise. HTAB is allowed, obs-text too.</summary>
    public static readonly SearchValues<byte> NotInValue =
        SearchValues.Create(
        [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127,
        ]);

    /// <summary>pchar and '/' without '%' (RFC 3986 3.3).</summary>
    public static readonly SearchValues<byte> PlainPath = Of("-._~!$&'()*+,;=:@/" + Digits + Letters);

    /// <summary>reg-name without percent-encoding (RFC 3986 3.2.2), and without the sub-delims that no host name has.</summary>
    public static readonly SearchValues<byte> HostName = Of("-._~" + Digits + Letters);

    /// <summary>Inside the brackets of an IPv6 literal; zones are not allowed in a Host field.</summary>
    public static readonly SearchValues<byte> HostLiteral = Of(":." + Digits + "ABCDEFabcdef");

    /// <summary>Value of a hexadecimal digit, or -1.</summary>
    public static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>Removes SP and HTAB from both ends (OWS, RFC 9110 5.6.3).</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        while (value is [(byte)' ' or (byte)'\t', ..]) { value = value[1..]; }
        while (value is [.., (byte)' ' or (byte)'\t']) { value = value[..^1]; }
        return value;
    }

    /// <summary>Takes the next element off a comma-separated list (RFC 9110 5.6.1); empty elements come as empty spans.</summary>
    public static ReadOnlySpan<byte> NextOfList(ref ReadOnlySpan<byte> list)
    {
        var comma = list.IndexOf((byte)',');
        var element = comma < 0 ? list : list[..comma];
        list = comma < 0 ? [] : list[(comma + 1)..];
        return Trim(element);
    }

    private static SearchValues<byte> Of(string ascii) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(ascii));
}
