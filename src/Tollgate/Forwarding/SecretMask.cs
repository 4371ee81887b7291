using Tollgate.Listening;
using Tollgate.Routing;

namespace Tollgate.Forwarding;

/// <summary>
/// Hides the credential that was sent to a provider where its refusal repeats it: each byte becomes a star, so that lengths stay what the head says.
/// Made for one refusal; answers that succeed are not looked through.
/// </summary>
/// <param name="secrets">As they were sent, none empty.</param>
internal sealed class SecretMask(IReadOnlyList<byte[]> secrets)
{
    private const int LeastError = 400;

    /// <summary>The mask for the answer at hand; null where it is no refusal, or nothing secret was sent.</summary>
    public static SecretMask? For(RequestContext request) => request.Answer!.Status < LeastError ? null : Of(request.Upstream);

    /// <summary>The mask for an error of this upstream's, whatever its status; null where nothing secret was sent.</summary>
    public static SecretMask? Of(Upstream upstream)
    {
        var lasting = upstream.Secrets;
        var changing = upstream.Credential?.Secret ?? default;
        return changing.Length >= UpstreamSecrets.LeastBytes ? new SecretMask([.. lasting, .. UpstreamSecrets.FormsOf(changing.Span)])
            : lasting.Length > 0 ? new SecretMask(lasting)
            : null;
    }

    /// <summary>Hides what lies whole in these bytes.</summary>
    public void Apply(Span<byte> bytes)
    {
        foreach (var secret in secrets)
        {
            var rest = bytes;
            while (rest.IndexOf(secret) is >= 0 and var at)
            {
                rest.Slice(at, secret.Length).Fill((byte)'*');
                rest = rest[(at + secret.Length)..];
            }
        }
    }

    /// <summary>How many bytes at the end may be the beginning of a secret whose rest is still to come.</summary>
    public int Open(ReadOnlySpan<byte> bytes)
    {
        var longest = 0;
        foreach (var secret in secrets)
        {
            for (var length = Math.Min(secret.Length - 1, bytes.Length); length > longest; length--)
            {
                if (bytes.EndsWith(secret.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
