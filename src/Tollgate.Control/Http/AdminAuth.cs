using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Faults;
using Tollgate.Keys;

namespace Tollgate.Control.Http;

/// <summary>Decides by the admin key who may use the admin API. Bad tries are counted per address, made slow, and at last refused unread.</summary>
/// <param name="tries">Counts them.</param>
/// <param name="isClientKey">Whether a credential is a client's: such a one is known, and may not do this.</param>
internal sealed class AdminAuth(BadTries tries, Func<ReadOnlySpan<byte>, bool> isClientKey)
{
    /// <summary>Each bad try within the minute makes the next refusal this much slower.</summary>
    private static readonly TimeSpan DelayStep = TimeSpan.FromMilliseconds(50);

    private AdminKey? _key;

    /// <summary>Wrong keys so far.</summary>
    public long BadTries => tries.Total;

    /// <summary>The key; null closes the admin API.</summary>
    public AdminKey? Key
    {
        get => Volatile.Read(ref _key);
        set => Volatile.Write(ref _key, value);
    }

    /// <summary>Judges the credentials in these headers.</summary>
    public AdminVerdict Judge(IHeaderDictionary headers, IPAddress address)
    {
        var presented = new PresentedKey([]);
        Add(ref presented, headers.Authorization, isAuthorization: true);
        Add(ref presented, headers["x-api-key"], isAuthorization: false);
        if (presented.Status == PresentedKeyStatus.None)
        {
            return Refused(FaultCode.AuthMissingToken);
        }

        if (tries.SecondsToWait(address) is > 0 and var wait)
        {
            return Refused(new GatewayFault(FaultCode.RateLimitExceeded, "Too many attempts with a wrong key. Retry later.", RetryAfterSeconds: wait));
        }

        if (presented.Status == PresentedKeyStatus.Conflict)
        {
            return Refused(new GatewayFault(FaultCode.ValidationError, "The request has two different keys."));
        }

        var key = Key;
        if (presented.Status == PresentedKeyStatus.One && key is not null && key.Matches(presented.Key))
        {
            return new(new AdminCaller("admin-key"), default, default);
        }

        var delay = DelayStep * tries.Add(address);
        if (presented.Status == PresentedKeyStatus.One && isClientKey(presented.Key))
        {
            return new(null, new GatewayFault(FaultCode.Forbidden, "This API key may not use the admin API."), delay);
        }

        return key is null
            ? new(null, new GatewayFault(FaultCode.Forbidden, "The admin API is closed: no admin key is configured."), delay)
            : new(null, new GatewayFault(FaultCode.AuthInvalidToken, "Unauthorized: the admin key is invalid."), delay);
    }

    private static AdminVerdict Refused(GatewayFault fault) => new(null, fault, default);

    private static void Add(ref PresentedKey presented, StringValues values, bool isAuthorization)
    {
        foreach (var value in values)
        {
            var bytes = Encoding.UTF8.GetBytes(value ?? "");
            if (isAuthorization)
            {
                presented.AddAuthorization(bytes);
            }
            else
            {
                presented.AddHeader(bytes);
            }
        }
    }
}
