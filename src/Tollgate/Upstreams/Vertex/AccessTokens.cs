using System.Collections.Concurrent;
using Tollgate.Configuration;

namespace Tollgate.Upstreams.Vertex;

/// <summary>The access tokens of all accounts, which outlive snapshots: an edit elsewhere costs no sign-in.</summary>
/// <param name="signIn">Gets a token for an account.</param>
/// <param name="time">The clock.</param>
internal sealed class AccessTokens(Func<GoogleAccount, CancellationToken, Task<AccessToken>> signIn, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GoogleAccess> _accounts = new(StringComparer.Ordinal);
    private long _asked;
    private long _failed;

    /// <summary>Tokens that were asked for.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Those of them that were not given.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>None can be got: for a gateway without a control plane.</summary>
    public static Task<AccessToken> Unavailable(GoogleAccount account, CancellationToken stop) =>
        Task.FromResult(new AccessToken(null, TimeSpan.Zero, "nobody here can sign in"));

    /// <summary>The token of an account.</summary>
    public GoogleAccess Of(GoogleAccount account) =>
        _accounts.GetOrAdd(account.Identity, _ => new GoogleAccess(stop => SignInAsync(account, stop), time));

    /// <summary>Gives each provider that signs in its token, before the snapshot is published, and forgets the others'.</summary>
    public void Apply(ConfigSnapshot snapshot)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var provider in snapshot.Providers)
        {
            if (provider.Account is { } account)
            {
                provider.Credential = Of(account);
                used.Add(account.Identity);
            }
        }

        foreach (var identity in _accounts.Keys)
        {
            if (!used.Contains(identity))
            {
                _accounts.TryRemove(identity, out _);
            }
        }
    }

    private async Task<AccessToken> SignInAsync(GoogleAccount account, CancellationToken stop)
    {
        Interlocked.Increment(ref _asked);
        var given = false;
        try
        {
            var token = await signIn(account, stop);
            given = token.Text is not null;
            return token;
        }
        finally
        {
            if (!given) { Interlocked.Increment(ref _failed); }
        }
    }
}
